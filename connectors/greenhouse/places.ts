import { isSupportedCountry } from 'libphonenumber-js';
import type { Binding } from '../../config/field-map.js';
import type { Places } from '../../config/systems.js';
import type { HireFields } from '../../schemas/hire.js';
import { payPeriod, weeklyHours } from './values.js';

/** The objects that make up a hire in Greenhouse. */
export const ROOTS = ['candidate', 'application', 'offer', 'job', 'department'] as const;
export type Root = (typeof ROOTS)[number];

/** One attribute, or one custom field, of one object. */
export interface Place {
  root: Root;
  /** Name of the attribute, or key of the custom field (`name_key`). */
  name: string;
  custom: boolean;
}

/** Attributes of the Harvest v3 OpenAPI description's schemas. */
const ATTRIBUTES: Readonly<Record<Root, ReadonlySet<string>>> = {
  candidate: new Set([
    ...['id', 'created_at', 'updated_at', 'first_name', 'last_name', 'preferred_name', 'company', 'title'],
    ...['last_activity_at', 'private', 'can_email', 'time_zone', 'tags', 'linked_user_ids', 'phone_numbers'],
    ...['addresses', 'email_addresses', 'website_addresses', 'social_media_addresses'],
  ]),
  application: new Set([
    ...['id', 'created_at', 'updated_at', 'agency_note_id', 'candidate_id', 'coordinator_id', 'job_id'],
    ...['job_post_id', 'recruiter_id', 'referrer_id', 'source_id', 'stage_id', 'stage_name', 'status'],
    ...['needs_decision', 'prospect', 'rejected_at', 'last_activity_at', 'location_address', 'answers'],
    ...['prospective_job_ids'],
  ]),
  offer: new Set([
    ...['id', 'created_at', 'updated_at', 'version', 'application_id', 'job_id', 'candidate_id', 'opening_id'],
    ...['status', 'starts_on', 'sent_on', 'resolved_at'],
  ]),
  job: new Set([
    ...['id', 'created_at', 'updated_at', 'name', 'requisition_id', 'notes', 'confidential', 'status', 'opened_at'],
    ...['closed_at', 'is_template', 'copied_from_id', 'department_id', 'office_ids'],
  ]),
  department: new Set(['id', 'created_at', 'updated_at', 'name', 'parent_id', 'external_id']),
};

/** Schemas that have `custom_fields`. */
const WITH_CUSTOM_FIELDS: ReadonlySet<Root> = new Set<Root>(['candidate', 'application', 'offer', 'job']);

const isRoot = (text: string): text is Root => (ROOTS as readonly string[]).includes(text);

/**
 * Reads "offer.starts_on" or "offer.custom_fields.base_salary".
 * @throws Error that says what Greenhouse has in its place.
 */
export function parsePlace(path: string): Place {
  const [root = '', name = '', key, ...rest] = path.split('.');
  if (!isRoot(root)) throw new Error(`${path}: expected to start with one of ${ROOTS.join(', ')}.`);
  if (name === 'custom_fields') {
    if (!WITH_CUSTOM_FIELDS.has(root)) throw new Error(`${path}: a ${root} has no custom fields.`);
    if (!key || rest.length > 0) throw new Error(`${path}: expected ${root}.custom_fields.<key>.`);
    return { root, name: key, custom: true };
  }
  if (key !== undefined || !ATTRIBUTES[root].has(name)) {
    throw new Error(`${path}: expected custom_fields.<key> or one of ${[...ATTRIBUTES[root]].join(', ')}.`);
  }
  return { root, name, custom: false };
}

const COMPENSATION_EXTRAS = ['period', 'periodDefault', 'hoursPerWeek', 'hoursPerWeekDefault'];

/** The extras that a binding of this field may carry besides `path`. */
function extrasOf(field: keyof HireFields): string[] {
  if (field === 'compensation') return COMPENSATION_EXTRAS;
  if (field === 'phone') return ['prefer', 'country'];
  return ['prefer'];
}

/** What is wrong with a binding, for ConnectorModule.checkBinding; undefined when nothing is. */
export function bindingProblem(field: keyof HireFields, binding: Binding): string | undefined {
  if (!binding['path']) return 'expected a path such as candidate.first_name.';
  const extras = extrasOf(field);
  const unknown = Object.keys(binding).find((name) => name !== 'path' && !extras.includes(name));
  if (unknown) return `${unknown}: expected only path, ${extras.join(', ')}.`;
  try {
    const place = parsePlace(binding['path']);
    if (field === 'employeeId' && !(place.root === 'application' && place.custom)) {
      return `${binding['path']}: expected application.custom_fields.<key>, as it is written there.`;
    }
    if (binding['country'] && !isSupportedCountry(binding['country'])) {
      return `country: expected an ISO 3166 code such as US, found ${binding['country']}.`;
    }
    if (field === 'compensation') {
      if (!binding['period'] && !binding['periodDefault']) return 'expected period or periodDefault.';
      payPeriod(binding['periodDefault']);
      weeklyHours(binding['hoursPerWeekDefault']);
      for (const name of ['period', 'hoursPerWeek']) if (binding[name]) parsePlace(binding[name]);
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}

/**
 * Reads the places of systems.yaml. Both are the candidate's, and the screening history is written.
 * @throws Error that names systems.yaml and what was expected.
 */
export function parsePlaces(places: Places): Readonly<Record<keyof Places, Place>> {
  const read = (name: keyof Places, written: boolean): Place => {
    try {
      const place = parsePlace(places[name]);
      if (place.root === 'candidate' && (place.custom || !written)) return place;
      throw new Error(`${places[name]}: expected candidate.custom_fields.<key>${written ? ', as it is written' : ''}.`);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new Error(`systems.yaml, places.${name}: ${problem}`, { cause: error });
    }
  };
  return {
    screeningHistory: read('screeningHistory', true),
    textMessageConsent: read('textMessageConsent', false),
  };
}

/** An object's raw value at a place; custom fields come out of their `{name, type, value}`. */
export function valueAt(record: Readonly<Record<string, unknown>> | undefined, place: Place): unknown {
  if (!record) return undefined;
  if (!place.custom) return record[place.name];
  const fields = record['custom_fields'];
  if (typeof fields !== 'object' || fields === null) return undefined;
  const field = (fields as Record<string, unknown>)[place.name];
  const wrapped =
    typeof field === 'object' && field !== null && 'value' in field && ('type' in field || 'name' in field);
  return wrapped ? field.value : field;
}
