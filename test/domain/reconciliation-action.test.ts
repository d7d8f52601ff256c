import assert from 'node:assert/strict';
import { targetsOf } from '../../domain/reconciliation-action.js';
import type { ReconciliationItem, ReconciliationRequest } from '../../schemas/reconciliation.js';

type Item = Parameters<typeof targetsOf>[0];
type Wish = Pick<ReconciliationRequest, 'action'> & Partial<ReconciliationRequest>;

const match = (applicationId: string | null, employeeId: string | null): ReconciliationItem['suggestedMatch'] => ({
  applicationId,
  employeeId,
  why: 'the same e-mail',
});

const ATS_ONLY: Item = { kind: 'ats_only', applicationId: '1', employeeIds: [], suggestedMatch: null };
const MATCHED: Item = { ...ATS_ONLY, suggestedMatch: match(null, 'e1') };
const HRIS_ONLY: Item = {
  kind: 'hris_only',
  applicationId: null,
  employeeIds: ['e1'],
  suggestedMatch: match('1', null),
};
const DIFFERING: Item = { kind: 'differing', applicationId: '1', employeeIds: ['e1'], suggestedMatch: null };
const DOUBLED: Item = { kind: 'doubled', applicationId: '1', employeeIds: ['e1', 'e2'], suggestedMatch: null };

describe('what an action on an item is about', () => {
  const pair = { applicationId: '1', employeeId: 'e1' };
  const taken: [string, Item, Wish, { applicationId: string | null; employeeId: string | null }][] = [
    ['writing a hire', ATS_ONLY, { action: 'write' }, { applicationId: '1', employeeId: null }],
    ['writing a difference', DIFFERING, { action: 'write' }, pair],
    ['adopting the suggested employee', MATCHED, { action: 'adopt' }, pair],
    ['adopting another one', MATCHED, { action: 'adopt', employeeId: 'e9' }, { applicationId: '1', employeeId: 'e9' }],
    ['adopting for the suggested application', HRIS_ONLY, { action: 'adopt' }, pair],
    [
      'linking to another application',
      HRIS_ONLY,
      { action: 'link', applicationId: '9' },
      { applicationId: '9', employeeId: 'e1' },
    ],
    [
      'linking one of two',
      DOUBLED,
      { action: 'link', employeeId: 'e2', applicationId: '9' },
      { applicationId: '9', employeeId: 'e2' },
    ],
    ['ignoring with a reason', HRIS_ONLY, { action: 'ignore', reason: 'not a hire' }, pair],
  ];
  for (const [what, item, wish, expected] of taken) {
    it(what, () => assert.deepEqual(targetsOf(item, request(wish)), expected));
  }

  const refused: [string, Item, Wish, RegExp][] = [
    ['ignoring without a reason', ATS_ONLY, { action: 'ignore', reason: '  ' }, /needs a reason/],
    ['writing what only the HRIS has', HRIS_ONLY, { action: 'write' }, /cannot be written/],
    ['writing over doubled employees', DOUBLED, { action: 'write' }, /cannot be written/],
    ['adopting nobody in particular', ATS_ONLY, { action: 'adopt' }, /which employee/],
    ['adopting for no application', { ...HRIS_ONLY, suggestedMatch: null }, { action: 'adopt' }, /which application/],
    ['adopting for another application', MATCHED, { action: 'adopt', applicationId: '9' }, /another application/],
    ['another employee than the item’s', HRIS_ONLY, { action: 'link', employeeId: 'e9' }, /another employee/],
    ['one hire, linked', DIFFERING, { action: 'link' }, /one hire already/],
    ['adopting one of two', DOUBLED, { action: 'adopt' }, /put right in the HRIS/],
    [
      'linking one of two without saying where',
      DOUBLED,
      { action: 'link', employeeId: 'e1' },
      /which employee belongs/,
    ],
    ['linking a stranger', DOUBLED, { action: 'link', employeeId: 'e9', applicationId: '1' }, /another employee/],
  ];
  for (const [what, item, wish, reason] of refused) {
    it(`refuses ${what}`, () => {
      const answer = targetsOf(item, request(wish));
      assert.ok('refusal' in answer);
      assert.match(answer.refusal, reason);
    });
  }
});

function request(wish: Wish): ReconciliationRequest {
  return { itemId: 'rec_1', requestedBy: 'console:dana', requestedAt: '2026-11-22T10:00:00.000Z', ...wish };
}
