import { SEARCH_ATTRIBUTES } from '../../workflows/contract.js';
import { describeProgram, findProgram, TEMPORAL_CLI } from '../../embedded/binaries.js';
import type { BurstSize, Options } from '../options.js';
import { createProgress } from '../progress.js';
import { measureBurst, type BurstMeasurement } from './measure.js';
import { slowdownOf } from './report.js';

/** Measures a burst, once for each number of events that a webhook tells of, each on fresh servers. */
export async function measureBursts(
  size: BurstSize,
  options: Options,
  say: (line: string) => void,
): Promise<{ bursts: BurstMeasurement[]; temporalCli: string }> {
  const cli = await findProgram(TEMPORAL_CLI, { announce: say });
  say(describeProgram(TEMPORAL_CLI, cli));
  const progress = createProgress(process.stdout.isTTY, say);
  const ground = { cli: cli.path, searchAttributes: SEARCH_ATTRIBUTES, profile: undefined };
  const bursts: BurstMeasurement[] = [];
  for (const batch of size.batches) {
    const watch = progress.of(`burst, ${batch} a webhook`);
    const measured = await measureBurst(size, batch, options, ground, watch).finally(() => progress.stop());
    bursts.push(measured);
    say(`burst, ${batch} a webhook: hires took ${slowdownOf(measured).toFixed(2)} × as long as alone`);
  }
  return { bursts, temporalCli: cli.version };
}
