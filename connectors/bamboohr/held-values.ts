/** Whether text is a date that exists, as YYYY-MM-DD. BambooHR's "0000-00-00" stands for no date. */
export function isRealDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (!year || !month || !day || year === '0000') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** A value as BambooHR holds it, or undefined where it holds none: null, blank, or the zero date. */
export function held(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text === '' || text === '0000-00-00' ? undefined : text;
}

/** The text of a held value; numbers count, as ids and rates come as either. */
export function heldText(value: unknown): string | undefined {
  const kept = held(value);
  return typeof kept === 'string' ? kept : typeof kept === 'number' ? String(kept) : undefined;
}
