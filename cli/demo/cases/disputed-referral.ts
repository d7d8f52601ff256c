import type { DemoCase } from '../case.js';
import { expectSame, Unexpected } from '../checks.js';
import { applicationOf, apply, fieldOf, onlyCandidate, settled } from './referring.js';

const MAYA = 'adv-1001';
const PRIYA = 'adv-1005';

export const disputedReferral: DemoCase = {
  name: 'disputed-referral',
  title: 'two advocates refer one candidate: by policy the first one keeps them, and the second one is told why',
  alone: false,
  async play(stage) {
    const first = await apply(stage, MAYA);
    const applicationId = applicationOf(await settled(stage, first, 'captured'));
    stage.say(`${first.person.name} applies through Maya’s link: application ${applicationId}`);

    const second = await apply(stage, PRIYA, { person: first.person });
    const { ownershipReason, statusReason } = await settled(stage, second, 'rejected');
    const why = ownershipReason ?? statusReason;
    if (!why) throw new Unexpected('why the second referral does not count', 'a sentence', 'nothing');
    stage.say(`the same person applies through Priya’s link: ${why}`);
    await onlyCandidate(stage, first.person);
    expectSame(
      'the advocate in Greenhouse',
      MAYA,
      fieldOf(await stage.sandbox.atsApplication(applicationId), 'advocate_id'),
    );
    return { outcome: 'Maya’s candidate; Priya’s referral rejected, with the reason' };
  },
};
