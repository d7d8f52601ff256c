import { JOB_COLUMNS, KNOWN_FIELDS } from './bindings.js';

/**
 * The words of X-BambooHR-Error-Message that may be passed on. The header is free text that can quote the refused
 * value (a name, an e-mail, pay), so only words known beforehand get through.
 */
const SAFE_WORDS: ReadonlySet<string> = new Set(
  (
    'invalid value values field fields required missing malformed duplicate unique exists already permission denied ' +
    'employee employees date format currency not allowed limit reached conflict row table number email key'
  ).split(' '),
);

const COMPENSATION_COLUMNS = ['startDate', 'rate', 'type', 'reason', 'comment', 'paidPer', 'paySchedule'];

const FIELD_NAMES: ReadonlySet<string> = new Set([
  ...KNOWN_FIELDS,
  ...JOB_COLUMNS,
  ...COMPENSATION_COLUMNS,
  'employmentStatus',
]);

/**
 * What an error header says, without anything personal.
 * @param text the header X-BambooHR-Error-Message, if any.
 * @param customFields names of custom fields of the field map, which count as known.
 */
export function reduceErrorMessage(text: string | undefined, customFields: ReadonlySet<string>): string {
  const words = (text ?? '').split(/[^A-Za-z0-9]+/);
  const fields = words.filter((word) => FIELD_NAMES.has(word) || customFields.has(word));
  const kept = words.map((word) => word.toLowerCase()).filter((word) => SAFE_WORDS.has(word));
  const reason = [...new Set(kept)].join(' ');
  const places = [...new Set(fields)].join(', ');
  return [reason, places === '' ? '' : `(${places})`].filter((part) => part !== '').join(' ');
}
