import type { AccessFinding } from '../connector.js';
import type { HttpQuestion } from '../http.js';
import type { Ask } from './access-question.js';

interface Permission {
  /** As the reference names it. */
  subject: string;
  scope: string;
  purpose: string;
  /** Without it no referral gets in. */
  essential: boolean;
  /**
   * The same request with nothing in it that could be carried out: there is no record 0, and what must be said is left
   * out. A refusal for lack of permission (403) comes before one for what was sent (404, 422). Undefined where it is not
   * documented that such a request cannot be carried out.
   */
  harmless: HttpQuestion | undefined;
}

const empty = (method: 'POST' | 'PATCH', path: string): HttpQuestion => ({
  changesNothing: true,
  method,
  path,
  json: {},
});

const PERMISSIONS: readonly Permission[] = [
  {
    subject: 'PATCH /v3/candidates/{id}',
    scope: 'harvest:candidates:update',
    purpose: 'completing candidates',
    essential: true,
    harmless: empty('PATCH', '/v3/candidates/0'),
  },
  {
    subject: 'POST /v3/candidates',
    scope: 'harvest:candidates:create',
    purpose: 'creating referred candidates',
    essential: true,
    harmless: undefined,
  },
  {
    subject: 'PATCH /v3/applications/{id}',
    scope: 'harvest:applications:update',
    purpose: 'source, referrer, advocate and employee id on applications',
    essential: true,
    harmless: empty('PATCH', '/v3/applications/0'),
  },
  {
    subject: 'POST /v3/applications',
    scope: 'harvest:applications:create',
    purpose: "creating referred candidates' applications",
    essential: true,
    harmless: empty('POST', '/v3/applications'),
  },
  {
    subject: 'POST /v3/applications/{id}/move',
    scope: 'harvest:applications:move',
    purpose: 'taking test candidates through the stages in the go-live check',
    essential: false,
    harmless: empty('POST', '/v3/applications/0/move'),
  },
  {
    subject: 'POST /v3/notes',
    scope: 'harvest:notes:create',
    purpose: 'screening results among the notes',
    essential: false,
    harmless: empty('POST', '/v3/notes'),
  },
];

/** What the account may write, told without writing: by the token's scopes where it names them, and by refusals. */
export function auditPermissions(ask: Ask, scopes: ReadonlySet<string> | undefined): Promise<AccessFinding[]> {
  return Promise.all(PERMISSIONS.map((permission) => audit(permission, ask, scopes)));
}

async function audit(
  { subject, scope, purpose, essential, harmless }: Permission,
  ask: Ask,
  scopes: ReadonlySet<string> | undefined,
): Promise<AccessFinding> {
  const finding = { check: 'permission', subject } as const;
  const missing = (why: string): AccessFinding => ({
    ...finding,
    status: 'missing',
    detail: `${why} It is needed for ${purpose}.`,
    ...(essential ? { fatal: 'read_only_candidates' } : {}),
  });
  if (scopes && !scopes.has(scope)) return missing(`The credential lacks the scope ${scope}.`);
  if (!harmless) {
    return scopes
      ? { ...finding, status: 'ok', detail: `The credential has the scope ${scope}.` }
      : { ...finding, status: 'unknown', detail: `It is not tried, as it might create something: needs ${scope}.` };
  }
  const { response, failure } = await ask(harmless);
  if (!response) return { ...finding, status: 'unknown', detail: failure };
  if (response.status === 403) return missing(`Refused: the credential needs the scope ${scope}.`);
  return { ...finding, status: 'ok', detail: `Not refused for lack of permission; for ${purpose}.` };
}
