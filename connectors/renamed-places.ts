/**
 * Where a platform seems to hold what its mapped key does not: a key of the same letters and digits, written otherwise
 * ("job_id" for "jobId"), that holds something and is not mapped itself.
 * @param held what a record holds under freely chosen keys.
 * @param keys the mapped keys, by field; undefined for a field that has none.
 * @returns the other key, by field.
 */
export function renamedKeys<Field extends string>(
  held: Readonly<Record<string, unknown>>,
  keys: Readonly<Partial<Record<Field, string | undefined>>>,
): Partial<Record<Field, string>> {
  const entries = Object.entries<string | undefined>(keys);
  const mapped = new Set(entries.map(([, key]) => key));
  const others = Object.keys(held).filter((key) => !mapped.has(key) && !isEmpty(held[key]));
  const found = entries.flatMap(([field, key]) => {
    if (key === undefined || !isEmpty(held[key])) return [];
    const like = others.find((other) => bare(other) === bare(key));
    return like === undefined ? [] : [[field, like] as const];
  });
  return Object.fromEntries(found) as Partial<Record<Field, string>>;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const bare = (key: string): string => key.replace(/[^a-z0-9]/gi, '').toLowerCase();
