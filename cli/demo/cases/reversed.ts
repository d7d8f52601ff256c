import type { HireDetails, Hold } from '../../api-shapes.js';
import type { DemoCase } from '../case.js';
import { expectNotInPayroll, expectSame, Unexpected } from '../checks.js';
import { untilAnswered, untilHeld } from './holding.js';

const PRIYA = 'U0PRIYA';
const REASON = 'The offer letter has to be corrected first.';

export const reversed: DemoCase = {
  name: 'reversed',
  title: 'offered 103,000, entered as 130,000: held, rejected in Slack with a reason, nothing paid',
  alone: false,
  async play(stage) {
    const held = await untilHeld(stage, { offered: '103000.00', entered: '130000.00' });
    const { hire, hold } = held;
    const modal = await stage.sandbox.click(held.message, 'reject', PRIYA);
    if (modal === undefined) throw new Unexpected('Reject in Slack', 'a modal that asks for the reason', 'none');
    await stage.sandbox.submitReason(modal, PRIYA, REASON);
    stage.say(`Priya Nair clicks Reject in Slack and says why: ${REASON}`);
    const rejected = await stage.followTo(hire, 'rejected');
    await stage.until('its run over', async () => {
      const present = await stage.find<HireDetails>(`/hires/${encodeURIComponent(hire.applicationId)}`);
      return present?.live?.status === 'rejected' ? present : undefined;
    });

    await untilAnswered(stage, held);
    const decided = await stage.theatre.api.get<Hold>(`/holds/${encodeURIComponent(hold.id)}`);
    expectSame(
      'the decision',
      'reject by slack:U0PRIYA',
      `${decided.decision ?? 'none'} by ${decided.decidedBy ?? 'nobody'}`,
    );
    expectSame('its reason', REASON, decided.reason ?? 'none');
    expectSame("the hire's Gusto employee", 'none', rejected.payrollEmployeeId ?? 'none');
    const stillTrue = async () => expectNotInPayroll(await stage.sandbox.payrollEmployees(), hire.person.email);
    await stillTrue();
    return { outcome: 'held, rejected with a reason, nothing in payroll', stillTrue };
  },
};
