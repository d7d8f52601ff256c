import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changesBetween, detailsOf, fingerprintOf } from '../../domain/interview-details.js';
import { invitationOf } from '../../domain/interview-invitation.js';
import { mailOf, textOf, type Telling } from '../../domain/interview-message.js';
import { boundsOf, describeStart, describeTime, zoneFor } from '../../domain/interview-time.js';
import type { CalendarEvent, InterviewDetails, InterviewTime } from '../../schemas/interview.js';

const timed = (startsAt: string, endsAt: string, timeZone: string | null = null): InterviewTime => ({
  startsAt,
  endsAt,
  timeZone,
});
const MORNING = timed('2027-01-12T15:00:00Z', '2027-01-12T16:00:00Z', 'America/Chicago');
const details = (over: Partial<InterviewDetails> = {}): InterviewDetails => ({
  jobTitle: 'Engineer',
  time: MORNING,
  location: 'Room 1',
  videoUrl: null,
  panelists: ['Grace Hopper', 'Alan Turing'],
  ...over,
});
const telling = (over: Partial<Telling> = {}): Telling => ({
  kind: 'confirmed',
  details: details(),
  before: null,
  salutation: 'Ada',
  zone: 'America/New_York',
  recruiter: { email: 'rita@acme.example', name: 'Rita' },
  ...over,
});

describe('when an interview is', () => {
  for (const [what, time, zone, text] of [
    [
      'in the zone',
      MORNING,
      'America/New_York',
      'Tuesday, January 12, 2027, 10:00 AM to 11:00 AM (Eastern Standard Time)',
    ],
    [
      'on another day there',
      MORNING,
      'Asia/Tokyo',
      'Wednesday, January 13, 2027, 12:00 AM to 1:00 AM (Japan Standard Time)',
    ],
    [
      'over midnight',
      timed('2027-01-12T23:30:00Z', '2027-01-13T00:30:00Z'),
      'UTC',
      'Tuesday, January 12, 2027, 11:30 PM to Wednesday, January 13, 2027, 12:30 AM (Coordinated Universal Time)',
    ],
    [
      'while the clock changes',
      timed('2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'),
      'America/New_York',
      'Sunday, November 1, 2026, 1:30 AM (Eastern Daylight Time) to 1:30 AM (Eastern Standard Time)',
    ],
    [
      'on a day',
      { firstDay: '2027-01-12', lastDay: '2027-01-12' },
      'Asia/Tokyo',
      'Tuesday, January 12, 2027 (all day)',
    ],
    [
      'on days',
      { firstDay: '2027-01-12', lastDay: '2027-01-13' },
      'Pacific/Honolulu',
      'Tuesday, January 12, 2027 to Wednesday, January 13, 2027 (all day)',
    ],
  ] as [string, InterviewTime, string, string][]) {
    it(`is said ${what}`, () => assert.equal(describeTime(time, zone), text));
  }

  it('is told in the zone of the candidate, else of the event, else of the company', () => {
    assert.equal(zoneFor('Asia/Tokyo', MORNING, 'America/New_York'), 'Asia/Tokyo');
    assert.equal(zoneFor(null, MORNING, 'America/New_York'), 'America/Chicago');
    assert.equal(
      zoneFor(null, { firstDay: '2027-01-12', lastDay: '2027-01-12' }, 'America/New_York'),
      'America/New_York',
    );
    assert.equal(describeStart(MORNING, 'America/New_York'), 'Tue, Jan 12, 10:00 AM EST');
  });

  it('lasts until the midnight after its last day, also where a day has 23 hours', () => {
    const { startsAt, endsAt } = boundsOf({ firstDay: '2027-03-14', lastDay: '2027-03-14' }, 'America/New_York');
    assert.equal(startsAt.toISOString(), '2027-03-14T05:00:00.000Z');
    assert.equal(endsAt.toISOString(), '2027-03-15T04:00:00.000Z');
  });
});

describe('what an interview is', () => {
  const candidate = { emails: ['ada@example.org'], firstName: 'Ada', lastName: 'Byron', preferredName: null };
  const attendee = (email: string, name: string | null, over = {}) => ({
    email,
    name,
    organizer: false,
    response: 'accepted' as const,
    ...over,
  });
  const event: CalendarEvent = {
    eventId: 'e1',
    iCalUid: null,
    version: '1',
    status: 'confirmed',
    title: 'Interview Ada Byron',
    time: MORNING,
    location: 'https://zoom.example/j/1',
    videoUrl: null,
    attendees: [
      attendee('ADA@example.org', 'Somebody'),
      attendee('ada@work.example', 'ada  byron'),
      attendee('grace@acme.example', 'Grace Hopper'),
      attendee('alan@acme.example', null),
      attendee('tim@acme.example', 'Tim', { response: 'declined' }),
      attendee('rita@acme.example', 'Rita', { organizer: true }),
    ],
    properties: {},
  };

  it('takes a link for a link, and of the invited those whom the candidate meets, by name', () => {
    assert.deepEqual(detailsOf({ event, interviews: [] }, 'Engineer', candidate, ['acme.example']), {
      jobTitle: 'Engineer',
      time: MORNING,
      location: null,
      videoUrl: 'https://zoom.example/j/1',
      panelists: ['Grace Hopper'],
    });
  });

  it('is the same when it is written otherwise, and differs in what is told', () => {
    const same = details({
      jobTitle: 'Other',
      time: timed('2027-01-12T10:00:00-05:00', '2027-01-12T11:00:00-05:00', 'UTC'),
      panelists: ['Alan Turing', 'Grace Hopper'],
    });
    assert.equal(fingerprintOf(same), fingerprintOf(details()));
    assert.deepEqual(changesBetween(details(), same), []);
    const other = details({ time: { firstDay: '2027-01-12', lastDay: '2027-01-12' }, location: null, panelists: [] });
    assert.deepEqual(changesBetween(details(), other), ['time', 'place', 'panel']);
    assert.notEqual(fingerprintOf(other), fingerprintOf(details()));
  });
});

