import assert from 'node:assert/strict';
import fc from 'fast-check';
import { advocateStatus, type Standing } from '../../domain/advocate-status.js';
import { ADVOCATE_STATUSES, type AdvocateStatus } from '../../schemas/referral.js';

const STAGES: Record<string, AdvocateStatus> = { 'Application Review': 'in_review', 'Phone Interview': 'interviewing' };

describe('what an advocate is shown', () => {
  const table: [Standing['status'], string | null, boolean, AdvocateStatus][] = [
    ['active', null, false, 'applied'],
    ['active', 'Application Review', false, 'in_review'],
    ['active', ' phone interview ', false, 'interviewing'],
    ['active', 'Chat with the CTO', false, 'in_review'],
    ['active', 'Phone Interview', true, 'offer'],
    ['hired', 'Phone Interview', true, 'hired'],
    ['rejected', 'Phone Interview', true, 'closed'],
    ['converted', 'Phone Interview', false, 'interviewing'],
  ];
  for (const [status, stage, offered, expected] of table) {
    it(`${status}, stage ${stage ?? 'none'}${offered ? ', offered' : ''}: ${expected}`, () => {
      assert.equal(advocateStatus({ status, stage, offered }, STAGES), expected);
    });
  }

  it('is one of the words, whatever a stage is called: no name of a stage leaves', () => {
    const statuses = fc.constantFrom<Standing['status']>('active', 'rejected', 'hired', 'converted');
    fc.assert(
      fc.property(statuses, fc.option(fc.string()), fc.boolean(), (status, stage, offered) => {
        assert.ok(ADVOCATE_STATUSES.includes(advocateStatus({ status, stage, offered }, STAGES)));
      }),
    );
  });
});
