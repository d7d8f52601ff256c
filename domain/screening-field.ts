import { isDeepStrictEqual } from 'node:util';
import type { ScreeningResult } from '../schemas/screening-result.js';

/** One state of a result, as it was recorded. */
export interface RecordedState {
  /** Counts the states of one result, from 1. */
  sequence: number;
  result: ScreeningResult;
  recordedAt: Date;
}

/**
 * The same in the ATS's list, under an id of its own. This form is for good: entries stand in candidates' records, and
 * are compared with it.
 */
export interface ListedEntry extends Omit<ScreeningResult, 'updatedAt'> {
  id: string;
  sequence: number;
  /** ISO 8601 UTC. */
  recordedAt: string;
}

/** "checkr:abc#2": the second state that Checkr's result abc was seen in. */
export const entryId = ({ result, sequence }: Pick<RecordedState, 'result' | 'sequence'>): string =>
  `${result.screening}:${result.resultId}#${sequence}`;

export function toListedEntry(state: RecordedState): ListedEntry {
  const { updatedAt: _, ...result } = state.result;
  return { id: entryId(state), sequence: state.sequence, ...result, recordedAt: state.recordedAt.toISOString() };
}

/**
 * The list that a candidate's field in the ATS holds: entries of hireline's and whatever else is kept there.
 * @returns undefined when the text is not a JSON list.
 */
export function parseList(text: string | null): unknown[] | undefined {
  if (text === null || text.trim() === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The text with items added at its end; what it holds already stays as it is, to the letter.
 * @param text one that parseList takes.
 */
export function appendToList(text: string | null, items: readonly unknown[]): string {
  const held = text === null || text.trim() === '' ? '[]' : text.trimEnd();
  const open = held.slice(0, -1).trimEnd();
  const added = items.map((item) => JSON.stringify(item)).join(',\n');
  return added === '' ? held : `${open}${open.trimStart() === '[' ? '' : ','}\n${added}\n]`;
}

/** Those of the items that a list lacks: what has an id is known by it, anything else by what it says. */
export function missingFrom<T>(list: readonly unknown[], items: readonly T[]): T[] {
  const ids = new Set(list.map(idOf));
  return items.filter((item) => {
    const id = idOf(item);
    return id === undefined ? !list.some((held) => isDeepStrictEqual(held, item)) : !ids.has(id);
  });
}

/** Ids of the entries that a list holds, but in other words. */
export function alteredIn(list: readonly unknown[], entries: readonly ListedEntry[]): string[] {
  const ids = new Set(list.map(idOf));
  return entries
    .filter((entry) => ids.has(entry.id) && !list.some((held) => isDeepStrictEqual(held, entry)))
    .map(({ id }) => id);
}

function idOf(item: unknown): string | undefined {
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined;
  return typeof id === 'string' ? id : undefined;
}
