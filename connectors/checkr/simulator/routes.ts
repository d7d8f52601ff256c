import type { Request, Response, Router } from 'express';
import { bodyOf, missing, notFound, refuse, sendPage, showOne } from './answers.js';
import { PACKAGES, type Candidate, type Invitation, type Records, type Report } from './records.js';
import type { Screenings } from './screenings.js';

/** Checkr's own paths, as far as a background check is ordered and read by them. */
export function addRoutes(api: Router, records: Records, screenings: Screenings, accountId: string): void {
  const { candidates, invitations, reports } = records;

  api.get('/v1/account', (_request, response) => {
    response.json({ id: accountId, object: 'account', uri: '/v1/account', name: 'Acme', api_authorized: true });
  });
  api.get('/v1/packages', (request, response) => {
    sendPage(
      request,
      response,
      PACKAGES.map((one) => ({ ...one, object: 'package' })),
    );
  });

  api.get('/v1/candidates', (request, response) => sendPage(request, response, matching(candidates.all(), request)));
  api.get('/v1/candidates/:id', showOne(candidates, 'candidate'));
  api.post('/v1/candidates', (request, response) => {
    const body = bodyOf(request);
    const errors = missing(body, ['email']);
    if (errors.length > 0) return refuse(response, errors);
    const { ssn, ...fields } = textsOf(body, CANDIDATE_FIELDS);
    const masked = ssn ? { ssn: `XXX-XX-${ssn.slice(-4)}` } : {};
    response.status(201).json(screenings.addCandidate({ ...fields, ...masked }));
  });

  api.get('/v1/invitations', (request, response) => sendPage(request, response, matching(invitations.all(), request)));
  api.get('/v1/invitations/:id', showOne(invitations, 'invitation'));
  api.post('/v1/invitations', (request, response) => {
    const ordered = orderOf(request, response);
    if (ordered) response.status(201).json(screenings.invite(ordered.candidate, ordered.slug));
  });
  api.delete('/v1/invitations/:id', (request, response) => {
    const invitation = invitations.get(request.params.id);
    if (!invitation) return notFound(response, 'invitation');
    if (invitation.status !== 'pending') return refuse(response, ['the invitation is not pending']);
    response.json(screenings.end(invitation, 'deleted'));
  });

  api.post('/v1/reports', (request, response) => {
    const ordered = orderOf(request, response);
    if (ordered) response.status(201).json(screenings.order(ordered.candidate, ordered.slug));
  });
  api.get(
    '/v1/reports/:id',
    showOne(reports, 'report', (report, request) => withCandidate(records, report, request)),
  );
  api.post('/v1/reports/:id', (request, response) => {
    const report = reports.get(request.params.id);
    if (!report) return notFound(response, 'report');
    const { adjudication } = bodyOf(request);
    if (adjudication !== 'engaged') return refuse(response, ['adjudication must be engaged']);
    response.json(screenings.advance(report, { adjudication }));
  });
  api.get('/v1/reports', (_request, response) => {
    response
      .status(400)
      .json({ error: { type: 'invalid_request_error', param: 'id', message: 'The id of a report is required.' } });
  });

  /** What an invitation or a report is ordered with, or undefined after having refused. */
  function orderOf(request: Request, response: Response): { candidate: Candidate; slug: string } | undefined {
    const body = bodyOf(request);
    const errors = missing(body, ['candidate_id', 'package']);
    const slug = String(body['package']);
    if (errors.length === 0 && !PACKAGES.some((one) => one.slug === slug)) errors.push('package is unknown');
    const candidate = candidates.get(String(body['candidate_id']));
    if (errors.length > 0) refuse(response, errors);
    else if (!candidate) notFound(response, 'candidate');
    else return { candidate, slug };
    return undefined;
  }
}

const CANDIDATE_FIELDS = [
  ...(['first_name', 'middle_name', 'last_name', 'email', 'phone', 'zipcode', 'dob', 'ssn', 'custom_id'] as const),
];

function textsOf<N extends string>(body: Record<string, unknown>, names: readonly N[]): Partial<Record<N, string>> {
  const told = names.flatMap((name) => (typeof body[name] === 'string' ? [[name, body[name]]] : []));
  return Object.fromEntries(told) as Partial<Record<N, string>>;
}

/** Lists can be narrowed by these attributes. */
const FILTERS = ['email', 'custom_id', 'status', 'candidate_id'] as const;

function matching<T extends Candidate | Invitation>(rows: T[], { query }: Request): T[] {
  return rows.filter((row) =>
    FILTERS.every(
      (name) => query[name] === undefined || (row as unknown as Record<string, unknown>)[name] === query[name],
    ),
  );
}

/** `include=candidate` embeds the candidate beside its id. */
function withCandidate(records: Records, report: Report, request: Request): unknown {
  const include = typeof request.query['include'] === 'string' ? request.query['include'].split(',') : [];
  return include.includes('candidate')
    ? { ...report, candidate: records.candidates.get(report.candidate_id) ?? null }
    : report;
}
