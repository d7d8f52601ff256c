import type { DemoCase } from '../case.js';
import { expectHrisPay, expectInPayroll, expectSame, messagesOfRun, onlyHrisEmployee } from '../checks.js';
import { madeUpPerson } from '../people.js';

const SALARY = '118500.00';

export const clean: DemoCase = {
  name: 'clean',
  title: 'an accepted offer goes to BambooHR and, as both agree, to Gusto, with nobody asked',
  alone: false,
  async play(stage) {
    const hire = await stage.makeOffer(madeUpPerson(), { salary: SALARY });
    await stage.acceptOffer(hire);
    const done = await stage.followTo(hire, 'done');

    const { sandbox } = stage;
    const employee = onlyHrisEmployee(await sandbox.hrisEmployees(), hire.applicationId, done.employeeId);
    expectHrisPay(employee, SALARY);
    expectInPayroll(await sandbox.payrollEmployees(), hire.person.email, done.payrollEmployeeId, SALARY);
    const messages = messagesOfRun(await sandbox.slackMessages(), done.runUrl);
    expectSame('Slack messages about the hire', 0, messages.length);
    return { outcome: 'in payroll at 118,500.00 a year' };
  },
};
