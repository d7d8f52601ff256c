import type { HireDetails, Hold } from '../../api-shapes.js';
import { expectNotInPayroll, hasButtons, messagesOfRun, Unexpected } from '../checks.js';
import { madeUpPerson } from '../people.js';
import type { SlackMessage } from '../sandbox-records.js';
import type { PlayedHire, Stage } from '../stage.js';

/** Payroll held, and the question in Slack. */
export interface HeldHire {
  hire: PlayedHire;
  details: HireDetails;
  hold: Hold;
  message: SlackMessage;
}

/**
 * An offer at one pay, and the HRIS edited to another after it was written and before payroll could look.
 * @param firstName the candidate's; any when left out.
 */
export async function untilHeld(
  stage: Stage,
  { offered, entered, firstName }: { offered: string; entered: string; firstName?: string },
): Promise<HeldHire> {
  const hire = await stage.makeOffer(madeUpPerson(firstName), { salary: offered });
  await stage.theatre.hrisWebhooks.whilePaused(async () => {
    await stage.acceptOffer(hire);
    const written = await stage.followTo(hire, 'waiting_for_hris');
    if (written.employeeId === null) throw new Unexpected('the BambooHR employee', 'one', 'none');
    await stage.sandbox.editHrisPay(written.employeeId, entered);
    stage.say(`somebody edits the pay in BambooHR to ${entered}, before payroll`);
  });
  const details = await stage.follow(hire, 'held', ({ status, hold }) => status === 'held' && hold !== null);
  const { hold } = details;
  const difference = hold?.differences[0];
  if (!hold || !difference || hold.differences.length !== 1 || difference.field !== 'compensation') {
    throw new Unexpected('the hold', 'compensation', hold?.differences.map(({ field }) => field).join(', ') ?? 'none');
  }
  const hints = difference.hints.length > 0 ? ` — ${difference.hints.join('; ')}` : '';
  stage.say(`held: offer ${difference.offer ?? 'empty'}, HRIS ${difference.hris ?? 'empty'}${hints}`);
  const message = await question(stage, details.runUrl);
  expectNotInPayroll(await stage.sandbox.payrollEmployees(), hire.person.email);
  stage.say('Slack asks HR ops with the difference and three buttons; Gusto has nothing of the hire');
  return { hire, details, hold, message };
}

/** The run's one message, with its buttons. */
export function question(stage: Stage, runUrl: string): Promise<SlackMessage> {
  return stage.until('the question in Slack', async () => {
    const messages = messagesOfRun(await stage.sandbox.slackMessages(), runUrl);
    if (messages.length > 1) throw new Unexpected('Slack messages about the hire', '1', String(messages.length));
    return messages.find(hasButtons);
  });
}

/** Waits until the question's message shows what was decided, in place of its buttons. */
export async function untilAnswered(
  stage: Stage,
  { message, details }: Pick<HeldHire, 'message' | 'details'>,
): Promise<SlackMessage> {
  return stage.until('the decision on the Slack message', async () => {
    const messages = messagesOfRun(await stage.sandbox.slackMessages(), details.runUrl);
    if (messages.length !== 1) throw new Unexpected('Slack messages about the hire', '1', String(messages.length));
    return messages.find((one) => one.ts === message.ts && !hasButtons(one));
  });
}
