import type { FieldBindings } from '../../config/field-map.js';
import type { WriteReceipt } from '../connector.js';
import type { NewCandidate } from '../roles/ats.js';
import type { WriteTrace } from '../write-trace.js';
import type { HarvestClient } from './client.js';
import { notFound } from './hires.js';
import { createLookup } from './lookup.js';
import * as values from './values.js';
import { WireContact } from './wire.js';

type Contact = WireContact['phone_numbers'][number];

/** Every contact that is written has a type; one that was read without it is of none of the others. */
const OTHER = 'other';

/** Creating candidates, and completing those that are there. The types are those by which the field map reads. */
export function createCandidateWrites(client: HarvestClient, bindings: FieldBindings) {
  const contacts = createLookup(client, '/v3/candidates', WireContact);
  const mailType = bindings.personalEmail?.['prefer'] || 'personal';
  const phoneType = bindings.phone?.['prefer'] || 'mobile';
  const country = bindings.phone?.['country'];

  return {
    /** Without the optional `application`: it is created by a call of its own, which can be repeated by itself. */
    async create({ firstName, lastName, email, phone }: NewCandidate, trace: WriteTrace): Promise<WriteReceipt> {
      const body = {
        first_name: firstName,
        last_name: lastName,
        email_addresses: [{ value: email, type: mailType }],
        ...(phone === null ? {} : { phone_numbers: [{ value: phone, type: phoneType }] }),
      };
      return client.post('/v3/candidates', body, trace);
    },

    /** Collections are replaced whole: what is there is sent along, as it is. */
    async complete(candidateId: string, known: NewCandidate, trace: WriteTrace): Promise<WriteReceipt | undefined> {
      const present = await contacts.find(candidateId);
      if (!present) throw notFound('GET /v3/candidates', `no candidate ${candidateId}`);
      const { email_addresses: mails, phone_numbers: phones } = present;
      const hasMail = values.allOf(mails, mailType, values.email).some((one) => sameText(one, known.email));
      const numbers = values.allOf(phones, phoneType, (raw) => values.phone(raw, country));
      const body = {
        ...(present.first_name === undefined ? { first_name: known.firstName } : {}),
        ...(present.last_name === undefined ? { last_name: known.lastName } : {}),
        ...(hasMail ? {} : { email_addresses: [...kept(mails), { value: known.email, type: mailType }] }),
        ...(known.phone === null || numbers.includes(known.phone)
          ? {}
          : { phone_numbers: [...kept(phones), { value: known.phone, type: phoneType }] }),
      };
      if (Object.keys(body).length === 0) return undefined;
      const receipt = await client.patch(`/v3/candidates/${encodeURIComponent(candidateId)}`, body, trace);
      return { ...receipt, recordId: candidateId };
    },
  };
}

const sameText = (a: string, b: string) => a.toLowerCase() === b.trim().toLowerCase();

const kept = (contacts: readonly Contact[]) =>
  contacts.flatMap(({ value, type }) => (value ? [{ value, type: type || OTHER }] : []));
