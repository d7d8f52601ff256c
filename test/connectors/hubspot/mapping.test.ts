import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contactNames, readDay, toHire, toProperties } from '../../../connectors/hubspot/contact-properties.js';
import { countIn, rateLimit } from '../../../connectors/hubspot/rate-limit.js';
import { noteBody } from '../../../connectors/hubspot/summaries.js';
import { HIRE, REFERRAL } from './servers.js';

const NAMES = contactNames(REFERRAL);
const id = fc.string({ minLength: 1 }).map((text) => text.trim() || 'x');
const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('hubspot mapping', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(id, id, id, id, day, (candidateId, applicationId, advocateId, referralId, hiredOn) => {
        const hire = { candidateId, applicationId, advocateId, referralId, hiredOn };
        const properties = toProperties({ ...HIRE, ...hire }, NAMES);
        assert.deepEqual(toHire({ id: '1', properties }, NAMES), { contactId: '1', ...hire });
      }),
    );
  });

  it('reads a day in each of its forms alike', () => {
    fc.assert(
      fc.property(day, (text) => {
        const midnight = Date.parse(text);
        assert.equal(readDay(text), text);
        assert.equal(readDay(String(midnight)), text);
        assert.equal(readDay(new Date(midnight).toISOString()), text);
        assert.equal(readDay(String(midnight + 1)), undefined);
      }),
    );
  });

  it('writes only what the map names, under the names it gives', () => {
    const own = contactNames({ candidateId: 'cand', advocateId: 'brought_by', hiredOn: 'day', lastName: 'surname' });
    assert.deepEqual(toProperties(HIRE, own), {
      ...{ cand: '700123', brought_by: 'adv-1', day: '2026-11-20', surname: 'Byron' },
    });
  });

  it('leaves no markup of its own to what a summary says', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), fc.string(), (title, lines, marker) => {
        const body = noteBody({ title, lines, marker, at: '' });
        assert.deepEqual(
          body.match(/<[^>]*>/g)?.filter((tag) => !/^<(\/?p|\/?strong|br)>$/.test(tag)),
          [],
        );
        assert.doesNotMatch(body.replace(/<(\/?p|\/?strong|br)>/g, ''), /[<>]/);
      }),
    );
  });

  it('leaves out, and counts, the lines a note has no room for', () => {
    const lines = Array.from({ length: 2_000 }, () => '&'.repeat(20));
    const body = noteBody({ title: 't', lines, marker: 'm', at: '' });
    assert.ok(body.length < 65_536);
    const kept = body.split('<br>').length - 1;
    assert.ok(body.includes(`and ${2_000 - kept} more lines`));
    assert.doesNotMatch(noteBody({ title: 't', lines: ['one'], marker: 'm', at: '' }), /more lines/);
  });
});

describe('hubspot rate limit headers', () => {
  const headers = {
    'x-hubspot-ratelimit-max': '190',
    'x-hubspot-ratelimit-remaining': '7',
    'x-hubspot-ratelimit-interval-milliseconds': '10000',
    'x-hubspot-ratelimit-daily': '650000',
  };
  const at = Date.parse('2026-11-22T03:00:04.500Z');

  it('tell a window of the clock', () => {
    const resetAt = new Date('2026-11-22T03:00:10Z');
    assert.deepEqual(rateLimit({ status: 200, headers, text: '' }, at), { limit: 190, remaining: 7, resetAt });
    assert.equal(countIn(headers, 'daily'), 650_000);
    assert.equal(countIn(headers, 'daily-remaining'), undefined);
  });

  it('are not on all answers', () => {
    assert.deepEqual(rateLimit({ status: 200, headers: {}, text: '' }, at), {});
    const odd = { ...headers, 'x-hubspot-ratelimit-max': 'many' };
    assert.deepEqual(rateLimit({ status: 200, headers: odd, text: '' }, at), {});
  });

  for (const [policyName, wait] of [
    ['SECONDLY', 1_000],
    ['TEN_SECONDLY_ROLLING', 10_000],
    ['DAILY', 900_000],
    ['ANOTHER', 10_000],
  ] as const) {
    it(`${policyName} is waited out for ${wait} ms`, () => {
      const told = rateLimit({ status: 429, headers, text: JSON.stringify({ policyName }) }, at);
      assert.deepEqual(told, { remaining: 0, resetAt: new Date(at + wait) });
    });
  }
});
