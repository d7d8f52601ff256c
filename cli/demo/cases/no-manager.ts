import type { DemoCase } from '../case.js';
import {
  createCalls,
  expectHrisPay,
  expectInPayroll,
  expectNotInPayroll,
  expectSame,
  messagesOfRun,
  ofApplication,
  onlyHrisEmployee,
  Unexpected,
} from '../checks.js';
import { madeUpPerson } from '../people.js';
import { oneAlert } from './alert.js';

const SALARY = '97200.00';
const MANAGER = { email: 'tomas.rivera@acme.example', name: 'Tomás Rivera' };

export const noManager: DemoCase = {
  name: 'no-manager',
  title: 'an offer without a manager is stopped before anything is written; mended, it goes on by itself',
  alone: false,
  async play(stage) {
    const { sandbox } = stage;
    const hire = await stage.makeOffer(madeUpPerson(), { salary: SALARY, manager_email: null });
    const { applicationId, person } = hire;
    await stage.acceptOffer(hire);
    const failed = await stage.followTo(hire, 'failed');
    if (!/manager is empty/.test(failed.statusReason ?? '')) {
      throw new Unexpected('why it stopped', 'manager is empty', failed.statusReason ?? 'no reason');
    }
    await oneAlert(stage, failed.runUrl);
    expectSame(
      'BambooHR employees of the application',
      0,
      ofApplication(await sandbox.hrisEmployees(), applicationId).length,
    );
    expectSame('BambooHR was asked to create it', 0, createCalls(await sandbox.hrisCalls(), applicationId).length);
    expectNotInPayroll(await sandbox.payrollEmployees(), person.email);
    stage.say('stopped before anything was written; one alert in Slack');

    await sandbox.changeOffer(applicationId, { manager_email: MANAGER.email });
    stage.say(`a recruiter sets the manager on the offer in Greenhouse: ${MANAGER.name}; nobody asks for a retry`);
    const done = await stage.followTo(hire, 'done', { leaving: 'failed' });

    const employee = onlyHrisEmployee(await sandbox.hrisEmployees(), applicationId, done.employeeId);
    expectSame('the manager in BambooHR', MANAGER.name, employee.jobInfo.at(-1)?.reportsTo ?? 'none');
    expectHrisPay(employee, SALARY);
    expectInPayroll(await sandbox.payrollEmployees(), person.email, done.payrollEmployeeId, SALARY);
    const messages = messagesOfRun(await sandbox.slackMessages(), done.runUrl);
    expectSame('Slack messages about the hire', 1, messages.length);
    return { outcome: 'stopped with nothing written, mended, in payroll' };
  },
};
