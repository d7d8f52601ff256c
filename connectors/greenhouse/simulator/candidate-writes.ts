import type { Router } from 'express';
import { notFound } from './answers.js';
import { addApplication, addCandidate, type NewCandidate } from './applications.js';
import { newApplicationOf, NEW_APPLICATION } from './application-writes.js';
import { emptyFields, writtenFields } from './custom-fields.js';
import { type Records, save } from './records.js';
import type { Recruiting } from './recruiting.js';
import { bodyOf, checked, requireAttributes, requireContacts, type Attributes, type Body } from './write-bodies.js';

const CANDIDATE: Attributes = {
  ...{ first_name: 'text', last_name: 'text', preferred_name: 'text', company: 'text', title: 'text' },
  ...{ time_zone: 'text', private: 'flag', can_email: 'flag', tags: 'list', phone_numbers: 'list' },
  ...{ addresses: 'list', email_addresses: 'list', website_addresses: 'list', social_media_addresses: 'list' },
  ...{ linked_user_ids: 'list', custom_fields: 'list' },
};

/** Creating and changing candidates. A change replaces the collections that it names. */
export function addCandidateWrites(api: Router, records: Records, recruiting: Recruiting): void {
  api.post('/v3/candidates', (request, response) => {
    const {
      application: first,
      custom_fields: written,
      ...body
    } = bodyOf(request, { ...CANDIDATE, application: 'any' });
    requireAttributes(body, 'first_name', 'last_name');
    requireContacts(body);
    const { candidate_id: _, ...attributes } = NEW_APPLICATION;
    const asked = first === undefined ? undefined : checked(first as Body, attributes);
    if (asked) requireAttributes(asked, 'job_id');
    const empty = emptyFields(records, 'candidate');
    const custom_fields = written === undefined ? empty : writtenFields(records, 'candidate', empty, written);
    const candidate = addCandidate(records, { ...body, custom_fields } as unknown as NewCandidate);
    const application = asked
      ? addApplication(records, recruiting, newApplicationOf(records, { ...asked, candidate_id: candidate.id }))
      : null;
    response.status(201).json({ candidate, application });
  });

  api.patch('/v3/candidates/:id', (request, response) => {
    const candidate = records.candidates.get(request.params.id);
    if (!candidate) return notFound(response, 'candidate', request.params.id);
    const { custom_fields: written, ...body } = bodyOf(request, CANDIDATE);
    requireContacts(body);
    const custom_fields =
      written === undefined
        ? candidate.custom_fields
        : writtenFields(records, 'candidate', candidate.custom_fields, written);
    response.json(save(records.candidates, { ...candidate, ...body, custom_fields }));
  });
}
