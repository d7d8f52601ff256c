import { z } from 'zod';
import type { AccessFinding } from '../connector.js';
import { jsonOf, type Ask } from './access-question.js';

/** The lists that the connector reads, and what is not done without each. */
const LISTS: Readonly<Record<string, string>> = {
  '/v3/applications': 'hires, referrals and their stages',
  '/v3/application_stages': 'moving applications in the go-live check',
  '/v3/candidates': 'who is hired, and who is known already',
  '/v3/custom_fields': 'this audit',
  '/v3/departments': "a hire's department",
  '/v3/interviewers': "an interview's panel",
  '/v3/interviews': 'interview confirmations',
  '/v3/job_interview_stages': 'moving applications in the go-live check',
  '/v3/jobs': "a hire's job, and when it was opened",
  '/v3/notes': 'screening results among the notes',
  '/v3/offers': 'hires',
  '/v3/referrers': 'naming the advocate as the referrer',
  '/v3/sources': 'naming the source of a referral',
  '/v3/users': 'managers, recruiters and advocates',
};

export interface EndpointAudit {
  findings: AccessFinding[];
  /** A row of each list that has one, by path. */
  samples: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** Reads one row of every list. */
export async function auditEndpoints(ask: Ask): Promise<EndpointAudit> {
  const samples = new Map<string, Readonly<Record<string, unknown>>>();
  const findings = await Promise.all(
    Object.entries(LISTS).map(async ([path, purpose]): Promise<AccessFinding> => {
      const finding = { check: 'endpoint', subject: `GET ${path}` } as const;
      const { response, failure } = await ask({ method: 'GET', path, query: { per_page: 1 } });
      if (!response) return { ...finding, status: 'unknown', detail: failure };
      if (response.status !== 200) return { ...finding, status: 'missing', detail: refusal(response.status, purpose) };
      const rows = Rows.safeParse(jsonOf(response));
      if (!rows.success) {
        return { ...finding, status: 'missing', detail: `Expected a list of records. It is needed for ${purpose}.` };
      }
      const [sample] = rows.data;
      if (sample) samples.set(path, sample);
      return { ...finding, status: 'ok', detail: `Readable; for ${purpose}.` };
    }),
  );
  return { findings, samples };
}

const Rows = z.array(z.record(z.string(), z.unknown()));

function refusal(status: number, purpose: string): string {
  const why =
    status === 403
      ? "Refused: the token's user must be a Site Admin and the credential have the scope."
      : `Answered ${status}.`;
  return `${why} It is needed for ${purpose}.`;
}
