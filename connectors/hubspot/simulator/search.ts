import type { RequestHandler } from 'express';
import { jsonBody } from '../../../sandbox/simulator.js';
import { allProperties, malformed, refusal, refuse, showRead } from './answers.js';
import type { CrmObject, Kind, Records } from './records.js';

/** What the search sees: each object as it was some time ago. */
export interface SearchIndex {
  put(kind: Kind, object: CrmObject): void;
  visible(kind: Kind): CrmObject[];
}

/** What is older than this is seen by every search. */
export const LONGEST_LAG_MS = 60_000;

interface Version {
  at: number;
  object: CrmObject;
}

export function createSearchIndex(records: Records): SearchIndex {
  const versions: Record<Kind, Map<string, Version[]>> = { contacts: new Map(), notes: new Map() };
  for (const kind of ['contacts', 'notes'] as const) {
    for (const object of records[kind].all()) versions[kind].set(object.id, [{ at: 0, object }]);
  }
  return {
    put(kind, object) {
      const kept = versions[kind].get(object.id) ?? [];
      const shown = kept.findLastIndex(({ at }) => at <= Date.now() - LONGEST_LAG_MS);
      versions[kind].set(object.id, [...kept.slice(Math.max(0, shown)), { at: Date.now(), object }]);
    },
    visible(kind) {
      const until = Date.now() - records.settings().searchLagMs;
      return [...versions[kind].values()]
        .flatMap((kept) => kept.findLast(({ at }) => at <= until)?.object ?? [])
        .filter((object) => !object.archived);
    },
  };
}

interface Filter {
  propertyName: string;
  operator: string;
  value?: unknown;
  values?: unknown[];
}

const LONGEST_PAGE = 200;
const MOST_RESULTS = 10_000;

/** POST …/search */
export function search(records: Records, index: SearchIndex, kind: Kind): RequestHandler {
  const known = (name: string) => kind === 'notes' || records.properties.get(name) !== undefined;
  return (request, response) => {
    const body = jsonBody(request.body);
    if (!body) return refuse(response, malformed('expected an object'));
    const groups = (body['filterGroups'] ?? []) as { filters?: Filter[] }[];
    const limit = Number(body['limit'] ?? 10);
    const start = Number(body['after'] || 0);
    if (limit > LONGEST_PAGE) return refuse(response, refusal(400, 'VALIDATION_ERROR', 'limit must be at most 200'));
    if (start + limit > MOST_RESULTS) {
      return refuse(response, refusal(400, 'VALIDATION_ERROR', 'Paging past 10,000 results is not supported'));
    }
    const unknown = groups.flatMap(({ filters = [] }) => filters).find(({ propertyName }) => !known(propertyName));
    if (unknown) {
      const message = `There was a problem with the request: property ${unknown.propertyName} does not exist`;
      return refuse(response, refusal(400, 'VALIDATION_ERROR', message));
    }
    const matching = index
      .visible(kind)
      .filter(
        (object) =>
          groups.length === 0 || groups.some(({ filters = [] }) => filters.every((one) => holds(object, one))),
      );
    const [sort] = (body['sorts'] ?? []) as { propertyName?: string; direction?: string }[];
    const sorted = sort?.propertyName ? matching.sort(by(sort.propertyName, sort.direction)) : matching;
    const page = sorted.slice(start, start + limit);
    const next = start + page.length;
    response.json({
      total: sorted.length,
      results: page.map((object) => showRead(object, (body['properties'] ?? []) as string[], known)),
      ...(next < sorted.length ? { paging: { next: { after: String(next) } } } : {}),
    });
  };
}

function holds(object: CrmObject, { propertyName, operator, value, values = [] }: Filter): boolean {
  const held = allProperties(object)[propertyName];
  const compared = held === undefined ? NaN : compare(held, String(value));
  switch (operator) {
    case 'HAS_PROPERTY':
      return held !== undefined;
    case 'NOT_HAS_PROPERTY':
      return held === undefined;
    case 'EQ':
      return held?.toLowerCase() === String(value).toLowerCase();
    case 'NEQ':
      return held?.toLowerCase() !== String(value).toLowerCase();
    case 'GT':
      return compared > 0;
    case 'GTE':
      return compared >= 0;
    case 'LT':
      return compared < 0;
    case 'LTE':
      return compared <= 0;
    case 'IN':
      return held !== undefined && values.includes(held.toLowerCase());
    case 'CONTAINS_TOKEN':
      return wordsOf(held ?? '').includes(String(value).toLowerCase());
    default:
      return false;
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

function compare(one: string, other: string): number {
  const [a, b] = [Number(one), Number(other)];
  return Number.isNaN(a) || Number.isNaN(b) ? one.localeCompare(other) : a - b;
}

const by =
  (name: string, direction = 'ASCENDING') =>
  (one: CrmObject, other: CrmObject): number =>
    compare(allProperties(one)[name] ?? '', allProperties(other)[name] ?? '') * (direction === 'DESCENDING' ? -1 : 1);
