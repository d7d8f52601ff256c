import assert from 'node:assert/strict';
import { ApiRefusal } from '../../cli/api-client.js';
import type { HireDetails, Hold } from '../../cli/api-shapes.js';
import { endOf, waitUntilCarriedOut } from '../../cli/hold-watch.js';
import type { HireStatus } from '../../schemas/hire-status.js';
import type { HoldDecision, HoldStatus } from '../../schemas/hold.js';

const hold = (status: HoldStatus, decision: HoldDecision | null = null, progress: string | null = null) => ({
  ...{ id: 'h1', applicationId: '80001', status, decision, decidedBy: 'slack:U0DANA', progress },
});
/** The question whether a hire that was rescinded after payroll had paid is undone. */
const undoing = (decision: HoldDecision) => ({
  ...hold('decided', decision),
  differences: [{ field: 'employment' }] as unknown as Hold['differences'],
});
const hire = (status: HireStatus, openHold?: string) => ({
  status,
  statusReason: status === 'failed' ? 'correcting the HRIS: bamboohr: 503' : null,
  hold: openHold ? ({ id: openHold } as Hold) : null,
});

describe('the end of a decision', () => {
  const cases: [
    string,
    ReturnType<typeof hold> & { differences?: Hold['differences'] },
    ReturnType<typeof hire>,
    HoldDecision,
    boolean | undefined,
  ][] = [
    ['is not there while the decision has not arrived', hold('open'), hire('held', 'h1'), 'use_offer', undefined],
    [
      'is not there while the HRIS is corrected',
      hold('decided', 'use_offer'),
      hire('comparing'),
      'use_offer',
      undefined,
    ],
    [
      'is not there before the next question has been put',
      hold('decided', 'use_offer'),
      hire('held'),
      'use_offer',
      undefined,
    ],
    ['is payroll for the offer', hold('decided', 'use_offer', 'Dispatched.'), hire('done'), 'use_offer', true],
    ['is payroll for the HRIS', hold('decided', 'use_hris', 'Dispatched.'), hire('done'), 'use_hris', true],
    ['is a rejected hire', hold('decided', 'reject'), hire('rejected'), 'reject', true],
    [
      'is void when people are asked again',
      hold('decided', 'use_offer', 'Void.'),
      hire('held', 'h2'),
      'use_offer',
      false,
    ],
    [
      'is void when the records changed first',
      hold('void', null, 'The records changed.'),
      hire('held', 'h2'),
      'use_offer',
      false,
    ],
    ['is void when nobody decided in time', hold('expired', null, 'Nobody did.'), hire('failed'), 'use_offer', false],
    [
      'is not ours when somebody else decided otherwise',
      hold('decided', 'reject'),
      hire('rejected'),
      'use_offer',
      false,
    ],
    ['is a failed hire', hold('decided', 'use_offer'), hire('failed'), 'use_offer', false],
    ['is a rescinded offer', hold('decided', 'use_offer'), hire('rescinded'), 'use_offer', false],
    ['is not there while a hire is undone', undoing('use_offer'), hire('compensating'), 'use_offer', undefined],
    ['is a hire that is undone', undoing('use_offer'), hire('rescinded'), 'use_offer', true],
    ['is an employee that is kept', undoing('use_hris'), hire('rescinded'), 'use_hris', true],
    ['is a hire that could not be undone', undoing('use_offer'), hire('failed'), 'use_offer', false],
  ];
  for (const [name, present, standing, decision, carriedOut] of cases) {
    it(name, () => assert.equal(endOf(present, standing, decision)?.carriedOut, carriedOut));
  }
});

describe('waiting for a decision', () => {
  const wish = (timeoutMs: number) => ({ hold: hold('open') as Hold, decision: 'use_offer' as const, timeoutMs });

  it('says each progress once, and bears that hireline is away for a moment', async () => {
    const answers: (() => [unknown, unknown])[] = [
      () => [hold('open'), hire('held', 'h1')],
      () => [hold('decided', 'use_offer', 'Correcting the HRIS to the offer.'), hire('comparing')],
      () => {
        throw new ApiRefusal(503, {}, '/holds/h1');
      },
      () => [hold('decided', 'use_offer', 'Correcting the HRIS to the offer.'), hire('comparing')],
      () => [hold('decided', 'use_offer', 'Dispatched to Gusto.'), hire('done')],
    ];
    let asked = 0;
    const api = {
      get: async <T>(path: string): Promise<T> => {
        // Both are asked for at once, so a round is two calls.
        const round = Math.floor(asked++ / 2);
        const [presentHold, presentHire] = answers[round]?.() ?? [];
        return (path.startsWith('/holds/') ? presentHold : presentHire) as T;
      },
    };
    const said: string[] = [];
    const end = await waitUntilCarriedOut(api, wish(30_000), (line) => said.push(line));
    assert.deepEqual(end, { carriedOut: true, text: 'Carried out: Dispatched to Gusto.' });
    assert.deepEqual(said, ['Correcting the HRIS to the offer.']);
  }).timeout(10_000);

  it('ends when its time is over, and says where the hire stands', async () => {
    const api = {
      get: async <T>(path: string): Promise<T> =>
        (path.startsWith('/holds/') ? hold('open') : (hire('held', 'h1') as Partial<HireDetails>)) as T,
    };
    const end = await waitUntilCarriedOut(api, wish(-1), () => assert.fail('there is no progress'));
    assert.equal(end.carriedOut, false);
    assert.match(end.text, /the hire is held/);
  });
});
