import type { DemoCase } from '../case.js';
import { expectSame } from '../checks.js';
import { applicationOf, apply, fieldOf, onlyCandidate, settled } from './referring.js';

const MAYA = 'adv-1001';

export const duplicateReferral: DemoCase = {
  name: 'duplicate-referral',
  title: 'somebody applies through the same link twice: the candidate in Greenhouse is updated, not created again',
  alone: false,
  async play(stage) {
    const first = await apply(stage, MAYA);
    const { person } = first;
    const applicationId = applicationOf(await settled(stage, first, 'captured'));
    stage.say(`${person.name} applies through Maya’s link: application ${applicationId}`);

    const again = await apply(stage, MAYA, { person: { ...person, email: person.email.toUpperCase() } });
    const second = await settled(stage, again, 'captured');
    stage.say(`they apply again, in capitals: ${second.disposition ?? 'nothing'}`);
    await onlyCandidate(stage, person);
    expectSame('the application of the second referral', applicationId, applicationOf(second));
    expectSame(
      'the advocate in Greenhouse',
      MAYA,
      fieldOf(await stage.sandbox.atsApplication(applicationId), 'advocate_id'),
    );
    return { outcome: 'one candidate, one application, updated' };
  },
};
