import { z } from 'zod';
import { arrival, ask, endpointFinding, environmentFinding, rateLimitFinding, webhookUrl } from '../access-findings.js';
import type { AccessFinding, ConnectorContext } from '../connector.js';
import { FailureType } from '../../workflows/failure-types.js';
import { parseAnswer } from '../wire.js';
import { isFailure, rateLimit, type GustoClient } from './client.js';
import { manifest } from './manifest.js';
import type { GustoSettings } from './settings.js';
import { GustoTokenInfo } from './wire.js';

const SUBSCRIPTIONS = '/v1/webhook_subscriptions';
const Subscriptions = z.array(
  z.looseObject({
    url: z.string().nullish(),
    status: z.string().nullish(),
    subscription_types: z.array(z.string()).nullish(),
  }),
);
/** Newer tokens name their scopes, divided by spaces. */
const TokenInfo = GustoTokenInfo.and(z.looseObject({ scope: z.string().nullish() }));

/** What is written. https://docs.gusto.com/embedded-payroll/docs/scopes */
const WANTED_SCOPES = ['employees:read', 'employees:write', 'jobs:read', 'jobs:write', 'compensations:write'];

/** What hireline listens to. */
const WANTED_EVENTS = ['Employee', 'EmployeeJobCompensation'];

const Sample = z.looseObject({
  jobs: z.array(z.looseObject({ compensations: z.array(z.looseObject({})).nullish() })).nullish(),
});

const FIRST_ROW = { page: 1, per: 1 };

/** PayrollConnector.auditAccess. */
export function createAccessAudit(client: GustoClient, settings: GustoSettings, context: ConnectorContext) {
  const company = `/v1/companies/${encodeURIComponent(settings.companyId)}`;
  const reads: [path: string, purpose: string][] = [
    [`${company}/employees`, 'finding and creating employees'],
    [`${company}/locations`, 'the place of work'],
    [`${company}/payrolls`, 'whether somebody has been paid'],
  ];

  return async (): Promise<AccessFinding[]> => {
    const first = await ask(() => client.probe('/v1/token_info'));
    const arrived = arrival(manifest.title, client.baseUrl, 'GUSTO_CLIENT_ID', first, 'A token was given and taken.');
    if ('failure' in first) return arrived;
    const told = await ask(async () => parseAnswer('gusto', 'GET /v1/token_info', TokenInfo, first.value));
    const token = 'value' in told ? told.value : undefined;
    const endpoints = await Promise.all(
      reads.map(async ([path, purpose]) =>
        endpointFinding(
          `GET ${path.replace(encodeURIComponent(settings.companyId), '{company}')}`,
          await ask(() => client.get(path, z.array(z.unknown()), FIRST_ROW)),
          purpose,
        ),
      ),
    );
    return [
      ...arrived,
      ...(token?.resource?.uuid ? [companyFinding(token.resource.uuid)] : []),
      environmentFinding(context.environment, manifest, client.baseUrl),
      ...endpoints,
      ...permissions(token?.scope),
      ...(await webhooks()),
      rateLimitFinding(rateLimit(first.value), 'The answer names no limit; Gusto documents 200 requests a minute.'),
      ...(await mapped()),
    ];
  };

  function companyFinding(uuid: string): AccessFinding {
    const ours = uuid.toLowerCase() === settings.companyId.toLowerCase();
    return {
      ...{ check: 'permission', subject: 'GUSTO_COMPANY_ID', status: ours ? 'ok' : 'missing' },
      detail: ours ? 'The token is for this company.' : 'The token is for another company.',
    };
  }

  function permissions(scope: string | null | undefined): AccessFinding[] {
    if (!scope) {
      const detail = 'The token does not name its scopes: what it may write shows when it is written.';
      return [{ check: 'permission', subject: WANTED_SCOPES.join(', '), status: 'unknown', detail }];
    }
    const granted = new Set(scope.split(/[\s,]+/));
    return WANTED_SCOPES.map((subject) => {
      const [resource] = subject.split(':');
      const has = granted.has(subject) || granted.has(`${resource}:manage`);
      // Which scope opens which endpoint is not published for all of them, so that a missing word proves nothing.
      const detail = has ? 'The token has this scope.' : 'Not among the scopes of the token: a 403 would show it.';
      return { check: 'permission', subject, status: has ? 'ok' : 'unknown', detail };
    });
  }

  /** Read with system access, which a company's token does not have: a refusal tells nothing. */
  async function webhooks(): Promise<AccessFinding[]> {
    const ours = webhookUrl(context.environment, 'gusto');
    const listed = await ask(() => client.get(SUBSCRIPTIONS, Subscriptions));
    if ('failure' in listed) {
      const closed = isFailure(listed.failure, FailureType.VendorUnauthorized);
      const detail = closed
        ? 'Subscriptions can be read with system access only: see that Employee and EmployeeJobCompensation are sent to us.'
        : listed.failure.message;
      return [{ check: 'webhook', subject: ours, status: 'unknown', detail }];
    }
    const set = listed.value.filter(({ url, status }) => url?.replace(/\/+$/, '') === ours && status === 'verified');
    return WANTED_EVENTS.map((subject) => {
      const found = set.some(({ subscription_types: types }) => types?.includes(subject));
      const detail = found ? `Verified, and sent to ${ours}.` : `No verified subscription sends it to ${ours}.`;
      return { check: 'webhook', subject, status: found ? 'ok' : 'missing', detail };
    });
  }

  /** Told by the first employee: a field that the API no longer has is missing there. */
  async function mapped(): Promise<AccessFinding[]> {
    const rows = await ask(() => client.get(`${company}/employees`, z.array(Sample), FIRST_ROW));
    const sample = 'value' in rows ? rows.value[0] : undefined;
    const job = sample?.jobs?.[0];
    const records: Record<string, Record<string, unknown> | undefined> = { job, compensation: job?.compensations?.[0] };
    return Object.entries(context.bindings).flatMap(([field, { path = '' }]) => {
      const [root = '', ...rest] = path.split('.');
      const nested = root in records;
      const record = nested ? records[root] : sample;
      const names = !nested ? [path] : rest.length > 0 ? rest : ['rate', 'payment_unit'];
      return names.map((name): AccessFinding => {
        const subject = nested ? `${root}.${name}` : name;
        const finding = { check: 'field', subject, mappedAt: `fields.${field}.payroll` } as const;
        if (!record) return { ...finding, status: 'unknown', detail: 'There is no employee yet to see it on.' };
        return Object.hasOwn(record, name)
          ? { ...finding, status: 'ok', detail: 'An employee has it.' }
          : { ...finding, status: 'missing', detail: 'Gusto answers an employee without it.' };
      });
    });
  }
}
