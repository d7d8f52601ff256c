import assert from 'node:assert/strict';
import {
  decideMatch,
  isOwnAddress,
  notAnInterview,
  outsideAddresses,
  referencesOf,
  withWhatWasKnown,
} from '../../domain/interview-match.js';
import type { CalendarEvent } from '../../schemas/interview.js';

const guest = (email: string) => ({ email, name: null, organizer: false, response: 'accepted' as const });
const event = (over: Partial<CalendarEvent> = {}): CalendarEvent => ({
  eventId: 'e1',
  iCalUid: 'u1',
  version: '1',
  status: 'confirmed',
  title: 'Interview',
  time: { startsAt: '2027-01-12T10:00:00Z', endsAt: '2027-01-12T11:00:00Z', timeZone: null },
  location: 'Room 1',
  videoUrl: null,
  attendees: [],
  properties: {},
  ...over,
});

describe('matching an event to a candidate', () => {
  for (const [properties, found] of [
    [{ applicationId: '7' }, { applicationId: '7' }],
    [{ 'Greenhouse-Application-ID': ' 7 ' }, { applicationId: '7' }],
    [{ hireline_application_id: '7', applicationId: '8' }, { applicationId: '7' }],
    [
      { ats_candidate_id: '70', greenhouse_interview_id: '700' },
      { candidateId: '70', interviewId: '700' },
    ],
    [{ greenhouse_scheduled_interview_id: '700' }, { interviewId: '700' }],
    [{ applicationId: ' ', lever_application_id: '7', myapplicationid: '9' }, {}],
  ] as const) {
    it(`reads ${JSON.stringify(properties)}`, () => {
      const none = { applicationId: undefined, candidateId: undefined, interviewId: undefined };
      assert.deepEqual(referencesOf(properties as unknown as Record<string, string>, 'greenhouse'), {
        ...none,
        ...found,
      });
    });
  }

  it('tells colleagues from guests, whatever the case and the subdomain, and not by the end of a name', () => {
    const own = ['acme.example'];
    assert.ok(isOwnAddress('A@ACME.example', own));
    assert.ok(isOwnAddress('a@eu.acme.example', own));
    assert.ok(!isOwnAddress('a@notacme.example', own));
    assert.ok(!isOwnAddress('acme.example@evil.example', own));
    const attendees = ['Ada@Example.org', 'ada@example.org', 'b@acme.example'].map(guest);
    assert.deepEqual(outsideAddresses(event({ attendees }), own), ['ada@example.org']);
  });

  it('calls an event an interview only when something hints at a candidate', () => {
    const known = { knownToAts: false, ats: 'greenhouse', ownDomains: ['acme.example'] };
    assert.match(notAnInterview(event({ attendees: [guest('b@acme.example')] }), known) ?? '', /only colleagues/);
    assert.equal(notAnInterview(event({ attendees: [guest('ada@example.org')] }), known), undefined);
    assert.equal(notAnInterview(event({ properties: { applicationId: '7' } }), known), undefined);
    assert.equal(notAnInterview(event(), { ...known, knownToAts: true }), undefined);
  });

  it('matches exactly one application, however often it was found, and never guesses', () => {
    const seven = { applicationId: '7', candidateId: '70' };
    const eight = { applicationId: '8', candidateId: '70' };
    assert.deepEqual(decideMatch([seven, seven]), { outcome: 'matched', ...seven });
    assert.equal(decideMatch([]).outcome, 'unmatched');
    assert.deepEqual(decideMatch([seven, eight]), { outcome: 'ambiguous', applications: [seven, eight] });
  });

  it('remembers what a cancelled stub has lost, and changes nothing of a living event', () => {
    const before = event({ attendees: [guest('ada@example.org')], properties: { applicationId: '7' } });
    const stub = event({ version: '2', status: 'cancelled', iCalUid: null, title: null, time: null, location: null });
    assert.deepEqual(withWhatWasKnown(stub, before), { ...before, version: '2', status: 'cancelled' });
    const moved = event({ version: '2', location: null });
    assert.equal(withWhatWasKnown(moved, before), moved);
  });
});
