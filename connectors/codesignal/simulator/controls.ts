import type { Router } from 'express';
import { z } from 'zod';
import { scoreOf, type Events } from './events.js';
import { testOf, TESTS, type Session, type Sessions } from './sessions.js';

const Invitation = z.strictObject({
  /** The ATS application that CodeSignal's integration sent the invitation for; without it, one sent by hand. */
  applicationId: z.union([z.string(), z.number()]).transform(String).optional(),
  email: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  externalId: z.string().optional(),
  /** Id or title. */
  test: z.string().default(TESTS[0]?.title ?? ''),
});

const Finish = z.strictObject({ score: z.number().int().nonnegative() });
const Verdict = z.strictObject({ verified: z.boolean() });
const Review = z.strictObject({ suggested: z.boolean() });

/** What recruiters, candidates and CodeSignal's auditors do, below /_sandbox. */
export function addControls(controls: Router, sessions: Sessions, events: Events): void {
  const { all } = sessions;

  controls.get('/sessions', (_request, response) => void response.json(all.all()));
  controls.post('/sessions', (request, response) => {
    const invitation = Invitation.safeParse(request.body);
    if (!invitation.success) return void response.status(400).json({ error: invitation.error.issues });
    const { test: wanted, ...fields } = invitation.data;
    const test = TESTS.find((one) => one.id === wanted || one.title === wanted);
    if (!test) return void response.status(404).json({ error: 'no such test' });
    const session = sessions.create({ testId: test.id, ...fields });
    events.fire('companyTestSessionCreated', session);
    response.status(201).json(session);
  });

  step('start', z.strictObject({}), (session) => {
    const started = sessions.start(session);
    events.fire('companyTestSessionStarted', started);
    return started;
  });
  step('finish', Finish, (session, { score }) => {
    const finished = sessions.finish(session, score);
    const proctored = testOf(finished)?.proctored;
    const event = proctored ? 'preScreenResultVerificationPending' : 'companyTestSessionFinished';
    events.fire(event, finished, scoreOf(finished));
    return finished;
  });
  step('verify', Verdict, (session, { verified }) => {
    const judged = sessions.change(session, { verificationStatus: verified ? 'verified' : 'notVerified' });
    if (verified) events.fire('preScreenResultVerified', judged, scoreOf(judged));
    else events.fire('preScreenResultNotVerified', judged, { rejectedReasons: ['Incomplete recording'] });
    return judged;
  });
  step('review', Review, (session, { suggested }) => {
    const reviewed = sessions.change(session, { integrityReviewSuggested: suggested });
    events.fire('preScreenIntegrityReviewUpdated', reviewed, { integrityReviewSuggested: suggested });
    return reviewed;
  });
  step('decline', z.strictObject({}), (session) => {
    const declined = sessions.change(session, { status: 'declined' });
    events.fire('preScreenCandidateDeclined', declined);
    return declined;
  });
  step('expire', z.strictObject({}), (session) => {
    const expired = sessions.change(session, { status: 'expired' });
    events.fire('preScreenExpired', expired, { expiredReason: 'testNotTaken' });
    return expired;
  });

  /** `POST /sessions/:id/<name>`. */
  function step<T>(name: string, body: z.ZodType<T>, take: (session: Session, input: T) => Session): void {
    controls.post(`/sessions/:id/${name}`, (request, response) => {
      const session = all.get(request.params['id'] ?? '');
      if (!session) return void response.status(404).json({ error: 'no such session' });
      const input = body.safeParse(request.body ?? {});
      if (!input.success) return void response.status(400).json({ error: input.error.issues });
      response.json(take(session, input.data));
    });
  }
}
