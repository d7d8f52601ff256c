import { InvalidArgumentError } from 'commander';
import { Duration } from '../config/duration.js';

/**
 * A duration of the command line, "90s" or "15m", in milliseconds.
 * @throws InvalidArgumentError, which commander shows as a mistake of usage.
 */
export function parseDuration(text: string): number {
  const result = Duration.safeParse(text);
  if (result.success) return result.data;
  throw new InvalidArgumentError('Expected a duration such as 90s or 15m.');
}
