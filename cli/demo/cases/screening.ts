import type { ScreeningItem } from '../../api-shapes.js';
import type { DemoCase } from '../case.js';
import { expectInPayroll, expectNotInPayroll, expectSame } from '../checks.js';
import { madeUpPerson } from '../people.js';
import type { ReportChange } from '../sandbox.js';
import type { PlayedHire, Stage } from '../stage.js';
import { question, untilAnswered } from './holding.js';

const SALARY = '104000.00';
const DANA = 'U0DANA';

export const screening: DemoCase = {
  name: 'screening',
  title:
    'a background check is appended to the candidate in Greenhouse, state by state; a pre-adverse action holds payroll until Dana says go on',
  alone: false,
  async play(stage) {
    const { sandbox } = stage;
    const hire = await stage.makeOffer(madeUpPerson(), { salary: SALARY });
    const { applicationId, person } = hire;
    const { id } = await sandbox.orderReport(applicationId);
    const report = { hire, id };
    await appended(stage, report, 'pending');
    await advanced(stage, report, { status: 'complete', result: 'clear' }, 'pending, clear');
    const adverse = { result: 'consider', adjudication: 'pre_adverse_action' } as const;
    await advanced(stage, report, adverse, 'pending, clear, pre_adverse_action');

    await stage.acceptOffer(hire);
    const details = await stage.follow(hire, 'held', ({ status, hold }) => status === 'held' && hold !== null);
    expectSame('what it is held for', 'screening', details.hold?.differences.map(({ field }) => field).join() ?? '');
    const message = await question(stage, details.runUrl);
    expectNotInPayroll(await sandbox.payrollEmployees(), person.email);
    stage.say('Slack asks HR ops whether to go on; Gusto has nothing of the hire');

    await sandbox.click(message, 'approve', DANA);
    stage.say('Dana Brooks says in Slack to go on');
    const done = await stage.followTo(hire, 'done');
    await untilAnswered(stage, { message, details });
    expectInPayroll(await sandbox.payrollEmployees(), person.email, done.payrollEmployeeId, SALARY);
    return { outcome: 'three states appended in the ATS; held for the last one, let go on, in payroll' };
  },
};

interface Report {
  hire: PlayedHire;
  id: string;
}

async function advanced(stage: Stage, report: Report, change: ReportChange, states: string): Promise<void> {
  await stage.sandbox.advanceReport(report.id, change);
  await appended(stage, report, states);
}

/** Waits until the candidate's history in the ATS is this; each state has a note as well. */
async function appended(stage: Stage, { hire, id }: Report, states: string): Promise<void> {
  let seen = 'nothing';
  const count = states.split(', ').length;
  await stage.until(
    `the candidate's history: ${states}`,
    async () => {
      const entries = await stage.sandbox.screeningHistory(hire.applicationId);
      seen = entries.map(({ adjudication, outcome, status }) => adjudication ?? outcome ?? status).join(', ');
      const result = await stage.find<ScreeningItem>(`/screening/checkr/${encodeURIComponent(id)}`);
      return seen === states && result?.status === 'written' && result.states === count ? seen : undefined;
    },
    undefined,
    () => seen,
  );
  const notes = await stage.sandbox.notes(hire.candidateId);
  expectSame('notes about the report', count, notes.filter(({ body }) => body.includes(id)).length);
  stage.say(`Checkr's report of ${hire.person.name}, as Greenhouse has it now: ${states}`);
}
