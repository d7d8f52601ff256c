import type { Request, RequestHandler, Response } from 'express';
import { Refusal } from './answers.js';
import type { Filter, ListSpec } from './list-specs.js';
import type { Stamped } from './records.js';

/** https://harvestdocs.greenhouse.io/docs/list-endpoints, https://harvestdocs.greenhouse.io/docs/pagination */
const DEFAULT_PER_PAGE = 100;
const MOST_PER_PAGE = 500;
const MOST_IDS = 50;

type Row = Stamped & Record<string, unknown>;
type Query = Record<string, string>;
type Test = (row: Row) => boolean;

const COMMON: Readonly<Record<string, Filter>> = {
  ids: { takes: 'ids', of: 'id' },
  created_at: { takes: 'time', of: 'created_at' },
  updated_at: { takes: 'time', of: 'updated_at' },
};
const PAGING = ['per_page', 'fields', 'cursor'];

/** Answers a list: a bare array, newest id first, and the next page only in the Link header. */
export function list(spec: ListSpec): RequestHandler {
  const filters = { ...COMMON, ...spec.filters };
  return (request: Request, response: Response) => {
    const asked = singleValues(request);
    const cursor = asked['cursor'];
    if (cursor !== undefined && Object.keys(asked).length > 1) {
      const errors = ['When passing a cursor, do not include other query params.'];
      return void response.status(422).json({ errors });
    }
    const { query, below } = cursor === undefined ? { query: asked, below: Infinity } : decode(cursor, spec.path);
    const unknown = Object.keys(query).find((name) => !(name in filters) && !PAGING.includes(name));
    if (unknown) throw new Refusal(422, `Invalid attribute: ${unknown}`, unknown);
    if (query['created_at'] && query['updated_at']) {
      throw new Refusal(422, 'created_at and updated_at cannot be combined', 'updated_at');
    }
    const tests = Object.entries(query).flatMap(([name, value]) => {
      const filter = filters[name];
      return filter ? [testOf(name, filter, value)] : [];
    });
    const perPage = perPageOf(query['per_page']);
    const found = latestOnly(query, rowsOf(spec, query))
      .filter((row) => tests.every((test) => test(row)))
      .sort((a, b) => b.id - a.id);
    const rest = found.filter((row) => row.id < below);
    const page = rest.slice(0, perPage);
    const last = page.at(-1);
    if (last && rest.length > page.length) {
      const base = `${request.protocol}://${request.get('host')}${request.baseUrl}${request.path}`;
      response.set('Link', `<${base}?cursor=${encodeURIComponent(encode(query, last.id, spec.path))}>; rel="next"`);
    }
    response.json(page.map((row) => selected(row, query['fields'])));
  };
}

function singleValues(request: Request): Query {
  return Object.fromEntries(
    Object.entries(request.query).map(([name, value]) => {
      if (typeof value !== 'string') throw new Refusal(422, `Invalid value: ${name}`, name);
      return [name, value];
    }),
  );
}

/** By id or by group where the query allows it: a list of one does not read all. */
function rowsOf(spec: ListSpec, query: Query): Row[] {
  const { rows, groupedBy } = spec;
  if (query['ids'] !== undefined) return idList('ids', query['ids']).flatMap((id) => (rows.get(id) as Row) ?? []);
  const keys = groupedBy && query[groupedBy.filter];
  if (groupedBy && keys !== undefined) {
    if (spec.filters[groupedBy.filter]?.takes === 'text') return groupedBy.rows.of(keys.toLowerCase()) as Row[];
    return idList(groupedBy.filter, keys).flatMap((key) => groupedBy.rows.of(Number(key)) as Row[]);
  }
  return rows.all() as Row[];
}

function latestOnly(query: Query, rows: Row[]): Row[] {
  if (query['current_only'] !== 'true') return rows;
  const newest = new Map<unknown, Row>();
  for (const row of rows) {
    const known = newest.get(row['application_id']);
    if (!known || Number(row['version']) > Number(known['version'])) newest.set(row['application_id'], row);
  }
  return [...newest.values()];
}

