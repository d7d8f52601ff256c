import { ok, type Answer, type Routes } from './answer.js';

type Row = Record<string, unknown> & { id: number };

const FIRST_CANDIDATE = 50_000_001;
const FIRST_APPLICATION = 60_000_001;
const LONGEST_PAGE = 500;

const SOURCES = [{ id: 7_001, name: 'Referral', type: { id: 1, name: 'Referrals' } }];

/**
 * The part of Harvest v3 that takes referred candidates in: those who were made by it, found by e-mail, listed by
 * when they changed, with their applications. Whoever else is asked for is left to the routes that come after.
 */
export function createReferred(): Routes {
  const candidates: Row[] = [];
  const applications: Row[] = [];
  const byEmail = new Map<string, Row>();

  function addCandidate(body: Record<string, unknown>): Answer {
    const now = new Date().toISOString();
    const id = FIRST_CANDIDATE + candidates.length;
    const row = {
      phone_numbers: [],
      can_email: true,
      custom_fields: {},
      ...body,
      id,
      created_at: now,
      updated_at: now,
    };
    candidates.push(row);
    for (const { value } of (body['email_addresses'] ?? []) as { value: string }[])
      byEmail.set(value.toLowerCase(), row);
    return { status: 201, body: row };
  }

  function addApplication({ custom_fields: fields, ...body }: Record<string, unknown>): Answer {
    const id = FIRST_APPLICATION + applications.length;
    const now = new Date().toISOString();
    const plain = { status: 'in_process', stage_name: 'Application Review', prospect: false, referrer_id: null };
    const row: Row = { ...plain, ...body, id, created_at: now, updated_at: now, custom_fields: {} };
    applications.push(row);
    return { status: 201, body: setFields(row, fields) };
  }

  function change(id: string, { custom_fields: fields, ...body }: Record<string, unknown>): Answer | undefined {
    const row = applications[Number(id) - FIRST_APPLICATION];
    return row && ok(setFields(Object.assign(row, body), fields));
  }

  /** Greenhouse pages by a cursor; whoever has one sends nothing else with it. */
  function changed(since: string, from: number): Answer {
    const found = candidates.filter(({ updated_at }) => String(updated_at) >= since);
    const more = found.length > from + LONGEST_PAGE;
    const cursor = Buffer.from(JSON.stringify([since, from + LONGEST_PAGE])).toString('base64url');
    const link = { link: `<http://localhost/v3/candidates?cursor=${cursor}>; rel="next"` };
    return { status: 200, body: found.slice(from, from + LONGEST_PAGE), ...(more ? { headers: link } : {}) };
  }

  function listCandidates(query: URLSearchParams): Answer | undefined {
    const [email, since, cursor] = ['email', 'updated_at', 'cursor'].map((name) => query.get(name));
    if (email) return ok([byEmail.get(email.toLowerCase())].filter(Boolean));
    if (since) return changed(since.replace('gte|', ''), 0);
    if (cursor) return changed(...(JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, number]));
    if (!query.has('ids')) return changed('', 0);
    return rowsOf(query, candidates, FIRST_CANDIDATE);
  }

  function listApplications(query: URLSearchParams): Answer | undefined {
    const candidateId = query.get('candidate_ids');
    if (candidateId === null) return rowsOf(query, applications, FIRST_APPLICATION);
    return ok(applications.filter((row) => String(row['candidate_id']) === candidateId));
  }

  return ({ method, path, query, body }) => {
    const [, , list, id] = path.split('/');
    if (method === 'POST' && list === 'candidates') return addCandidate(JSON.parse(body) as Record<string, unknown>);
    if (method === 'POST' && list === 'applications')
      return addApplication(JSON.parse(body) as Record<string, unknown>);
    if (method === 'PATCH' && list === 'applications')
      return change(id ?? '', JSON.parse(body) as Record<string, unknown>);
    if (method !== 'GET') return undefined;
    switch (path) {
      case '/v3/candidates':
        return listCandidates(query);
      case '/v3/applications':
        return listApplications(query);
      case '/v3/sources':
        return ok(SOURCES);
      case '/v3/referrers':
        return ok([]);
      case '/v3/offers':
        return Number(query.get('application_ids')) >= FIRST_APPLICATION ? ok([]) : undefined;
      case '/v3/users':
        return query.has('primary_email') ? ok([]) : undefined;
      default:
        return undefined;
    }
  };
}

/** The rows of the ids that are asked for; undefined where these are somebody else's. */
function rowsOf(query: URLSearchParams, rows: readonly Row[], first: number): Answer | undefined {
  const ids = (query.get('ids') ?? '').split(',').map(Number);
  return ids.some((id) => id >= first && id < first + 10_000_000)
    ? ok(ids.flatMap((id) => rows[id - first] ?? []))
    : undefined;
}

/** Written as a list of keys and values, read as an object. */
function setFields(row: Row, fields: unknown): Row {
  const present = row['custom_fields'] as Record<string, unknown>;
  for (const { name_key: key, value } of (fields ?? []) as { name_key: string; value: unknown }[]) {
    present[key] = { name: key, type: 'short_text', value };
  }
  return row;
}
