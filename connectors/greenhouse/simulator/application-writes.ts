import type { RequestHandler, Response, Router } from 'express';
import { notFound, Refusal } from './answers.js';
import { addApplication, type NewApplication } from './applications.js';
import { writtenFields } from './custom-fields.js';
import { type Application, type Records, save } from './records.js';
import type { Recruiting } from './recruiting.js';
import { bodyOf, requireAttributes, requireKnown, type Attributes, type Body } from './write-bodies.js';

const ATTRIBUTION: Attributes = {
  ...{ source_id: 'integer', referrer_id: 'integer', recruiter_id: 'integer', coordinator_id: 'integer' },
  ...{ created_at: 'text', custom_fields: 'list' },
};
const APPLICATION: Attributes = {
  ...ATTRIBUTION,
  ...{ prospect_pool_id: 'number', prospect_stage_id: 'number', rejected_at: 'text' },
};
/** The candidate's arm of the two; prospects are not simulated. */
export const NEW_APPLICATION: Attributes = {
  ...ATTRIBUTION,
  ...{ candidate_id: 'integer', job_id: 'integer', initial_stage_id: 'integer' },
};
const MOVE: Attributes = {
  ...{ from_stage_id: 'integer', to_stage_id: 'integer', to_job_id: 'integer', email_from_user_id: 'integer' },
};
const REJECT: Attributes = {
  ...{ rejection_reason_id: 'integer', notes: 'text', rejection_email: 'any', custom_fields: 'list' },
};
const HIRE: Attributes = { start_date: 'text', opening_id: 'integer', close_reason_id: 'integer' };

/** Creating, changing and moving applications. */
export function addApplicationWrites(api: Router, records: Records, recruiting: Recruiting): void {
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

  api.post('/v3/applications', (request, response) => {
    const body = bodyOf(request, NEW_APPLICATION);
    requireAttributes(body, 'candidate_id', 'job_id');
    response.status(201).json(addApplication(records, recruiting, newApplicationOf(records, body)));
  });
  api.patch(
    '/v3/applications/:id',
    onApplication(APPLICATION, (application, { custom_fields: written, ...body }, response) => {
      requireKnown(records, body);
      const custom_fields =
        written === undefined
          ? application.custom_fields
          : writtenFields(records, 'application', application.custom_fields, written);
      const { prospect_pool_id: _pool, prospect_stage_id: _stage, ...kept } = body;
      const changed = save(records.applications, { ...application, ...kept, custom_fields });
      response.json(changed);
    }),
  );
  api.post(
    '/v3/applications/:id/move',
    onApplication(MOVE, (application, body) => {
      requireAttributes(body, 'from_stage_id');
      if (body['from_stage_id'] !== application.stage_id) {
        throw new Refusal(422, 'The application is not in this stage', 'from_stage_id');
      }
      if (body['to_stage_id'] !== undefined && body['to_job_id'] !== undefined) {
        throw new Refusal(422, 'Pass either to_stage_id or to_job_id', 'to_stage_id');
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

/** @throws Refusal (422) for an id that nothing has. */
export function newApplicationOf(records: Records, body: Body): NewApplication {
  requireKnown(records, body);
  const integer = (name: string) => body[name] as number | undefined;
  const candidateId = integer('candidate_id');
  if (!candidateId || !records.candidates.get(String(candidateId))) {
    throw new Refusal(422, 'Invalid value: candidate_id', 'candidate_id');
  }
  return {
    candidateId,
    jobId: integer('job_id') ?? 0,
    stageId: integer('initial_stage_id'),
    sourceId: integer('source_id'),
    referrerId: integer('referrer_id'),
    recruiterId: integer('recruiter_id'),
    coordinatorId: integer('coordinator_id'),
    appliedAt: body['created_at'] as string | undefined,
    customFields: body['custom_fields'],
  };
}
