import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describeProgram, findProgram, TEMPORAL_CLI } from '../embedded/binaries.js';
import { projectRoot } from '../embedded/project.js';
import { createBaseline } from './baseline/subject.js';
import { burstTargets } from './burst/report.js';
import { measureBursts } from './burst/run.js';
import { hireline } from './hireline.js';
import { describeMachine } from './machine.js';
import { measure } from './measure.js';
import { parseOptions, USAGE, type Options, type SubjectName } from './options.js';
import { createProgress } from './progress.js';
import { reconciliationTargets } from './reconciliation/report.js';
import { measureReconciliation } from './reconciliation/run.js';
import { metricsOf, tableOf, targetsOf, type Result, type Round } from './report.js';
import type { Subject } from './subject.js';

/**
 * Runs the benchmark and prints its table.
 * @returns the exit code: 1 when --check was given and a target is missed.
 * @throws Error that says what did not start, or which event was lost, failed or written twice.
 */
export async function runBenchmark(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  const startedAt = new Date().toISOString();
  const cacheFolder = join(projectRoot(), '.cache', 'bench');
  const say = (line: string): void => console.log(line);
  const machine = describeMachine(tmpdir());
  const subjects = options.subjects.length > 0 ? await measureSubjects(options, cacheFolder, say) : { rounds: [] };
  const { bursts, ...burst } = options.burst ? await measureBursts(options.burst, options, say) : { bursts: [] };
  const { rounds, temporalCli } = { ...burst, ...subjects };
  const reconciliation =
    options.reconciliation.length > 0 ? await measureReconciliation(options.reconciliation, say) : [];
  const result: Result = {
    startedAt,
    machine,
    versions: { ...(temporalCli ? { temporalCli } : {}), temporalSdk: versionOf('@temporalio/worker') },
    options,
    rounds,
    metrics: metricsOf(rounds, options),
    targets: targetsOf(rounds),
    reconciliation,
    reconciliationTargets: reconciliationTargets(reconciliation),
    bursts,
    burstTargets: burstTargets(bursts),
  };
  const file = options.json ? resolve(options.json) : join(cacheFolder, `${startedAt.replaceAll(':', '-')}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  say(`\n${tableOf(result)}\n\nwritten to ${file}`);
  const targets = [...result.targets, ...result.reconciliationTargets, ...result.burstTargets];
  return options.check && targets.some(({ met }) => !met) ? 1 : 0;
}

/** The way of a hire, in hireline and in the minimal program, round by round. */
async function measureSubjects(
  options: Options,
  cacheFolder: string,
  say: (line: string) => void,
): Promise<{ rounds: Round[]; temporalCli?: string }> {
  const cli = await findProgram(TEMPORAL_CLI, { announce: say });
  say(describeProgram(TEMPORAL_CLI, cli));
  const subjects: Record<SubjectName, Subject> = {
    baseline: await createBaseline(options.baseline, join(cacheFolder, 'baseline-bundle.js')),
    hireline,
  };
  const progress = createProgress(process.stdout.isTTY, say);
  const rounds: Round[] = [];
  for (let number = 1; number <= options.rounds; number += 1) {
    const round: Round = {};
    rounds.push(round);
    for (const name of options.subjects) {
      const subject = subjects[name];
      const profile = options.profile && resolve(options.profile, name);
      const { searchAttributes } = subject;
      const watch = progress.of(`round ${number}, ${name}`);
      round[name] = await measure(subject, options, { cli: cli.path, searchAttributes, profile }, watch).finally(() =>
        progress.stop(),
      );
      const { loaded } = round[name];
      say(
        `round ${number}, ${name}: ${loaded.eventsPerSecond.toFixed(1)} events/s, ack ${loaded.ack.p50.toFixed(0)} ms`,
      );
    }
  }
  return { rounds, temporalCli: cli.version };
}

function versionOf(packageName: string): string {
  const { version } = createRequire(import.meta.url)(`${packageName}/package.json`) as { version: string };
  return version;
}
