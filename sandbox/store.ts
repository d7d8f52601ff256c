import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Records of one kind, by id, in the order they were first put. */
export interface Collection<T> {
  get(id: string): T | undefined;
  /** Keeps the record as it is now: change a copy and put it again. */
  put(id: string, record: T): T;
  delete(id: string): boolean;
  all(): T[];
  size: number;
}

/**
 * A simulator's state: in memory, with every change appended to a journal file, so that it survives a kill.
 * Without a file it lives as long as the process.
 */
export interface Store {
  collection<T>(name: string): Collection<T>;
  /** Whole numbers that never repeat, also over restarts, starting at `first`. */
  nextId(sequence: string, first?: number): number;
}

type Entry = { c: string; id: string; r?: unknown };

export function openStore(file?: string): Store {
  const collections = new Map<string, Map<string, unknown>>();
  const recordsOf = (name: string) => {
    let records = collections.get(name);
    if (!records) collections.set(name, (records = new Map<string, unknown>()));
    return records;
  };
  if (file) load(file, recordsOf);

  const write = (entry: Entry) => {
    if (file) appendFileSync(file, JSON.stringify(entry) + '\n');
  };

  return {
    collection<T>(name: string): Collection<T> {
      const records = recordsOf(name) as Map<string, T>;
      return {
        get: (id) => structuredClone(records.get(id)),
        put(id, record) {
          const kept = structuredClone(record);
          records.set(id, kept);
          write({ c: name, id, r: kept });
          return structuredClone(kept);
        },
        delete(id) {
          const existed = records.delete(id);
          if (existed) write({ c: name, id });
          return existed;
        },
        all: () => structuredClone([...records.values()]),
        get size() {
          return records.size;
        },
      };
    },
    nextId(sequence, first = 1) {
      const records = recordsOf('_sequences') as Map<string, number>;
      const next = (records.get(sequence) ?? first - 1) + 1;
      records.set(sequence, next);
      write({ c: '_sequences', id: sequence, r: next });
      return next;
    },
  };
}

function load(file: string, recordsOf: (name: string) => Map<string, unknown>): void {
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const entry = parseEntry(line);
    if (!entry) continue;
    if ('r' in entry) recordsOf(entry.c).set(entry.id, entry.r);
    else recordsOf(entry.c).delete(entry.id);
  }
  compact(file, recordsOf);
}

/** A kill can cut the last line short; what it would have said was never answered to anybody. */
function parseEntry(line: string): Entry | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

function compact(file: string, recordsOf: (name: string) => Map<string, unknown>): void {
  const names = new Set(
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => parseEntry(line)?.c ?? []),
  );
  const lines = [...names].flatMap((c) => [...recordsOf(c)].map(([id, r]) => JSON.stringify({ c, id, r }) + '\n'));
  writeFileSync(`${file}.new`, lines.join(''));
  renameSync(`${file}.new`, file);
}
