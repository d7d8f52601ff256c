import { fork } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDataDirectory } from '../../embedded/data-directory.js';
import { startPostgres } from '../../embedded/postgres.js';
import { compiledFile } from '../../embedded/project.js';
import { migrate } from '../../ledger/migrate.js';
import { startRun } from '../../ledger/reconciliation-runs.js';
import { dropStaging, openStaging } from '../../ledger/reconciliation-staging.js';
import { median } from '../statistics.js';
import type { Reconciled } from './measure.js';
import { plainJoin } from './plain-join.js';

/** The reconciliation at one size, beside what PostgreSQL takes by itself: medians of the rounds. */
export interface SizeResult extends Reconciled {
  plainMilliseconds: number;
  /** Median of the rounds' ratios of the two. */
  ratio: number;
  rounds: number;
}

/** Sizes from here on are measured once: they take long, and vary little. */
const LARGE = 500_000;
const ROUNDS = 3;

/**
 * Reconciles made-up hires at each size, on a PostgreSQL of its own.
 * @param say told of each round.
 */
export async function measureReconciliation(
  sizes: readonly number[],
  say: (line: string) => void,
): Promise<SizeResult[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hireline-bench-reconciliation-')));
  const postgres = await startPostgres({ dataDir: openDataDirectory(folder) });
  const db = new pg.Pool({ connectionString: postgres.url, max: 1 });
  try {
    await migrate(postgres.url, 'sandbox');
    const results: SizeResult[] = [];
    for (const hires of sizes) {
      const rounds: (Reconciled & { plainMilliseconds: number })[] = [];
      while (rounds.length < (hires < LARGE ? ROUNDS : 1)) {
        const round = await measureOnce(db, { url: postgres.url, folder }, hires, `${hires}-${rounds.length}`);
        rounds.push(round);
        say(
          `reconciliation of ${hires} a side: ${seconds(round.milliseconds)}, PostgreSQL alone ${seconds(round.plainMilliseconds)}`,
        );
      }
      results.push(medians(rounds));
    }
    return results;
  } finally {
    await db.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOnce(
  db: pg.Pool,
  { url, folder }: { url: string; folder: string },
  hires: number,
  runId: string,
) {
  const warmUpRunId = `${runId}-warm-up`;
  const window = { from: '2026-11-15T05:00:00Z', to: '2026-11-22T05:00:00Z' };
  for (const id of [runId, warmUpRunId]) await startRun(db, { id, kind: 'manual', window, dryRun: true });
  const environment = { DATABASE_URL: url, HIRES: String(hires), RUN_ID: runId, WARM_UP_RUN_ID: warmUpRunId };
  const reconciled = await inProcessOfItsOwn({ ...process.env, ...environment });
  await dropStaging(db, warmUpRunId);
  const staging = await openStaging(url, runId);
  const plainMilliseconds = await plainJoin(staging, folder).finally(() => staging.close());
  await dropStaging(db, runId);
  return { ...reconciled, plainMilliseconds };
}

/** @throws Error when the process ends without a result. */
function inProcessOfItsOwn(env: NodeJS.ProcessEnv): Promise<Reconciled> {
  return new Promise((resolve, reject) => {
    let result: Reconciled | undefined;
    const child = fork(compiledFile('bench/reconciliation/measure.js'), { env });
    child.once('message', (message) => (result = message as Reconciled));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (result && code === 0) resolve(result);
      else reject(new Error(`The reconciliation's process ended with ${signal ?? code} and no result.`));
    });
  });
}

function medians(rounds: readonly (Reconciled & { plainMilliseconds: number })[]): SizeResult {
  const of = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick));
  return {
    hires: of(({ hires }) => hires),
    milliseconds: of(({ milliseconds }) => milliseconds),
    parts: {
      ats: of(({ parts }) => parts.ats),
      hris: of(({ parts }) => parts.hris),
      join: of(({ parts }) => parts.join),
    },
    plainMilliseconds: of(({ plainMilliseconds }) => plainMilliseconds),
    ratio: of((round) => round.milliseconds / round.plainMilliseconds),
    // What went wrong once, or was held once, counts.
    bytesAboveIdle: Math.max(...rounds.map(({ bytesAboveIdle }) => bytesAboveIdle)),
    findings: of(({ findings }) => findings),
    missed: Math.max(...rounds.map(({ missed }) => missed)),
    invented: Math.max(...rounds.map(({ invented }) => invented)),
    rounds: rounds.length,
  };
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
