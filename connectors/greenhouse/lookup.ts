import { z } from 'zod';
import type { HarvestClient } from './client.js';
import { reasonOf } from '../unread-rows.js';
import { idOf } from './unread-rows.js';

/** What the ids of a list take in one call (https://harvestdocs.greenhouse.io/docs/list-endpoints). */
export const MOST_IDS = 50;
/** The longest page (https://harvestdocs.greenhouse.io/docs/pagination). */
export const LONGEST_PAGE = 500;

export interface Found<T> {
  rows: Map<string, T>;
  /** Ids of rows that are there but can't be read, and why. */
  unreadable: Map<string, string>;
}

/** Rows of one list by their ids: v3 has no GET of a single record. */
export interface Lookup<T> {
  /** @throws VendorContract when the row can't be read. */
  find(id: string): Promise<T | undefined>;
  /** As many as are asked for, fifty a call. */
  findAll(ids: Iterable<string>): Promise<Found<T>>;
}

export interface Memory {
  /** How long a row is taken for true; none is remembered without it. */
  keptMs: number;
  keptAtMost: number;
  now?: () => number;
}

/**
 * @param path "/v3/users".
 * @param memory for rows that hardly change and are asked for often.
 */
export function createLookup<T extends { id: string }>(
  client: Pick<HarvestClient, 'list'>,
  path: string,
  row: z.ZodType<T>,
  memory?: Memory,
): Lookup<T> {
  const kept = new Map<string, { row: T; until: number }>();
  const now = memory?.now ?? Date.now;

  function remember(found: T): void {
    if (!memory) return;
    const oldest = kept.keys().next().value;
    if (kept.size >= memory.keptAtMost && oldest !== undefined) kept.delete(oldest);
    kept.set(found.id, { row: found, until: now() + memory.keptMs });
  }

  function recalled(id: string): T | undefined {
    const known = kept.get(id);
    if (known && known.until > now()) return known.row;
    kept.delete(id);
    return undefined;
  }

  async function findAll(ids: Iterable<string>): Promise<Found<T>> {
    const found: Found<T> = { rows: new Map(), unreadable: new Map() };
    const asked: string[] = [];
    for (const id of new Set(ids)) {
      const known = recalled(id);
      if (known) found.rows.set(id, known);
      else asked.push(id);
    }
    for (const group of groupsOf(asked, MOST_IDS)) {
      for (const raw of await client.list(path, { ids: group.join(',') }, z.unknown())) {
        const result = row.safeParse(raw);
        const id = idOf(raw);
        if (id === undefined || !group.includes(id)) continue;
        if (!result.success) found.unreadable.set(id, reasonOf(result.error));
        else {
          found.rows.set(id, result.data);
          remember(result.data);
        }
      }
    }
    return found;
  }

  return {
    findAll,
    async find(id) {
      const known = recalled(id);
      if (known) return known;
      const found = (await client.list(path, { ids: id }, row)).find((one) => one.id === id);
      if (found) remember(found);
      return found;
    },
  };
}

/** Consecutive groups of at most `size`. */
export function groupsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
