import { z } from 'zod';
import type { FieldBindings } from '../../config/field-map.js';
import type { AtsCandidate } from '../roles/ats.js';
import type { HarvestClient } from './client.js';
import { notFound } from './hires.js';
import { createLookup, LONGEST_PAGE } from './lookup.js';
import { valueAt, type Place } from './places.js';
import { ianaTimeZone } from './time-zone.js';
import { createUnreadRows } from './unread-rows.js';
import * as values from './values.js';
import { Contacts, Id, WireContact } from './wire.js';

const WirePhones = z.looseObject({ id: Id, phone_numbers: Contacts });

interface CandidatePhones {
  candidateId: string;
  /** E.164. */
  phones: string[];
}

/** Candidates as they are written to. Which e-mail address and number come first is the field map's `prefer`. */
export function createCandidates(client: HarvestClient, bindings: FieldBindings, textMessageConsent: Place) {
  const contacts = createLookup(client, '/v3/candidates', WireContact);
  const mailType = bindings.personalEmail?.['prefer'] || 'personal';
  const phoneType = bindings.phone?.['prefer'] || 'mobile';
  const country = bindings.phone?.['country'];

  const phonesOf = ({ phone_numbers }: Pick<WireContact, 'phone_numbers'>): string[] =>
    values.allOf(phone_numbers, phoneType, (raw) => values.phone(raw, country));

  function toCandidate(contact: WireContact): AtsCandidate {
    return {
      candidateId: contact.id,
      firstName: contact.first_name ?? null,
      lastName: contact.last_name ?? null,
      preferredName: contact.preferred_name ?? null,
      emails: values.allOf(contact.email_addresses, mailType, values.email),
      phones: phonesOf(contact),
      timeZone: ianaTimeZone(contact.time_zone),
      mailAllowed: contact.can_email,
      textsAllowed: values.yes(valueAt(contact, textMessageConsent)),
    };
  }

  return {
    async read(candidateId: string): Promise<AtsCandidate> {
      const contact = await contacts.find(candidateId);
      if (!contact) throw notFound('GET /v3/candidates', `no candidate ${candidateId}`);
      return toCandidate(contact);
    },
    async findByEmail(email: string): Promise<AtsCandidate[]> {
      const wanted = email.trim().toLowerCase();
      const found = (await client.list('/v3/candidates', { email: wanted }, WireContact)).map(toCandidate);
      return found.filter(({ emails }) => emails.some((one) => one.toLowerCase() === wanted));
    },
    /** Those without a number are among them: they may have had one. */
    async *listPhones(changedSince: string | null): AsyncGenerator<CandidatePhones[], void, undefined> {
      const unread = createUnreadRows('GET /v3/candidates');
      const query = {
        ...(changedSince === null ? {} : { updated_at: `gte|${changedSince}` }),
        per_page: LONGEST_PAGE,
      };
      for await (const page of client.pages('/v3/candidates', query, z.unknown())) {
        const rows = unread.readable('candidate', page, WirePhones);
        if (rows.length > 0) yield rows.map((row) => ({ candidateId: row.id, phones: phonesOf(row) }));
      }
      unread.end();
    },
  };
}
