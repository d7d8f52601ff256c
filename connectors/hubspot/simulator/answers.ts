import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import type { CrmObject, PropertyRecord } from './records.js';

/** An error as HubSpot answers it. */
export interface Refusal {
  status: number;
  body: Record<string, unknown>;
}

export function refusal(status: number, category: string, message: string, more: object = {}): Refusal {
  return { status, body: { status: 'error', message, correlationId: randomUUID(), category, ...more } };
}

export function refuse(response: Response, { status, body }: Refusal): void {
  response.status(status).json(body);
}

export const notFound = (what = 'resource'): Refusal => refusal(404, 'OBJECT_NOT_FOUND', `${what} not found`);

export const malformed = (message: string): Refusal =>
  refusal(400, 'VALIDATION_ERROR', `Invalid input JSON: ${message}`);

export const duplicateContact = (existingId: string): Refusal =>
  refusal(409, 'CONFLICT', `Contact already exists. Existing ID: ${existingId}`);

export interface InvalidValue {
  name: string;
  code: string;
  message: string;
}

export function invalidValues(problems: readonly InvalidValue[]): Refusal {
  const listed = problems.map(({ name, code, message }) => ({ isValid: false, message, error: code, name }));
  return refusal(400, 'VALIDATION_ERROR', `Property values were not valid: ${JSON.stringify(listed)}`, {
    errors: problems.map(({ name, code, message }) => ({ message, code, context: { propertyName: [name] } })),
  });
}

const ALWAYS = ['createdate', 'hs_object_id', 'lastmodifieddate'];
const UNASKED = [...ALWAYS, 'email', 'firstname', 'lastname'];

/** Of an object as it is read: what is asked for, null where it is empty, and what always comes. */
export function showRead(object: CrmObject, asked: readonly string[], known: (name: string) => boolean) {
  const names = asked.length > 0 ? [...ALWAYS, ...asked.filter(known)] : UNASKED;
  const all = allProperties(object);
  return show(object, Object.fromEntries([...new Set(names)].sort().map((name) => [name, all[name] ?? null])));
}

/** Of an object as it was written: all that it has. */
export const showWritten = (object: CrmObject) => show(object, allProperties(object));

export function allProperties({ id, properties, createdAt, updatedAt }: CrmObject): Record<string, string> {
  return { ...properties, hs_object_id: id, createdate: createdAt, lastmodifieddate: updatedAt };
}

function show({ id, createdAt, updatedAt, archived }: CrmObject, properties: Record<string, string | null>) {
  return { id, properties, createdAt, updatedAt, archived };
}

export function showProperty({ readOnly, ...property }: PropertyRecord) {
  return {
    ...property,
    description: '',
    options: [],
    displayOrder: -1,
    calculated: false,
    externalOptions: false,
    archived: false,
    hidden: false,
    hubspotDefined: property.groupName === 'contactinformation',
    modificationMetadata: { archivable: true, readOnlyDefinition: readOnly, readOnlyValue: readOnly },
    formField: false,
    dataSensitivity: 'non_sensitive',
  };
}
