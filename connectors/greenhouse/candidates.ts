import type { FieldBindings } from '../../config/field-map.js';
import type { AtsCandidate } from '../roles/ats.js';
import type { HarvestClient } from './client.js';
import { notFound } from './hires.js';
import { createLookup } from './lookup.js';
import { valueAt, type Place } from './places.js';
import { ianaTimeZone } from './time-zone.js';
import * as values from './values.js';
import { WireContact } from './wire.js';

/** Candidates as they are written to. Which e-mail address and number come first is the field map's `prefer`. */
export function createCandidates(client: HarvestClient, bindings: FieldBindings, textMessageConsent: Place) {
  const contacts = createLookup(client, '/v3/candidates', WireContact);
  const mailType = bindings.personalEmail?.['prefer'] || 'personal';
  const phoneType = bindings.phone?.['prefer'] || 'mobile';
  const country = bindings.phone?.['country'];

  function toCandidate(contact: WireContact): AtsCandidate {
    return {
      candidateId: contact.id,
      firstName: contact.first_name ?? null,
      lastName: contact.last_name ?? null,
      preferredName: contact.preferred_name ?? null,
      emails: values.allOf(contact.email_addresses, mailType, values.email),
      phones: values.allOf(contact.phone_numbers, phoneType, (raw) => values.phone(raw, country)),
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
  };
}
