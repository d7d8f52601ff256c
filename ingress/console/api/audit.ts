import { Temporal } from '@js-temporal/polyfill';
import { z } from 'zod';
import { listAudit } from '../../../ledger/audit.js';
import type { IngressContext } from '../../context.js';
import { route, type ApiRoute } from './route.js';
import { Before, Instant, Limit, name, nextOf, page, Text } from './schemas.js';

const WHEN = 'expected a date as YYYY-MM-DD, or an instant such as 2026-11-22T09:30:00Z';
const When = z.union([z.iso.date(), z.iso.datetime({ offset: true })], { error: WHEN }).optional();

const AuditQuery = z.strictObject({
  applicationId: z.string().optional(),
  candidateId: z.string().optional(),
  vendor: z.string().optional(),
  from: When.meta({ description: "From this instant, or from the beginning of this day in the company's time zone." }),
  to: When.meta({ description: "Before this instant, or up to the end of this day in the company's time zone." }),
  limit: Limit,
  before: Before,
});

const AuditRowShape = name(
  'AuditRow',
  z.object({
    id: z.number(),
    at: Instant,
    workflowId: z.string(),
    sentFrom: z.string().meta({ description: 'The run that wrote, in the Temporal Web UI.' }),
    sentTo: z.string().meta({ description: 'The endpoint that was written to.' }),
    step: z.string(),
    vendor: z.string(),
    operation: z.string(),
    applicationId: Text,
    candidateId: Text,
    fieldMapVersion: z.string(),
    payloadHash: Text.meta({ description: 'sha256 of the body as it was sent.' }),
    outcome: z.string().meta({ description: 'written, adopted, unchanged or failed' }),
    recordId: Text,
    httpStatus: z.number().nullable(),
    failure: Text,
  }),
);
const AuditPage = name('AuditPage', page(AuditRowShape));

export function auditRoutes({ db, policy }: Pick<IngressContext, 'db' | 'policy'>): ApiRoute[] {
  const { timeZone } = policy.company;
  return [
    route({
      method: 'get',
      path: '/audit',
      summary: 'Outbound writes, newest first.',
      role: 'viewer',
      query: AuditQuery,
      answer: { status: 200, schema: AuditPage },
      async handle({ query: { limit, before, from, to, ...filter } }) {
        const period = { from: from && beginning(from, timeZone), to: to && end(to, timeZone) };
        const { items, next } = await listAudit(db, { ...filter, ...period }, { limit, before });
        return { items, next: nextOf(next) };
      },
    }),
  ];
}

const isDate = (when: string): boolean => when.length === 10;

const dayIn = (date: Temporal.PlainDate, timeZone: string): string =>
  date.toZonedDateTime({ timeZone }).toInstant().toString();

const beginning = (when: string, timeZone: string): string =>
  isDate(when) ? dayIn(Temporal.PlainDate.from(when), timeZone) : when;

const end = (when: string, timeZone: string): string =>
  isDate(when) ? dayIn(Temporal.PlainDate.from(when).add({ days: 1 }), timeZone) : when;
