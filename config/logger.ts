import { pino, type Logger } from 'pino';
import type { Environment } from './environment.js';

export type { Logger };

/**
 * A logger that writes JSON lines to standard output. What is logged are ids, steps and kinds of failures, never
 * a name, an address, pay, or a body.
 */
export function createLogger(name: string, environment: Environment): Logger {
  return pino({
    name,
    level: environment['LOG_LEVEL'] ?? 'info',
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/** What of an error may be logged: its name and code. Its message may quote a value. */
export function kindOfError(error: unknown): { name: string; code?: unknown } {
  return { name: error instanceof Error ? error.name : typeof error, code: (error as { code?: unknown } | null)?.code };
}
