import { parseArgs } from 'node:util';
import type { Environment } from '../config/environment.js';
import { dataDirectory } from './data-directory.js';
import { portVariable } from './ports.js';

/** What one `npm start` is asked to do. */
export interface Settings {
  dataDir: string;
  /** Run the demonstration once everything is up. */
  demo: boolean;
  /** Empty the data directory first. */
  fresh: boolean;
  /** The preferred ports. */
  ports: { ingress: number; sandbox: number; postgres: number; temporal: number; temporalUi: number };
  /** An existing database; undefined for the embedded one. */
  databaseUrl?: string;
  /** Whether the user named a Temporal cluster. */
  externalTemporal: boolean;
  /** The user's environment. */
  environment: Environment;
}

/**
 * The demonstration waits for attempts, for the calendar's poll and for a bonus's retention period: at policy's pace
 * nobody would watch to the end.
 */
export const DEMONSTRATION_PACE = {
  HIRELINE_RETRY_INTERVAL: '5s',
  HIRELINE_CALENDAR_POLL_INTERVAL: '10s',
  HIRELINE_BONUS_RETENTION: '10s',
  HIRELINE_BONUS_RETENTION_FROM: 'hired',
  HIRELINE_BONUS_CHECK_EVERY: '5s',
} as const;

/**
 * Reads the command line and the environment.
 * @throws Error naming the argument or variable that is wrong.
 */
export function parseSettings(args: readonly string[], environment: Environment): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: { demo: { type: 'boolean', default: true }, fresh: { type: 'boolean', default: false } },
    allowNegative: true,
  });
  return {
    dataDir: dataDirectory(environment),
    demo: values.demo,
    fresh: values.fresh,
    ports: {
      ingress: portVariable(environment, 'PORT', 3000),
      sandbox: portVariable(environment, 'SANDBOX_PORT', 4010),
      postgres: portVariable(environment, 'EMBEDDED_POSTGRES_PORT', 5433),
      temporal: portVariable(environment, 'EMBEDDED_TEMPORAL_PORT', 7233),
      temporalUi: portVariable(environment, 'EMBEDDED_TEMPORAL_UI_PORT', 8233),
    },
    databaseUrl: environment.DATABASE_URL?.trim() || undefined,
    externalTemporal: ['TEMPORAL_ADDRESS', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE'].some((name) =>
      environment[name]?.trim(),
    ),
    environment: values.demo ? { ...DEMONSTRATION_PACE, ...environment } : environment,
  };
}
