import type { Hold } from '../../api-shapes.js';
import type { DemoCase } from '../case.js';
import { expectHrisPay, expectInPayroll, expectSame, onlyHrisEmployee } from '../checks.js';
import { untilAnswered, untilHeld } from './holding.js';

const OFFERED = '130000.00';
const DANA = 'U0DANA';

export const david: DemoCase = {
  name: 'david',
  title: 'offered 130,000, entered as 103,000: held, approved in Slack, corrected, paid as offered',
  alone: false,
  async play(stage) {
    const held = await untilHeld(stage, { offered: OFFERED, entered: '103000.00', firstName: 'David' });
    const { hire, hold } = held;
    await stage.sandbox.click(held.message, 'approve', DANA);
    stage.say('Dana Brooks clicks Approve in Slack');
    const done = await stage.followTo(hire, 'done');

    await untilAnswered(stage, held);
    const decided = await stage.theatre.api.get<Hold>(`/holds/${encodeURIComponent(hold.id)}`);
    expectSame(
      'the decision',
      'use_offer by slack:U0DANA',
      `${decided.decision ?? 'none'} by ${decided.decidedBy ?? 'nobody'}`,
    );
    const employee = onlyHrisEmployee(await stage.sandbox.hrisEmployees(), hire.applicationId, done.employeeId);
    expectHrisPay(employee, OFFERED);
    const payroll = await stage.sandbox.payrollEmployees();
    expectInPayroll(payroll, hire.person.email, done.payrollEmployeeId, OFFERED);
    return { outcome: 'held, approved, corrected, in payroll at 130,000.00 a year' };
  },
};
