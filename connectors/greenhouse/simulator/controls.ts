import type { RequestHandler, Router } from 'express';
import { z } from 'zod';
import { AccessChange, type Access } from './access.js';
import { notFound, Refusal } from './answers.js';
import { addBulkHires, BulkHires } from './bulk-hires.js';
import { CandidateChange, type Candidates } from './candidates.js';
import { addHire, hireOf, NewHire } from './hires.js';
import { Instant, InterviewChange, NewInterview, type Interviews } from './interviews.js';
import { changeOffer, makeOffer, OfferChange, offerOf, OfferTerms } from './offers.js';
import type { Application, Records } from './records.js';
import type { Recruiting } from './recruiting.js';

/** Who does what in the simulator. */
export interface Actors {
  recruiting: Recruiting;
  interviews: Interviews;
  candidates: Candidates;
  access: Access;
  /** The user that webhooks name. */
  actingUserId: number;
}

/** What recruiters do in Greenhouse's own pages, below /_sandbox. */
export function addControls(controls: Router, records: Records, actors: Actors): void {
  addApplicationControls(controls, records, actors);
  addInterviewControls(controls, actors.interviews);
  addCandidateControls(controls, actors.candidates);
  controls.get('/access', (_request, response) => void response.json(actors.access.present()));
  controls.post('/access', (request, response) => {
    response.json(actors.access.change(AccessChange.parse(request.body)));
  });
}

function addApplicationControls(controls: Router, records: Records, { recruiting, actingUserId }: Actors): void {
  const onApplication =
    (act: (application: Application, body: unknown) => void): RequestHandler<{ id: string }> =>
    (request, response) => {
      const application = records.applications.get(request.params.id);
      if (!application) return notFound(response, 'application', request.params.id);
      act(application, request.body);
      response.json(hireOf(records, application.id));
    };

  controls.get('/hires', (_request, response) => {
    response.json(records.applications.all().map((application) => hireOf(records, application.id)));
  });
  controls.post('/hires', (request, response) => {
    response.status(201).json(addHire(records, recruiting, NewHire.parse(request.body)));
  });
  controls.post('/hires/bulk', (request, response) => {
    response.status(201).json(addBulkHires(records, actingUserId, BulkHires.parse(request.body)));
  });
  controls.get(
    '/applications/:id',
    onApplication(() => undefined),
  );
  controls.post(
    '/applications/:id/advance',
    onApplication((application) => recruiting.move(application, undefined, undefined)),
  );
  controls.post(
    '/applications/:id/move',
    onApplication((application, body) => {
      const { stage: name } = z.strictObject({ stage: z.string() }).parse(body);
      const stage = recruiting.planOf(application.job_id).find((one) => one.name === name);
      if (!stage) throw new Refusal(400, 'No such stage in the interview plan', 'stage');
      recruiting.move(application, stage.id, undefined);
    }),
  );
  controls.post(
    '/applications/:id/offer',
    onApplication((application, body) => {
      makeOffer(records, recruiting, application, offerOf(records, OfferTerms.parse(body ?? {})));
    }),
  );
  controls.post(
    '/applications/:id/accept_offer',
    onApplication((application, body) => {
      const { acceptedAt } = Acceptance.parse(body ?? {});
      recruiting.acceptOffer(application.id, acceptedAt);
    }),
  );
  controls.post(
    '/applications/:id/hire',
    onApplication((application) => recruiting.hire(application)),
  );
  controls.post(
    '/applications/:id/unhire',
    onApplication((application) => recruiting.unhire(application)),
  );
  controls.post(
    '/applications/:id/delete_offer',
    onApplication((application) => recruiting.deleteOffer(application.id)),
  );
  controls.patch(
    '/applications/:id/offer',
    onApplication((application, body) => {
      changeOffer(records, recruiting, application.id, OfferChange.parse(body));
    }),
  );
  controls.post(
    '/applications/:id/reject',
    onApplication((application) => recruiting.reject(application)),
  );
  controls.post(
    '/applications/:id/unreject',
    onApplication((application) => recruiting.unreject(application)),
  );
}

const Acceptance = z.strictObject({ acceptedAt: Instant.optional() });

function addInterviewControls(controls: Router, interviews: Interviews): void {
  controls.post('/interviews', (request, response) => {
    response.status(201).json(interviews.add(NewInterview.parse(request.body)));
  });
  controls.get('/interviews/:id', (request, response) => void response.json(interviews.get(request.params.id)));
  controls.patch('/interviews/:id', (request, response) => {
    response.json(interviews.change(request.params.id, InterviewChange.parse(request.body)));
  });
  controls.delete('/interviews/:id', (request, response) => {
    interviews.delete(request.params.id);
    response.status(204).end();
  });
}

function addCandidateControls(controls: Router, candidates: Candidates): void {
  controls.get('/candidates', (request, response) => {
    const { email } = z.object({ email: z.string() }).parse(request.query);
    response.json(candidates.findByEmail(email));
  });
  controls.patch('/candidates/:id', (request, response) => {
    response.json(candidates.change(request.params.id, CandidateChange.parse(request.body)));
  });
  controls.post('/candidates/:id/merge', (request, response) => {
    const { into } = z.strictObject({ into: z.coerce.number().int() }).parse(request.body);
    response.json(candidates.merge(request.params.id, into));
  });
  controls.post('/candidates/:id/anonymize', (request, response) => {
    response.json(candidates.anonymize(request.params.id));
  });
  controls.get('/candidates/:id/notes', (request, response) => {
    response.json(candidates.notes(request.params.id));
  });
}
