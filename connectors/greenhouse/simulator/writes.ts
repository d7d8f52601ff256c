import type { Request, RequestHandler, Response, Router } from 'express';
import { jsonBody } from '../../../sandbox/simulator.js';
import { notFound, Refusal } from './answers.js';
import { writtenFields } from './custom-fields.js';
import { type Application, type Records, save } from './records.js';
import type { Recruiting } from './recruiting.js';

type Body = Record<string, unknown>;
type Kind = 'text' | 'integer' | 'number' | 'flag' | 'list' | 'any';
type Attributes = Readonly<Record<string, Kind>>;

/** Attributes that each write takes; any other is answered 422 (`additionalProperties: false`). */
const APPLICATION: Attributes = {
  ...{ source_id: 'integer', referrer_id: 'integer', recruiter_id: 'integer', coordinator_id: 'integer' },
  ...{ prospect_pool_id: 'number', prospect_stage_id: 'number', rejected_at: 'text', created_at: 'text' },
  ...{ custom_fields: 'list' },
};
const CANDIDATE: Attributes = {
  ...{ first_name: 'text', last_name: 'text', preferred_name: 'text', company: 'text', title: 'text' },
  ...{ time_zone: 'text', private: 'flag', can_email: 'flag', tags: 'list', phone_numbers: 'list' },
  ...{ addresses: 'list', email_addresses: 'list', website_addresses: 'list', social_media_addresses: 'list' },
  ...{ linked_user_ids: 'list', custom_fields: 'list' },
};
const NOTE: Attributes = {
  ...{ candidate_id: 'integer', application_id: 'integer', body: 'text', visibility: 'text', note_type: 'text' },
  ...{ user_id: 'integer', subject: 'text', email_from: 'text', email_to: 'text', email_cc: 'any' },
};
const MOVE: Attributes = {
  ...{ from_stage_id: 'integer', to_stage_id: 'integer', to_job_id: 'integer', email_from_user_id: 'integer' },
};
const REJECT: Attributes = {
  ...{ rejection_reason_id: 'integer', notes: 'text', rejection_email: 'any', custom_fields: 'list' },
};
const HIRE: Attributes = { start_date: 'text', opening_id: 'integer', close_reason_id: 'integer' };

const VISIBILITY: Readonly<Record<string, string>> = {
  public: 'publicly_visible',
  private: 'privately_visible',
  admin_only: 'admin_only_visible',
};
const NOTE_TYPES = ['NOTE', 'ACTIVITY', 'EMAIL'];

/** The writes of Harvest v3 that the simulator takes. Notes can be added and never changed. */
export function addWrites(api: Router, records: Records, recruiting: Recruiting): void {
  const onApplication = (
    attributes: Attributes,
    change: (application: Application, body: Body, response: Response) => void,
  ): RequestHandler<{ id: string }> => {
    return (request, response) => {
      const application = records.applications.get(request.params.id);
      if (!application) return notFound(response, 'application', request.params.id);
      change(application, bodyOf(request, attributes), response);
      if (!response.headersSent) response.status(204).end();
    };
  };

  api.patch(
    '/v3/applications/:id',
    onApplication(APPLICATION, (application, { custom_fields: written, ...body }, response) => {
      if (body['source_id'] && !records.sources.get(String(body['source_id']))) {
        throw new Refusal(422, 'Invalid value: source_id', 'source_id');
      }
      const custom_fields =
        written === undefined
          ? application.custom_fields
          : writtenFields(records, 'application', application.custom_fields, written);
      const { prospect_pool_id: _pool, prospect_stage_id: _stage, ...kept } = body;
      const changed = save(records.applications, { ...application, ...kept, custom_fields });
      response.json(changed);
    }),
  );

  api.patch('/v3/candidates/:id', (request, response) => {
    const candidate = records.candidates.get(request.params.id);
    if (!candidate) return notFound(response, 'candidate', request.params.id);
    const { custom_fields: written, ...body } = bodyOf(request, CANDIDATE);
    const custom_fields =
      written === undefined
        ? candidate.custom_fields
        : writtenFields(records, 'candidate', candidate.custom_fields, written);
    response.json(save(records.candidates, { ...candidate, ...body, custom_fields }));
  });

  api.post('/v3/notes', (request, response) => {
    const body = bodyOf(request, NOTE);
    const { note_type: type = 'NOTE', visibility = 'private' } = body;
    if (!records.candidates.get(String(body['candidate_id'])))
      throw new Refusal(422, 'Invalid value: candidate_id', 'candidate_id');
    if (typeof body['body'] !== 'string') throw new Refusal(422, 'Missing attribute: body', 'body');
    if (!NOTE_TYPES.includes(String(type))) throw new Refusal(422, 'Invalid value: note_type', 'note_type');
    const visible = VISIBILITY[String(visibility)];
    if (!visible) throw new Refusal(422, 'Invalid value: visibility', 'visibility');
    if (type === 'EMAIL' && !(body['subject'] && body['email_from'] && body['email_to'])) {
      throw new Refusal(422, 'An EMAIL needs subject, email_from and email_to', 'note_type');
    }
    const note = {
      ...records.stamp('notes', 950_001),
      candidate_id: body['candidate_id'] as number,
      application_id: (body['application_id'] as number | undefined) ?? null,
      body: body['body'],
      subject: (body['subject'] as string | undefined) ?? null,
      type: String(type),
      user_id: (body['user_id'] as number | undefined) ?? Number(response.locals['userId']),
      visibility: visible,
      email_from: (body['email_from'] as string | undefined) ?? null,
      email_to: (body['email_to'] as string | undefined) ?? null,
      email_cc: (body['email_cc'] as string[] | undefined) ?? null,
      import_hash: null,
    };
    response.status(201).json(records.notes.put(String(note.id), note));
  });

  api.post(
    '/v3/applications/:id/move',
    onApplication(MOVE, (application, body) => {
      if (body['from_stage_id'] === undefined)
        throw new Refusal(422, 'Missing attribute: from_stage_id', 'from_stage_id');
      if (body['from_stage_id'] !== application.stage_id) {
        throw new Refusal(422, 'The application is not in this stage', 'from_stage_id');
      }
      recruiting.move(application, body['to_stage_id'] as number | undefined, body['to_job_id'] as number | undefined);
    }),
  );

  api.post(
    '/v3/applications/:id/reject',
    onApplication(REJECT, (application, body) => {
      if (!records.rejectionReasons.get(String(body['rejection_reason_id']))) {
        throw new Refusal(422, 'Invalid value: rejection_reason_id', 'rejection_reason_id');
      }
      recruiting.reject(application);
    }),
  );
  api.post(
    '/v3/applications/:id/unreject',
    onApplication({}, (application) => recruiting.unreject(application)),
  );
  api.post(
    '/v3/applications/:id/hire',
    onApplication(HIRE, (application, body) => {
      const start = body['start_date'];
      const offer = recruiting.currentOffer(application.id);
      if (offer && typeof start === 'string') save(records.offers, { ...offer, starts_on: start.slice(0, 10) });
      recruiting.hire(application);
    }),
  );
}

function bodyOf(request: Request, attributes: Attributes): Body {
  const empty = typeof request.body !== 'string' || request.body.trim() === '';
  const body = empty ? {} : jsonBody(request.body);
  if (!body) throw new Refusal(422, 'The body is not a JSON object');
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
