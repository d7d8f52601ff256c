import type { DemoCase } from '../case.js';
import { createCalls, expectInPayroll, expectSame, messagesOfRun, onlyHrisEmployee } from '../checks.js';
import { madeUpPerson } from '../people.js';
import { whileHrisFails } from './hris-faults.js';

const SALARY = '88000.00';

export const hrisDown: DemoCase = {
  name: 'hris-down',
  title: 'BambooHR answers 503, then 500, then works: the third attempt goes through, and nobody is bothered',
  alone: true,
  async play(stage) {
    const { sandbox } = stage;
    const hire = await stage.makeOffer(madeUpPerson(), { salary: SALARY });
    const faults = [
      { status: 503, count: 1 },
      { status: 500, count: 1 },
    ];
    const done = await whileHrisFails(stage, faults, async () => {
      await stage.acceptOffer(hire);
      return stage.followTo(hire, 'done', { boundMs: stage.allAttemptsMs });
    });

    const calls = createCalls(await sandbox.hrisCalls(), hire.applicationId);
    expectSame(
      "BambooHR's answers to the create",
      '503, 500, 201',
      calls.map(({ status }) => status ?? 'none').join(', '),
    );
    onlyHrisEmployee(await sandbox.hrisEmployees(), hire.applicationId, done.employeeId);
    expectInPayroll(await sandbox.payrollEmployees(), hire.person.email, done.payrollEmployeeId, SALARY);
    const messages = messagesOfRun(await sandbox.slackMessages(), done.runUrl);
    expectSame('Slack messages about the hire', 0, messages.length);
    return { outcome: 'in payroll, at the third attempt' };
  },
};
