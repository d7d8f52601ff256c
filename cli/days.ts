import { InvalidArgumentError } from 'commander';

/** A day as an option of a command. @throws InvalidArgumentError for what no calendar has. */
export function day(text: string): string {
  const at = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('Expected a day as YYYY-MM-DD.');
  }
  return text;
}
