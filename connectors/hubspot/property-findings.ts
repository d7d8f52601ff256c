import type { ReferralFieldName } from '../../schemas/referral.js';
import type { AccessFinding } from '../connector.js';
import { HIRES_MARK, PROPERTY_TYPES, type ContactNames } from './contact-properties.js';
import type { Property } from './wire.js';

/** Properties that are used where the account has them, with their types. */
const OPTIONAL: Readonly<Record<string, { types: readonly string[]; without: string }>> = {
  [HIRES_MARK]: { types: ['number'], without: 'advocates are not marked with the hires they have brought' },
  sent_from: { types: ['string'], without: 'the run that wrote stands in a header only' },
  sent_to: { types: ['string'], without: 'where it was written to stands in a header only' },
};

/** Whether the account has the properties that the map names, as they are needed. */
export function propertyFindings(names: ContactNames, known: ReadonlyMap<string, Property>): AccessFinding[] {
  return [
    ...Object.entries(names).map(([field, name]) => mapped(field as ReferralFieldName, name, known.get(name))),
    dedup(names, known.get(names.candidateId)),
    ...Object.entries(OPTIONAL).map(([name, wanted]) => optional(name, wanted, known.get(name))),
  ];
}

function mapped(field: ReferralFieldName, name: string, property: Property | undefined): AccessFinding {
  const problem = problemOf(property, PROPERTY_TYPES[field] ?? []);
  return {
    ...{ check: 'field', subject: `contact.${name}`, status: problem ? 'missing' : 'ok' },
    ...{ detail: problem ?? 'It exists, with the right type.', mappedAt: `referral.${field}.crm` },
  };
}

function dedup(names: ContactNames, property: Property | undefined): AccessFinding {
  const unique = property?.hasUniqueValue === true;
  return {
    ...{ check: 'dedup', subject: `contact.${names.candidateId}`, status: unique ? 'ok' : 'missing' },
    detail: unique
      ? 'Its values are unique: a hire is written to one contact, however often.'
      : 'Its values are not unique, which can only be set when a property is created: hires cannot be written.',
    mappedAt: 'referral.candidateId.crm',
    ...(unique ? {} : { fatal: 'no_dedup_path' as const }),
  };
}

function optional(
  name: string,
  { types, without }: { types: readonly string[]; without: string },
  property: Property | undefined,
): AccessFinding {
  const problem = problemOf(property, types);
  return {
    ...{ check: 'field', subject: `contact.${name}`, status: problem ? 'unknown' : 'ok' },
    detail: problem ? `${problem} It is optional: ${without}.` : 'It exists, with the right type.',
  };
}

function problemOf(property: Property | undefined, types: readonly string[]): string | undefined {
  if (!property) return 'There is no such property.';
  if (!types.includes(property.type)) return `Its type is ${property.type}, expected ${types.join(' or ')}.`;
  return property.modificationMetadata?.readOnlyValue ? 'It is read-only.' : undefined;
}
