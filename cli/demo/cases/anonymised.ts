import type { AuditRow } from '../../api-shapes.js';
import type { DemoCase } from '../case.js';
import { expectSame, Unexpected } from '../checks.js';
import { madeUpPerson } from '../people.js';
import type { PlayedHire, Stage } from '../stage.js';

export const anonymised: DemoCase = {
  name: 'anonymised',
  title: 'a candidate is anonymised in Greenhouse: hireline forgets who it was, and the audit is kept',
  alone: false,
  async play(stage) {
    const hire = await stage.makeOffer(madeUpPerson(), { salary: '95000.00' });
    const { applicationId, candidateId, person } = hire;
    await stage.acceptOffer(hire);
    await stage.followTo(hire, 'done');
    const before = await auditOf(stage, hire);
    expectSame('audit rows of a hire that is done', 'some', before.length > 0 ? 'some' : 'none');

    await stage.sandbox.anonymize(candidateId);
    stage.say('a recruiter anonymises the candidate in Greenhouse');
    const erased = await stage.follow(hire, 'erased', ({ anonymizedAt }) => anonymizedAt !== null, { leaving: 'done' });
    const told = JSON.stringify(erased);
    for (const personal of [person.lastName, person.email]) {
      if (told.includes(personal)) throw new Unexpected('what hireline has of the hire', 'nothing personal', personal);
    }
    const after = await auditOf(stage, hire);
    expectSame('audit rows of the hire', JSON.stringify(before), JSON.stringify(after));
    stage.say(`nothing personal is left of application ${applicationId}; its ${after.length} writes still add up`);
    return { outcome: `forgotten, with ${after.length} audit rows kept` };
  },
};

async function auditOf({ theatre }: Stage, { applicationId }: PlayedHire): Promise<AuditRow[]> {
  return (await theatre.api.list<AuditRow>('/audit', { applicationId }, 200)).items;
}
