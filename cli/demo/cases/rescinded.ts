import type { DemoCase } from '../case.js';
import { expectNotInPayroll, expectSame, onlyHrisEmployee } from '../checks.js';
import { madeUpPerson } from '../people.js';

export const rescinded: DemoCase = {
  name: 'rescinded',
  title: 'unhired before the first payroll: gone from Gusto, terminated in BambooHR',
  alone: false,
  async play(stage) {
    const { sandbox } = stage;
    const hire = await stage.makeOffer(madeUpPerson(), { salary: '99000.00' });
    const { applicationId, person } = hire;
    await stage.acceptOffer(hire);
    const done = await stage.followTo(hire, 'done');

    await sandbox.markHired(applicationId);
    await sandbox.unhire(applicationId);
    stage.say(`a recruiter takes the hiring of ${person.name} back in Greenhouse`);
    await stage.followTo(hire, 'rescinded', { leaving: 'done' });

    const stillTrue = async () => {
      expectNotInPayroll(await sandbox.payrollEmployees(), person.email);
      const employee = onlyHrisEmployee(await sandbox.hrisEmployees(), applicationId, done.employeeId);
      expectSame(
        'the employment in BambooHR',
        'Terminated',
        employee.employmentStatus?.at(-1)?.employmentStatus ?? 'none',
      );
    };
    await stillTrue();
    return { outcome: 'undone: gone from Gusto, terminated in BambooHR', stillTrue };
  },
};
