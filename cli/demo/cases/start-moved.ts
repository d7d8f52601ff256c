import { formatAmount } from '../../../domain/compensation.js';
import type { DemoCase } from '../case.js';
import {
  expectHrisPay,
  expectInPayroll,
  expectPayrollStart,
  expectSame,
  messagesOfRun,
  onlyHrisEmployee,
} from '../checks.js';
import { madeUpPerson } from '../people.js';
import { inDays } from '../stage.js';

const PAY = { first: '121000.00', then: '127500.00' };

export const startMoved: DemoCase = {
  name: 'start-moved',
  title: 'start date and pay change after everything was written: both are passed on, with nobody asked',
  alone: false,
  async play(stage) {
    const { sandbox } = stage;
    const startDate = inDays(45);
    const hire = await stage.makeOffer(madeUpPerson(), { salary: PAY.first });
    const { applicationId, person } = hire;
    await stage.acceptOffer(hire);
    const before = await stage.followTo(hire, 'done');

    await sandbox.changeOffer(applicationId, { salary: PAY.then, starts_on: startDate, accepted: true });
    stage.say(`new terms are accepted in Greenhouse: start on ${startDate}, at ${formatAmount(PAY.then)} a year`);
    const done = await stage.follow(
      hire,
      'done with the new terms',
      (present) => present.status === 'done' && present.startDate === startDate,
      { leaving: 'done' },
    );

    const employee = onlyHrisEmployee(await sandbox.hrisEmployees(), applicationId, before.employeeId);
    expectHrisPay(employee, PAY.then);
    expectSame('first day in BambooHR', startDate, employee.hireDate ?? 'none');
    const payroll = await sandbox.payrollEmployees();
    expectInPayroll(payroll, person.email, before.payrollEmployeeId, PAY.then);
    expectPayrollStart(payroll, person.email, startDate);
    const messages = messagesOfRun(await sandbox.slackMessages(), done.runUrl);
    expectSame('Slack messages about the hire', 0, messages.length);
    return { outcome: `BambooHR and Gusto have the new start and ${formatAmount(PAY.then)} a year` };
  },
};
