import { loadPolicy } from '../../config/policy.js';
import type { Page } from '../api-client.js';
import type { Connection } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { CliFailure } from '../failure.js';
import { commandLine } from '../stack.js';
import type { DemoCase, Ending } from './case.js';
import { createSandboxClient, type Sandbox } from './sandbox.js';
import { Stage, type Theatre } from './stage.js';
import { createWebhookPause } from './webhook-pause.js';

/** How a case ended. */
export interface CaseResult {
  name: string;
  asExpected: boolean;
  /** What came of it; or what was expected, and what was seen. */
  outcome: string;
  runUrl: string | null;
}

/**
 * Plays the cases on the running stack, as the vendors' users would, and tells what happens as it does: those that
 * disturb nobody at once, the others one after the other.
 * @throws CliFailure when there is no sandbox to play in.
 */
export async function demonstrate(
  cli: Cli,
  cases: readonly DemoCase[],
  say: (line: string) => void,
): Promise<CaseResult[]> {
  const sandbox = createSandboxClient(sandboxUrl(cli));
  await refuseOtherVendors(cli, sandbox);
  const { retry, calendar } = loadPolicy(cli.environment);
  const theatre: Theatre = {
    api: cli.api(),
    sandbox,
    retry: { attempts: retry.attempts, intervalMs: retry.interval },
    calendarPollMs: calendar.pollInterval,
    hrisWebhooks: createWebhookPause(sandbox),
    stopped: cli.stopped,
    say,
    command: (text) => commandLine(cli.environment, text),
  };
  const together = cases.filter(({ alone }) => !alone);
  const played = await Promise.all(together.map((one) => play(one, theatre)));
  for (const one of cases.filter(({ alone }) => alone)) played.push(await play(one, theatre));
  cli.stopped.throwIfAborted();

  const results = await Promise.all(played.map(finish));
  return cases.flatMap(({ name }) => results.find((result) => result.name === name) ?? []);
}

interface Played {
  stage: Stage;
  ended: Ending | { failure: string };
}

async function play(one: DemoCase, theatre: Theatre): Promise<Played> {
  const stage = new Stage(one.name, theatre);
  stage.say(one.title);
  try {
    const ending = await one.play(stage);
    stage.say(`as expected: ${ending.outcome}`);
    return { stage, ended: ending };
  } catch (error) {
    theatre.stopped.throwIfAborted();
    return { stage, ended: failed(stage, error) };
  }
}

async function finish({ stage, ended }: Played): Promise<CaseResult> {
  const result = { name: stage.name, runUrl: stage.runUrl ?? null };
  if ('failure' in ended) return { ...result, asExpected: false, outcome: ended.failure };
  try {
    await ended.stillTrue?.();
    return { ...result, asExpected: true, outcome: ended.outcome };
  } catch (error) {
    return { ...result, asExpected: false, outcome: failed(stage, error).failure };
  }
}

/** Only what a person can act on is told in a line; a mistake in the program is thrown on. */
function failed(stage: Stage, error: unknown): { failure: string } {
  if (!(error instanceof CliFailure)) throw error;
  stage.say(`NOT as expected: ${error.message}`);
  return { failure: error.message };
}

function sandboxUrl(cli: Cli): string {
  const { stack } = cli.address();
  return stack?.sandboxUrl ?? `http://127.0.0.1:${cli.environment['SANDBOX_PORT']?.trim() || '4010'}`;
}

/** The cases are played in the sandbox, so hireline must be connected to it. */
async function refuseOtherVendors(cli: Cli, sandbox: Sandbox): Promise<void> {
  const { items } = await cli.api().get<Page<Connection>>('/connections');
  const elsewhere = items.find(({ baseUrl }) => !baseUrl.startsWith(`${sandbox.url}/`));
  if (elsewhere) {
    throw new CliFailure(
      `hireline is connected to ${elsewhere.title} at ${elsewhere.baseUrl}, not in the sandbox at ${sandbox.url}: the demonstration can only be played there.`,
    );
  }
  if ((await sandbox.hrisFaults()).length > 0) {
    throw new CliFailure(
      `BambooHR is set to fail in the sandbox: lift its faults first, on the control page ${sandbox.url}/ or with DELETE ${sandbox.url}/bamboohr/_sandbox/faults`,
    );
  }
}