function testOf(name: string, filter: Filter, value: string): Test {
  switch (filter.takes) {
    case 'nothing':
      return () => true;
    case 'ids':
    case 'texts': {
      const wanted = new Set(filter.takes === 'ids' ? idList(name, value) : value.split(','));
      return (row) => [row[filter.of]].flat().some((one) => wanted.has(String(one)));
    }
    case 'id': {
      const [wanted] = idList(name, value);
      return (row) => [row[filter.of]].flat().some((one) => String(one) === wanted);
    }
    case 'text':
      return (row) => textsOf(row[filter.of]).includes(value.toLowerCase());
    case 'flag':
      if (value !== 'true' && value !== 'false') throw new Refusal(422, `Invalid value: ${name}`, name);
      return (row) => String(row[filter.of]) === value;
    case 'choice': {
      const wanted = Object.hasOwn(filter.among, value) ? filter.among[value] : undefined;
      if (wanted === undefined) throw new Refusal(422, `Invalid value: ${name}`, name);
      return (row) => row[filter.of] === wanted;
    }
    case 'match':
      return (row) => filter.test(value, row);
    case 'time':
      return timeTest(name, filter.of, value);
  }
}

function textsOf(value: unknown): string[] {
  return [value].flat().flatMap((one: unknown) => {
    const text = typeof one === 'object' && one !== null && 'value' in one ? one.value : one;
    return typeof text === 'string' ? [text.toLowerCase()] : [];
  });
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  gte: (a, b) => a >= b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  lt: (a, b) => a < b,
};

/** `gte|2024-01-01T00:00:00Z`; two sides as `gte|…|lte|…` are implied by the description, not shown in the docs. */
function timeTest(name: string, attribute: string, value: string): Test {
  const parts = value.split('|');
  const sides: Test[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const compare = COMPARE[parts[at] ?? ''];
    const bound = Date.parse(parts[at + 1] ?? '');
    if (!compare || Number.isNaN(bound)) throw new Refusal(422, `Invalid value: ${name}`, name);
    sides.push((row) => typeof row[attribute] === 'string' && compare(Date.parse(row[attribute]), bound));
  }
  return (row) => sides.every((side) => side(row));
}

function idList(name: string, value: string): string[] {
  const wanted = value.split(',');
  if (wanted.length > MOST_IDS) throw new Refusal(422, `${name}: at most ${MOST_IDS}`, name);
  if (!wanted.every((id) => /^\d+$/.test(id))) throw new Refusal(422, `Invalid value: ${name}`, name);
  return wanted;
}

function perPageOf(value: string | undefined): number {
  if (value === undefined) return DEFAULT_PER_PAGE;
  const perPage = /^\d+$/.test(value) ? Number(value) : 0;
  if (perPage < 1 || perPage > MOST_PER_PAGE) throw new Refusal(422, 'Invalid value: per_page', 'per_page');
  return perPage;
}

function selected(row: Row, fields: string | undefined): Partial<Row> {
  if (fields === undefined) return row;
  const names = fields.split(',');
  const unknown = names.find((name) => !(name in row));
  if (unknown !== undefined) throw new Refusal(422, `Invalid attribute: ${unknown}`, 'fields');
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}

function encode(query: Query, below: number, path: string): string {
  return Buffer.from(JSON.stringify({ query, below, path })).toString('base64');
}

function decode(cursor: string, path: string): { query: Query; below: number } {
  try {
    const kept = JSON.parse(Buffer.from(cursor, 'base64').toString()) as { query: Query; below: number; path: string };
    if (kept.path === path && typeof kept.below === 'number') return kept;
  } catch {
    // Falls through to the refusal: a cursor that was not given out.
  }
  throw new Refusal(422, 'Invalid value: cursor', 'cursor');
}
