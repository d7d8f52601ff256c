import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alertMessage } from '../../../connectors/slack/blocks/alert-message.js';
import { holdMessage } from '../../../connectors/slack/blocks/hold-message.js';
import { actor, fit, localTime } from '../../../connectors/slack/blocks/mrkdwn.js';
import { checkBlocks } from '../../../connectors/slack/simulator/block-kit.js';
import type { HoldNotice } from '../../../schemas/notice.js';
import { alertNotice, CONSOLE_URL, holdNotice, RUN_URL } from './notices.js';

type Json = Record<string, any>;
const blocksOf = (message: { blocks: unknown[] }) => message.blocks as Json[];
const shown = (message: { blocks: unknown[] }) => JSON.stringify(message.blocks);

const decided = (change: Partial<Extract<HoldNotice['state'], { is: 'decided' }>> = {}): HoldNotice['state'] => ({
  is: 'decided',
  decision: 'use_hris',
  decidedBy: 'slack:U0DANA',
  decidedAt: '2026-11-21T10:00:00Z',
  reason: 'the offer was corrected on paper',
  progress: 'Payroll dispatched.',
  ...change,
});

describe('The message of a hold', () => {
  it('shows both values, the authority, the rule and the hints', () => {
    const [title, difference] = blocksOf(holdMessage(holdNotice()));
    assert.equal(title?.['text'].text, 'Payroll held: Ada Byron, Software Engineer, starts 2026-12-01');
    assert.deepEqual(
      difference?.['fields'].map((field: Json) => field['text']),
      ['*Offer (ATS)*\n130,000.00 USD per year', '*HRIS*\n103,000.00 USD per year'],
    );
    assert.equal(
      difference?.['text'].text,
      '*Compensation*  ·  system of record: ATS (the offer)\n' +
        'Compared as: 130,000.00 and 103,000.00 USD per year, at 40 h a week\n' +
        '_two digits are swapped_\nRule: pay must agree to the cent',
    );
  });

  it('has three buttons that carry the hold and the diff', () => {
    const actions = blocksOf(holdMessage(holdNotice())).find(({ type }) => type === 'actions');
    assert.deepEqual(
      actions?.['elements'].map((button: Json) => [button['action_id'], button['text'].text, button['style']]),
      [
        ['approve', 'Approve', 'primary'],
        ['use_hris', 'Use HRIS values', undefined],
        ['reject', 'Reject', 'danger'],
      ],
    );
    for (const button of actions?.['elements'] as Json[]) {
      assert.deepEqual(JSON.parse(button['value']), { holdId: 'hold-1', diffHash: 'a'.repeat(64) });
    }
    assert.match(actions?.['block_id'], /^hold:hold-1:open-/);
  });

  describe('about something else than terms', () => {
    const SCREENING: HoldNotice['differences'][number] = {
      ...{ field: 'screening', authority: 'ats', offer: null, hris: 'checkr r1: pre adverse action' },
      ...{ normalised: 'the newest state of each screening result', hints: [], rule: 'payroll waits' },
    };
    const EMPLOYMENT: HoldNotice['differences'][number] = {
      ...{ field: 'employment', authority: 'ats', offer: 'The offer was deleted', hris: 'employed and paid in Gusto' },
      ...{ normalised: 'whether the hire stands', hints: [], rule: 'undone only when a person says so' },
    };
    const buttonsOf = (notice: HoldNotice) =>
      (blocksOf(holdMessage(notice)).find(({ type }) => type === 'actions')?.['elements'] as Json[]).map((button) => [
        button['action_id'],
        button['text'].text,
        JSON.parse(button['value']).about,
      ]);

    it('asks of a screening result whether the hire goes on', () => {
      const notice = holdNotice({ differences: [SCREENING] });
      const message = holdMessage(notice);
      checkBlocks(message.blocks);
      assert.deepEqual(buttonsOf(notice), [
        ['approve', 'Go on', 'screening'],
        ['reject', 'Reject', 'screening'],
      ]);
      assert.match(shown(message), /checkr r1: pre adverse action/);
      assert.doesNotMatch(shown(message), /offer|_empty_|system of record/i);
    });

    it('asks of a rescinded employee who was paid whether the hire is undone', () => {
      const notice = holdNotice({ differences: [EMPLOYMENT] });
      const message = holdMessage(notice);
      checkBlocks(message.blocks);
      assert.equal(blocksOf(message)[0]?.['text'].text.startsWith('Rescinded after pay: Ada Byron'), true);
      assert.deepEqual(buttonsOf(notice), [
        ['approve', 'Undo the hire', 'employment'],
        ['use_hris', 'Keep the employee', 'employment'],
      ]);
      assert.match(shown(message), /\*ATS\*\\nThe offer was deleted/);
      assert.match(shown(message), /\*HRIS and payroll\*\\nemployed and paid in Gusto/);
    });

    it('keeps the words of terms that differ where they differ too, and says what else it means', () => {
      const notice = holdNotice({ differences: [...holdNotice().differences, SCREENING] });
      assert.deepEqual(
        buttonsOf(notice).map(([id, text]) => [id, text]),
        [
          ['approve', 'Approve'],
          ['use_hris', 'Use HRIS values'],
          ['reject', 'Reject'],
        ],
      );
      assert.match(shown(holdMessage(notice)), /goes on in spite of the screening result/);
    });

    it('says what was decided in the same words', () => {
      const words = (differences: HoldNotice['differences'], decision: 'use_offer' | 'use_hris' | 'reject') =>
        shown(holdMessage(holdNotice({ differences, state: decided({ decision }) })));
      assert.match(words([SCREENING], 'use_offer'), /\*The hire goes on\*, by/);
      assert.match(words([EMPLOYMENT], 'use_offer'), /\*The hire is undone\*, by/);
      assert.match(words([EMPLOYMENT], 'use_hris'), /\*The employee is kept\*, by/);
    });
  });

  it('gets another block_id with every change', () => {
    const states: HoldNotice['state'][] = [
      { is: 'open', remindedTimes: 0 },
      { is: 'open', remindedTimes: 1 },
      decided(),
      decided({ progress: 'Correcting the HRIS.' }),
      { is: 'void', why: 'the offer changed' },
      { is: 'expired', why: 'nobody decided' },
    ];
    const ids = states.map(
      (state) => blocksOf(holdMessage(holdNotice({ state }))).find((block) => block['block_id'])?.['block_id'],
    );
    assert.equal(new Set(ids).size, states.length);
  });

  it('links the run and the console, also in the plain text', () => {
    const message = holdMessage(holdNotice());
    assert.ok(shown(message).includes(`<${RUN_URL}|Open the run>`));
    assert.ok(shown(message).includes(`<${CONSOLE_URL}|Open in hireline>`));
    assert.ok(message.text.includes(RUN_URL));
    assert.ok(message.text.includes('Payroll held: Ada Byron'));
  });

  it('shows an empty value, a note and a reminder', () => {
    const [first] = holdNotice().differences;
    assert.ok(first);
    const message = holdMessage(
      holdNotice({
        differences: [{ ...first, field: 'startDate', authority: 'hris', hris: null }],
        note: 'The HRIS changed after the last decision.',
        state: { is: 'open', remindedTimes: 2 },
      }),
    );
    assert.match(shown(message), /\*HRIS\*\\n_empty_/);
    assert.match(shown(message), /\*Start date\* {2}· {2}system of record: HRIS/);
    assert.match(shown(message), /The HRIS changed after the last decision\./);
    assert.match(shown(message), /Reminder 2/);
  });

  it('says who decided, when, why and what came of it, and has no buttons then', () => {
    const message = holdMessage(holdNotice({ state: decided() }));
    assert.ok(!shown(message).includes('"actions"'));
    assert.match(
      shown(message),
      /\*HRIS values are used\*, by <@U0DANA> <!date\^1795255200\^\{date_short_pretty\} at \{time\}\|2026-11-21 10:00 UTC>/,
    );
    assert.match(shown(message), /Reason: the offer was corrected on paper\\nPayroll dispatched\./);
  });

  for (const is of ['void', 'expired'] as const) {
    it(`says why it is ${is}, without buttons`, () => {
      const message = holdMessage(holdNotice({ state: { is, why: 'the offer <changed>' } }));
      assert.ok(!shown(message).includes('"actions"'));
      assert.match(shown(message), /the offer &lt;changed&gt;/);
    });
  }

  it('lets no value act as markup', () => {
    const [first] = holdNotice().differences;
    assert.ok(first);
    const message = holdMessage(
      holdNotice({ hire: 'Ada <!channel> & Co', differences: [{ ...first, offer: '<@U0DANA>', hints: ['a > b'] }] }),
    );
    assert.ok(message.text.includes('Ada &lt;!channel&gt; &amp; Co'));
    assert.ok(shown(message).includes('&lt;@U0DANA&gt;'));
    const markup = JSON.stringify(message.blocks.filter(({ type }) => type !== 'header'));
    assert.ok(!/<[@!](?!date)/.test(message.text + markup));
  });

  it('keeps to every limit of Slack, whatever the notice', function () {
    this.timeout(20_000);
    const long = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ minLength: 3000, maxLength: 4000, unit: 'grapheme' }),
      fc.constant('&<>'.repeat(1500)),
    );
    const difference = fc.record({
      field: fc.constantFrom('compensation' as const, 'startDate' as const),
      offer: fc.option(long),
      hris: fc.option(long),
      authority: fc.constantFrom('ats' as const, 'hris' as const),
      normalised: long,
      hints: fc.array(long, { maxLength: 2 }),
      rule: long,
    });
    const state = fc.oneof(
      fc.record({ is: fc.constant('open' as const), remindedTimes: fc.nat(3) }),
      long.map((progress) => decided({ progress, reason: progress })),
      long.map((why) => ({ is: 'void' as const, why })),
    );
    fc.assert(
      fc.property(fc.array(difference, { maxLength: 60, size: 'max' }), state, long, (differences, is, hire) => {
        const notice = holdNotice({ differences, state: is, hire, note: hire });
        const message = holdMessage(notice);
        checkBlocks(message.blocks);
        assert.ok(message.text.length <= 4000);
        assert.ok(message.text.includes(RUN_URL));
        if (differences.length > 42) assert.match(shown(message), /more differences/);
      }),
      { numRuns: 25 },
    );
  });
});

