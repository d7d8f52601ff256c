import { flsaStatusOf } from '../schemas/flsa-status.js';
import type { HireFieldName, HireFields } from '../schemas/hire.js';
import { samePay } from './compensation.js';

/**
 * The fields that were sent and did not read back the same: dropped or altered by the vendor.
 * @param sent what was written; only fields named in `written` are looked at.
 * @param kept what was read back.
 */
export function fieldsNotKept(written: readonly HireFieldName[], sent: HireFields, kept: HireFields): HireFieldName[] {
  return written.filter((field) => sent[field] !== undefined && !keptTheSame(field, sent, kept));
}

function keptTheSame(field: HireFieldName, sent: HireFields, kept: HireFields): boolean {
  if (field === 'compensation') {
    return sent.compensation !== undefined && kept.compensation !== undefined
      ? samePay({ ...sent.compensation, hoursPerWeek: undefined }, { ...kept.compensation, hoursPerWeek: undefined }) &&
          sent.compensation.period === kept.compensation.period
      : false;
  }
  if (field === 'manager') {
    const [wanted, found] = [sent.manager, kept.manager];
    if (wanted?.id !== undefined && found?.id !== undefined) return wanted.id === found.id;
    return wanted?.name !== undefined && wanted.name === found?.name;
  }
  const [wanted, found] = [sent[field], kept[field]];
  if (typeof wanted !== 'string' || typeof found !== 'string') return false;
  return loose(field, wanted) === loose(field, found);
}

/** Vendors trim text, and write phone numbers and e-mail addresses in their own way. */
function loose(field: HireFieldName, value: string): string {
  if (field === 'phone') return value.replace(/\D/g, '');
  if (field === 'personalEmail') return value.trim().toLowerCase();
  if (field === 'flsaStatus') return flsaStatusOf(value) ?? value;
  return value.normalize('NFC').trim();
}
