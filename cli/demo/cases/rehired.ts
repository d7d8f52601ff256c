import type { DemoCase } from '../case.js';
import { createCalls, expectHrisPay, expectInPayroll, expectSame, onlyHrisEmployee } from '../checks.js';
import { madeUpPerson } from '../people.js';
import { inDays } from '../stage.js';

const SALARY = '112000.00';

export const rehired: DemoCase = {
  name: 'rehired',
  title: 'a former employee is hired again: found in BambooHR, not created anew',
  alone: false,
  async play(stage) {
    const { sandbox } = stage;
    const person = madeUpPerson();
    const former = await sandbox.addFormerEmployee(
      { firstName: person.firstName, lastName: person.lastName, homeEmail: person.email },
      { from: inDays(-900), until: inDays(-200) },
    );
    stage.say(`${person.name} left the company 200 days ago: BambooHR employee ${former.id}`);
    const hire = await stage.makeOffer(person, { salary: SALARY });
    await stage.acceptOffer(hire);
    const done = await stage.followTo(hire, 'done');

    const employees = await sandbox.hrisEmployees();
    const employee = onlyHrisEmployee(employees, hire.applicationId, done.employeeId);
    expectSame("the hire's BambooHR employee", former.id, employee.id);
    const same = employees.filter(({ homeEmail }) => homeEmail === person.email);
    expectSame('BambooHR employees with the address', 1, same.length);
    expectSame('BambooHR was asked to create it', 0, createCalls(await sandbox.hrisCalls(), hire.applicationId).length);
    expectHrisPay(employee, SALARY);
    expectInPayroll(await sandbox.payrollEmployees(), person.email, done.payrollEmployeeId, SALARY);
    return { outcome: `employee ${former.id} again, with the new job and pay; in payroll` };
  },
};
