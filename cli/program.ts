import { Command, CommanderError } from 'commander';
import { attributionCommand } from './commands/attribution.js';
import { auditCommand } from './commands/audit.js';
import { changesCommand } from './commands/changes.js';
import { bonusesCommands } from './commands/bonuses.js';
import { configCommands } from './commands/config.js';
import { connectionsCommand } from './commands/connections.js';
import { costsCommands } from './commands/costs.js';
import { deliveriesCommands } from './commands/deliveries.js';
import { demoCommand } from './commands/demo.js';
import { driftCommands } from './commands/drift.js';
import { errorsCommand } from './commands/errors.js';
import { goliveCommand } from './commands/golive.js';
import { limitsCommand } from './commands/limits.js';
import { hiresCommands } from './commands/hires.js';
import { holdsCommands } from './commands/holds.js';
import { interviewsCommands } from './commands/interviews.js';
import { mapCommand } from './commands/map.js';
import { metricsCommand } from './commands/metrics.js';
import { queueCommands } from './commands/queue.js';
import { reconcileCommand } from './commands/reconcile.js';
import { referralCommands } from './commands/referrals.js';
import { screeningCommands } from './commands/screening.js';
import { statusCommand } from './commands/status.js';
import { variancesCommands } from './commands/variances.js';
import type { Cli } from './context.js';
import { CliFailure, UsageFailure } from './failure.js';

const ENVIRONMENT_HELP = `
Where hireline is:
  DATA_DIR                           the stack that npm start runs on it (default .data)
  PUBLIC_URL, PORT                   else its address
  HIRELINE_USER, HIRELINE_PASSWORD   to sign in, where the console asks for it

Exit codes: 0 done, 1 failed, 2 wrong usage.`;

/**
 * Runs one command line.
 * @param args without node and the program's name.
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage.
 */
export async function runCommandLine(args: readonly string[], cli: Omit<Cli, 'setExitCode'>): Promise<number> {
  let exitCode = 0;
  const program = createProgram({ ...cli, setExitCode: (code) => void (exitCode = code) });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Asking for help is no mistake; being shown it for want of a command is.
      return error.exitCode === 0 ? 0 : 2;
    }
    if (cli.stopped.aborted) return 130;
    if (!(error instanceof CliFailure)) throw error;
    for (const line of error.message.split('\n')) cli.terminal.note(line);
    return error instanceof UsageFailure ? 2 : 1;
  }
}

function createProgram(cli: Cli): Command {
  const program = new Command('hireline')
    .description('Keeps one hire true across ATS, HRIS and payroll: what an operator asks and does.')
    .addHelpText('after', ENVIRONMENT_HELP)
    .showSuggestionAfterError()
    .showHelpAfterError('(--help lists what there is)')
    .configureOutput({
      writeOut: (text) => cli.terminal.print(text.trimEnd()),
      writeErr: (text) => cli.terminal.note(text.trimEnd()),
      getOutHelpWidth: () => cli.terminal.width,
      getErrHelpWidth: () => cli.terminal.width,
    })
    .exitOverride();
  statusCommand(program, cli);
  hiresCommands(program, cli);
  holdsCommands(program, cli);
  interviewsCommands(program, cli);
  screeningCommands(program, cli);
  referralCommands(program, cli);
  bonusesCommands(program, cli);
  queueCommands(program, cli);
  reconcileCommand(program, cli);
  deliveriesCommands(program, cli);
  attributionCommand(program, cli);
  costsCommands(program, cli);
  auditCommand(program, cli);
  connectionsCommand(program, cli);
  metricsCommand(program, cli);
  variancesCommands(program, cli);
  errorsCommand(program, cli);
  goliveCommand(program, cli);
  driftCommands(program, cli);
  limitsCommand(program, cli);
  changesCommand(program, cli);
  configCommands(program, cli);
  mapCommand(program, cli);
  demoCommand(program, cli);
  return program;
}