describe('the words of a confirmation', () => {
  it('say when, where, and with whom', () => {
    const { subject, text } = mailOf(telling());
    assert.equal(subject, 'Interview for Engineer on January 12: confirmed');
    assert.equal(
      text,
      [
        'Hello Ada,',
        'Your interview for Engineer is confirmed.',
        'When: Tuesday, January 12, 2027, 10:00 AM to 11:00 AM (Eastern Standard Time)\nWhere: Room 1\nYou will meet: Grace Hopper and Alan Turing',
        'If the time does not suit you, or you need anything, please reply to this mail.',
        'Rita\n',
      ].join('\n\n'),
    );
  });

  it('say what it was before of what has changed, and of nothing else', () => {
    const before = details({ time: timed('2027-01-11T15:00:00Z', '2027-01-11T16:00:00Z') });
    const { subject, text } = mailOf(telling({ kind: 'changed', before }));
    assert.match(subject, /: new time$/);
    assert.match(text, /Before:\n- Time: Monday, January 11, 2027, 10:00 AM to 11:00 AM \(Eastern Standard Time\)\n\n/);
    const place = mailOf(telling({ kind: 'changed', before: details({ location: null }) }));
    assert.match(place.subject, /: updated$/);
    assert.match(place.text, /Before:\n- Place: not given\n\n/);
  });

  it('let nothing from a calendar become markup or a header', () => {
    fc.assert(
      fc.property(fc.string(), (part) => {
        const evil = `${part}\r\nBcc: x@evil.example <script>"'&`;
        const { subject, html } = mailOf(
          telling({ salutation: evil, details: details({ jobTitle: evil, location: evil, panelists: [evil] }) }),
        );
        assert.ok(!/[\r\n]/.test(subject));
        assert.ok(!/<script/i.test(html));
        assert.ok(!/[\r\n]/.test(textOf(telling({ details: details({ jobTitle: evil, location: evil }) })).body));
      }),
    );
  });

  it('make no link of what is none', () => {
    const { html } = mailOf(telling({ details: details({ videoUrl: 'javascript:alert(1)' }) }));
    assert.ok(!html.includes('<a'));
  });
});

describe('the calendar entry of a confirmation', () => {
  const invitation = (over: Partial<Parameters<typeof invitationOf>[0]> = {}) =>
    invitationOf({
      uid: 'abc@hireline',
      sequence: 2,
      cancelled: false,
      details: details(),
      attendee: { email: 'ada@example.org', name: 'Ada Byron' },
      organizer: { email: 'rita@acme.example', name: 'Rita' },
      at: new Date('2026-12-01T00:00:00Z'),
      ...over,
    });

  it('is a request with UTC times, or a cancellation of the same entry', () => {
    const { content, contentType, filename } = invitation();
    assert.equal(contentType, 'text/calendar; charset=utf-8; method=REQUEST');
    assert.equal(filename, 'interview.ics');
    for (const line of [
      'METHOD:REQUEST',
      'UID:abc@hireline',
      'SEQUENCE:2',
      'DTSTAMP:20261201T000000Z',
      'DTSTART:20270112T150000Z',
      'DTEND:20270112T160000Z',
      'SUMMARY:Interview: Engineer',
      'LOCATION:Room 1',
      'STATUS:CONFIRMED',
    ]) {
      assert.ok(content.split('\r\n').includes(line), line);
    }
    assert.match(content, /^ORGANIZER;CN="Rita":mailto:rita@acme\.example\r$/m);
    assert.match(content.replace(/\r\n /g, ''), /^ATTENDEE;.*ada@example\.org/im);
    const off = invitation({ cancelled: true });
    assert.match(off.content, /METHOD:CANCEL[\s\S]*STATUS:CANCELLED/);
    assert.match(off.contentType, /method=CANCEL$/);
  });

  it('spans whole days, whatever zone this machine is in', () => {
    const { content } = invitation({ details: details({ time: { firstDay: '2027-01-12', lastDay: '2027-01-13' } }) });
    assert.match(content, /DTSTART;VALUE=DATE:20270112\r\n/);
    assert.match(content, /DTEND;VALUE=DATE:20270114\r\n/);
  });
});