describe('The message of an alert', () => {
  it('has severity, title, lines and links', () => {
    const message = alertMessage(alertNotice());
    assert.equal(blocksOf(message)[0]?.['text'].text, ':rotating_light: Hire 123 could not be written to BambooHR');
    assert.equal(blocksOf(message)[1]?.['text'].text, 'Three attempts failed.\nNothing reached payroll.');
    assert.ok(shown(message).includes(`<${RUN_URL}|Open the run>  ·  <${CONSOLE_URL}|Open in hireline>`));
    assert.ok(message.text.includes(`Hire 123 could not be written to BambooHR\n${RUN_URL}`));
  });

  it('leaves out what there is not', () => {
    const message = alertMessage(alertNotice({ lines: [], links: [], runUrl: undefined, severity: 'info' }));
    assert.deepEqual(
      message.blocks.map(({ type }) => type),
      ['header'],
    );
    checkBlocks(message.blocks);
  });

  it('keeps to the limits', () => {
    const message = alertMessage(
      alertNotice({ title: 'x'.repeat(500), lines: Array(200).fill('a & b < c '.repeat(10)) }),
    );
    checkBlocks(message.blocks);
    assert.ok(message.text.length <= 4000);
    assert.match(shown(message), /More in the run/);
  });
});

describe("Slack's markup", () => {
  it('is never cut inside an entity, a link or a character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('&amp;', '&lt;', '<http://a.b|c>', '😀', 'word ')),
        fc.integer({ min: 1, max: 60 }),
        (parts, limit) => {
          const cut = fit(parts.join(''), limit);
          assert.ok(cut.length <= limit);
          assert.ok(!/&(?!amp;|lt;)|<[^>]*$|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(cut), cut);
        },
      ),
    );
  });

  for (const [by, is] of [
    ['slack:U0DANA', '<@U0DANA>'],
    ['console:dana', 'dana'],
    ['cli:dana <x>', 'dana &lt;x&gt;'],
    ['slack:not an id', 'not an id'],
    ['dana', 'dana'],
  ] as const) {
    it(`names ${by} as ${is}`, () => assert.equal(actor(by), is));
  }

  it('shows a time that is no time as it is', () => assert.equal(localTime('then'), 'then'));
});
