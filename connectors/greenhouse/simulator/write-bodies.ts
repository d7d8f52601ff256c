import type { Request } from 'express';
import { jsonBody } from '../../../sandbox/simulator.js';
import { Refusal } from './answers.js';
import type { Contact, Records } from './records.js';

export type Body = Record<string, unknown>;
type Kind = 'text' | 'integer' | 'number' | 'flag' | 'list' | 'any';
export type Attributes = Readonly<Record<string, Kind>>;

/**
 * The body of a write, of no other attributes than these (`additionalProperties: false`).
 * @throws Refusal (422), with the wording that Greenhouse's error bodies show.
 */
export function bodyOf(request: Request, attributes: Attributes): Body {
  const empty = typeof request.body !== 'string' || request.body.trim() === '';
  const body = empty ? {} : jsonBody(request.body);
  if (!body) throw new Refusal(422, 'The body is not a JSON object');
  return checked(body, attributes);
}

/** @throws Refusal */
export function checked(body: Body, attributes: Attributes): Body {
  for (const [name, value] of Object.entries(body)) {
    const kind = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!kind) throw new Refusal(422, `Invalid attribute: ${name}`, name);
    if (!KINDS[kind](value)) throw new Refusal(422, `Invalid value: ${name}`, name);
  }
  return body;
}

const KINDS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' || value === null,
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  list: Array.isArray,
  any: () => true,
};

/** @throws Refusal (422) where one is not there. */
export function requireAttributes(body: Body, ...names: string[]): void {
  for (const name of names) {
    if (body[name] === undefined || body[name] === null || body[name] === '') {
      throw new Refusal(422, `Missing attribute: ${name}`, name);
    }
  }
}

/** Which records the ids of an application stand for. @throws Refusal (422) for one that there is not. */
export function requireKnown(records: Records, body: Body): void {
  const known = {
    source_id: records.sources,
    referrer_id: records.referrers,
    recruiter_id: records.users,
    coordinator_id: records.users,
  };
  for (const [name, rows] of Object.entries(known)) {
    if (body[name] !== undefined && !rows.get(String(body[name]))) {
      throw new Refusal(422, `Invalid value: ${name}`, name);
    }
  }
}

const CONTACT_TYPES: Readonly<Record<string, readonly string[]>> = {
  email_addresses: ['personal', 'work', 'other'],
  phone_numbers: ['home', 'work', 'mobile', 'skype', 'other'],
  addresses: ['home', 'work', 'other'],
  website_addresses: ['personal', 'company', 'portfolio', 'blog', 'other'],
};

/** @throws Refusal (422) for a contact that is not `{value, type}` with a type of its kind. */
export function requireContacts(body: Body): void {
  for (const [name, types] of Object.entries(CONTACT_TYPES)) {
    const contacts = (body[name] ?? []) as Partial<Contact>[];
    const wellFormed = contacts.every(
      (one) =>
        typeof one?.value === 'string' &&
        one.value.trim() !== '' &&
        types.includes(String(one.type)) &&
        Object.keys(one).length === 2,
    );
    if (!wellFormed) throw new Refusal(422, `Invalid value: ${name}`, name);
  }
}
