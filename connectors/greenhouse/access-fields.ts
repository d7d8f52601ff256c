import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { FieldBindings } from '../../config/field-map.js';
import type { Places } from '../../config/systems.js';
import { HIRE_FIELD_NAMES, type HireFieldName } from '../../schemas/hire.js';
import type { AccessFinding } from '../connector.js';
import type { HarvestClient } from './client.js';
import { LONGEST_PAGE } from './lookup.js';
import { parsePlace, type Place, type Root } from './places.js';
import { REFERRAL_CUSTOM_FIELDS, type ReferralPlaces } from './referral-places.js';
import { Id, Text } from './wire.js';

/** All places that configuration names in Greenhouse. */
export interface MappedPlaces {
  bindings: FieldBindings;
  places: Readonly<Record<keyof Places, Place>>;
  referral: ReferralPlaces;
}

type Samples = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** A place that configuration names, and what it may be. */
interface Mapped {
  place: Place;
  /** "fields.compensation.ats". */
  mappedAt: string;
  /** Of a custom field: the value types that the reader takes, or that take what is written. */
  types: readonly string[];
  /** Whether a referral cannot be told from others without it. */
  essential?: boolean;
}

const LIST_OF: Readonly<Record<Root, string>> = {
  candidate: '/v3/candidates',
  application: '/v3/applications',
  offer: '/v3/offers',
  job: '/v3/jobs',
  department: '/v3/departments',
};

const READABLE_AS_TEXT = ['short_text', 'long_text', 'single_select', 'number', 'url'];
const WRITABLE_AS_TEXT = ['short_text', 'long_text'];
const TYPES: Readonly<Partial<Record<HireFieldName, readonly string[]>>> = {
  startDate: ['date', 'short_text'],
  manager: ['user'],
  compensation: ['currency'],
  employeeId: WRITABLE_AS_TEXT,
};

const WireCustomField = z.looseObject({
  id: Id,
  name_key: Text,
  field_type: Text,
  value_type: Text,
  active: z.boolean().nullish(),
});
type WireCustomField = z.infer<typeof WireCustomField>;

/**
 * Whether every place that is mapped is there, and of a kind that fits: custom fields by their definitions, attributes by
 * a record of the list they stand in; the source of referrals by its name.
 */
export async function auditFields(
  client: Pick<HarvestClient, 'list'>,
  mapped: MappedPlaces,
  samples: Samples,
): Promise<AccessFinding[]> {
  const [fields, sources] = await Promise.all([
    listed(client, '/v3/custom_fields', WireCustomField),
    listed(client, '/v3/sources', z.looseObject({ name: Text })),
  ]);
  const source = mapped.referral.source;
  return [
    ...placesOf(mapped).map((one) => (one.place.custom ? customField(one, fields) : attribute(one, samples))),
    ...REFERRAL_CUSTOM_FIELDS.filter((name) => !mapped.referral[name]).map((name) => unmapped(name)),
    source === undefined ? unmapped('source') : sourceFinding(source, sources),
  ];
}

/** All rows of a list; the words of the failure when they can't be had. */
async function listed<T>(client: Pick<HarvestClient, 'list'>, path: string, row: z.ZodType<T>): Promise<T[] | string> {
  try {
    return await client.list(path, { per_page: LONGEST_PAGE }, row);
  } catch (error) {
    if (error instanceof ApplicationFailure) return error.message;
    throw error;
  }
}

function placesOf({ bindings, places, referral }: MappedPlaces): Mapped[] {
  const found: Mapped[] = HIRE_FIELD_NAMES.flatMap((field) => {
    const { path, period, hoursPerWeek } = bindings[field] ?? {};
    const mappedAt = `fields.${field}.ats`;
    return [
      ...(path ? [{ place: parsePlace(path), mappedAt, types: TYPES[field] ?? READABLE_AS_TEXT }] : []),
      ...(period ? [{ place: parsePlace(period), mappedAt, types: ['single_select', 'short_text'] }] : []),
      ...(hoursPerWeek ? [{ place: parsePlace(hoursPerWeek), mappedAt, types: ['number', 'short_text'] }] : []),
    ];
  });
  for (const name of REFERRAL_CUSTOM_FIELDS) {
    const place = referral[name];
    const mappedAt = `referral.${name}.ats`;
    if (place) found.push({ place, mappedAt, types: WRITABLE_AS_TEXT, essential: name === 'advocateId' });
  }
  for (const { field, place } of referral.attributes)
    found.push({ place, mappedAt: `referral.${field}.ats`, types: [] });
  found.push(
    { place: places.screeningHistory, mappedAt: 'places.screeningHistory', types: ['long_text'] },
    { place: places.textMessageConsent, mappedAt: 'places.textMessageConsent', types: ['yes_no', 'single_select'] },
  );
  return found;
}

function customField({ place, mappedAt, types, essential }: Mapped, fields: WireCustomField[] | string): AccessFinding {
  const finding = { check: 'field', subject: `${place.root}.custom_fields.${place.name}`, mappedAt } as const;
  if (typeof fields === 'string') return { ...finding, status: 'unknown', detail: fields };
  const missing = (detail: string): AccessFinding => ({
    ...finding,
    status: 'missing',
    detail,
    ...(essential ? { fatal: 'no_referral_source_field' } : {}),
  });
  const named = fields.filter((field) => field.name_key === place.name);
  const field = named.find(({ field_type }) => field_type === place.root) ?? named[0];
  if (!field) return missing('There is no custom field with this key.');
  if (field.field_type !== place.root) return missing(`It is a field of the ${field.field_type}.`);
  if (field.active === false) return missing('The custom field is not active.');
  if (!types.includes(field.value_type ?? '')) {
    return missing(`It is of the type ${field.value_type}: expected ${types.join(' or ')}.`);
  }
  return { ...finding, status: 'ok', detail: `Active, of the type ${field.value_type}.` };
}

function attribute({ place, mappedAt }: Mapped, samples: Samples): AccessFinding {
  const list = LIST_OF[place.root];
  const finding = { check: 'field', subject: `${place.root}.${place.name}`, mappedAt } as const;
  const sample = samples.get(list);
  if (!sample) return { ...finding, status: 'unknown', detail: `${list} gave no record to look at.` };
  return Object.hasOwn(sample, place.name)
    ? { ...finding, status: 'ok', detail: `Records of ${list} have it.` }
    : { ...finding, status: 'missing', detail: `A record of ${list} does not have it.` };
}

function sourceFinding(name: string, sources: { name: string | undefined }[] | string): AccessFinding {
  const finding = { check: 'field', subject: `source "${name}"`, mappedAt: 'referral.source.ats' } as const;
  if (typeof sources === 'string') return { ...finding, status: 'unknown', detail: sources };
  return sources.some((source) => source.name === name)
    ? { ...finding, status: 'ok', detail: 'There is a source of this name.' }
    : {
        ...finding,
        status: 'missing',
        detail: 'There is no source of this name.',
        fatal: 'no_referral_source_field',
      };
}

/** The map has no place for something that is written with a referral. */
function unmapped(name: 'source' | (typeof REFERRAL_CUSTOM_FIELDS)[number]): AccessFinding {
  return {
    check: 'field',
    subject: name,
    status: 'missing',
    detail: 'The field map has no place for it in the ats column.',
    mappedAt: `referral.${name}.ats`,
    ...(name === 'source' || name === 'advocateId' ? { fatal: 'no_referral_source_field' as const } : {}),
  };
}
