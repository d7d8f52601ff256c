import type { DemoCase } from '../case.js';
import { expectSame, hasButtons } from '../checks.js';
import type { SlackMessage } from '../sandbox-records.js';
import { inDays, type PlayedHire, type Stage } from '../stage.js';
import { applicationOf, apply, fieldOf, settled, SHARED_JOB, type Referred } from './referring.js';

const TOMAS = 'adv-1002';
const DANA = 'U0DANA';

/** A bonus as the API tells of it, as far as the demonstration looks. */
interface BonusItem {
  id: string;
  status: string;
  statusReason: string | null;
  amount: string;
  workflowId: string;
  runUrl: string | null;
}

export const referral: DemoCase = {
  name: 'referral',
  title:
    'Tomás shares a job; somebody follows the link, applies, is hired; the CRM knows who brought them, and payroll pays the bonus that Dana approves',
  alone: false,
  async play(stage) {
    const { sandbox } = stage;
    await sandbox.shareAndClick(TOMAS, SHARED_JOB);
    const referred = await apply(stage, TOMAS);
    const captured = await settled(stage, referred, 'captured');
    const applicationId = applicationOf(captured);
    stage.say(
      `${referred.person.name} applies through Tomás’s link: application ${applicationId} in Greenhouse  ${captured.runUrl}`,
    );

    await sandbox.moveToStage(applicationId, 'Phone Interview');
    await shown(stage, referred, 'interviewing');
    await sandbox.moveToStage(applicationId, 'Offer');
    await sandbox.makeOfferFor(applicationId, {
      ...{ salary: '128000', starts_on: inDays(14), manager_email: 'maya.lindqvist@acme.example' },
    });
    await shown(stage, referred, 'offer');

    const hire: PlayedHire = { applicationId, candidateId: captured.candidateId ?? '', person: referred.person };
    await stage.acceptOffer(hire);
    await stage.followTo(hire, 'done');
    await sandbox.markHired(applicationId);
    await inTheCrm(stage, referred, hire);
    await shown(stage, referred, 'hired');

    const paid = await bonusPaid(stage, applicationId);
    await advocateEverywhere(stage, referred, hire);
    const chain = stage.theatre.command(`npx hireline chain ${applicationId}`);
    return { outcome: `attributed in three systems, bonus of ${paid} in payroll; the whole chain: ${chain}` };
  },
};

/** Waits until the advocate's dashboard shows this word. */
async function shown(stage: Stage, { referredUserId }: Referred, status: string): Promise<void> {
  let seen = 'nothing';
  await stage.until(
    `the advocate to see ${status}`,
    async () => {
      const user = await stage.sandbox.platformUser(referredUserId);
      const word = user?.customFields?.['applicationStatus'];
      seen = typeof word === 'string' ? word : 'nothing';
      return seen === status ? seen : undefined;
    },
    undefined,
    () => seen,
  );
  stage.say(`Tomás sees in SaaSquatch: ${status}`);
}

async function inTheCrm(stage: Stage, { referralId }: Referred, { candidateId }: PlayedHire): Promise<void> {
  await stage.until('the hire in HubSpot', async () => {
    const contacts = await stage.sandbox.crmContacts();
    const found = contacts.filter(({ properties }) => properties['ats_candidate_id'] === candidateId);
    if (found.length === 0) return undefined;
    expectSame('HubSpot contacts of the hire', 1, found.length);
    expectSame("the contact's referral", referralId, found[0]?.properties['referral_id'] ?? 'none');
    return found;
  });
  stage.say('HubSpot has the hire, by its unique property, with advocate and referral');
}

/** The retention period is over within seconds here; Dana approves, payroll pays once. @returns the amount. */
async function bonusPaid(stage: Stage, applicationId: string): Promise<string> {
  const asked = await bonusIs(stage, applicationId, 'awaiting_approval');
  const message = await stage.until('the question about the bonus in Slack', () => questionOf(stage, asked));
  stage.say(
    `the retention period is over, hire and advocate are still there: Slack asks about the bonus  ${asked.runUrl ?? ''}`,
  );
  await stage.sandbox.click(message, 'approve_bonus', DANA);
  const paid = await bonusIs(stage, applicationId, 'paid');
  const payments = (await stage.sandbox.payrollAdjustments()).filter(
    ({ kind, amount }) => kind === 'payment' && Number(amount) === Number(paid.amount),
  );
  if (payments.length === 0) expectSame('payments of the bonus in Gusto', 1, 0);
  stage.say(`Dana approves; Gusto pays ${paid.amount} once`);
  return paid.amount;
}

/** The question names the workflow and not one run of it: a bonus that waits for long goes on in new runs. */
async function questionOf(stage: Stage, { workflowId }: BonusItem): Promise<SlackMessage | undefined> {
  const named = `/workflows/${encodeURIComponent(workflowId)}`;
  return (await stage.sandbox.slackMessages()).find((message) => message.text.includes(named) && hasButtons(message));
}

async function bonusIs(stage: Stage, applicationId: string, status: string): Promise<BonusItem> {
  let seen = 'no bonus';
  return stage.until(
    `the bonus ${status}`,
    async () => {
      const page = await stage.find<{ items: BonusItem[] }>(
        `/bonuses?applicationId=${encodeURIComponent(applicationId)}`,
      );
      const [bonus] = page?.items ?? [];
      if (bonus) seen = bonus.statusReason ? `${bonus.status} (${bonus.statusReason})` : bonus.status;
      return bonus?.status === status ? bonus : undefined;
    },
    undefined,
    () => seen,
  );
}

/** The advocate's id, pulled from each of the three systems. */
async function advocateEverywhere(stage: Stage, { referralId }: Referred, { applicationId, candidateId }: PlayedHire) {
  const { sandbox } = stage;
  const platform = (await sandbox.platformReferral(referralId))?.referrer.id ?? 'none';
  const ats = fieldOf(await sandbox.atsApplication(applicationId), 'advocate_id');
  const contact = (await sandbox.crmContacts()).find(
    ({ properties }) => properties['ats_candidate_id'] === candidateId,
  );
  const crm = contact?.properties['advocate_id'] ?? 'none';
  expectSame(
    'the advocate in SaaSquatch, Greenhouse and HubSpot',
    [TOMAS, TOMAS, TOMAS].join(),
    [platform, ats, crm].join(),
  );
  stage.say(`advocate ${TOMAS} in SaaSquatch, Greenhouse and HubSpot alike`);
}
