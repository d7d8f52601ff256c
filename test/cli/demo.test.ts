import assert from 'node:assert/strict';
import {
  calendarProperty,
  createCalls,
  expectHrisPay,
  expectInPayroll,
  expectNotInPayroll,
  expectPayrollStart,
  hasButtons,
  messagesOfRun,
  onlyHrisEmployee,
  Unexpected,
} from '../../cli/demo/checks.js';
import { CASES } from '../../cli/demo/cases.js';
import { madeUpPerson } from '../../cli/demo/people.js';
import { createWebhookPause } from '../../cli/demo/webhook-pause.js';
import { usesColour } from '../../cli/terminal.js';
import { ApiServer } from './api-server.js';

const employee = (id: string, application: string, rate = '130000.00') => ({
  ...{ id, customAtsApplicationId: application, jobInfo: [] },
  compensation: [{ rate: { value: rate, currency: 'USD' }, paidPer: 'Year' }],
});
const paid = (uuid: string, email: string, rate = '130000.00') => ({
  ...{ uuid, email },
  jobs: [{ rate, payment_unit: 'Year' }],
});

describe('what the demonstration takes for proof', () => {
  it('one employee in the HRIS, the one hireline knows', () => {
    const others = [employee('200', '80001'), employee('201', '80002')];
    assert.equal(onlyHrisEmployee(others, '80002', '201').id, '201');
    assert.throws(() => onlyHrisEmployee(others, '80003', '201'), /expected 1, saw 0/);
    assert.throws(() => onlyHrisEmployee([...others, employee('202', '80002')], '80002', '201'), /expected 1, saw 2/);
    assert.throws(() => onlyHrisEmployee(others, '80002', '200'), Unexpected);
  });

  it('its newest pay, however the amount is written', () => {
    expectHrisPay(employee('200', '80001', '130000'), '130000.00');
    assert.throws(() => expectHrisPay(employee('200', '80001', '103000.00'), '130000.00'), Unexpected);
    const raised = { ...employee('200', '80001', '103000.00') };
    raised.compensation = [...raised.compensation, ...employee('200', '80001').compensation];
    expectHrisPay(raised, '130000.00');
  });

  it('one employee in payroll, at this rate', () => {
    const everybody = [paid('a', 'ann@mail.example'), paid('b', 'bob@mail.example', '103000.00')];
    expectInPayroll(everybody, 'Ann@mail.example', 'a', '130000.00');
    assert.throws(() => expectInPayroll(everybody, 'bob@mail.example', 'b', '130000.00'), /103,000.00 per Year/);
    assert.throws(() => expectInPayroll(everybody, 'ann@mail.example', 'b', '130000.00'), Unexpected);
    const twice = [...everybody, paid('c', 'ann@mail.example')];
    assert.throws(() => expectInPayroll(twice, 'ann@mail.example', 'a', '130000.00'), /expected 1, saw 2/);
  });

  it('the first day in payroll', () => {
    const job = { rate: '130000.00', payment_unit: 'Year', hire_date: '2027-02-01' };
    const everybody = [{ uuid: 'a', email: 'ann@mail.example', jobs: [job] }, paid('b', 'bob@mail.example')];
    expectPayrollStart(everybody, 'Ann@mail.example', '2027-02-01');
    assert.throws(() => expectPayrollStart(everybody, 'ann@mail.example', '2027-03-01'), /saw 2027-02-01/);
    assert.throws(() => expectPayrollStart(everybody, 'bob@mail.example', '2027-02-01'), /saw none/);
  });

  it('a property of a mail’s calendar entry, with its parameters left out and long lines put together', () => {
    const text = [
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'UID:0123456789012345678901234567890123456789012345678901234567890',
      ' 1@hireline',
      'SEQUENCE:1',
      'DTSTART;VALUE=DATE:20270201',
      '',
    ].join('\r\n');
    const mail = { to: [], subject: '', text: null, attachments: [{ filename: 'interview.ics', text }] };
    assert.equal(calendarProperty(mail, 'SEQUENCE'), '1');
    assert.match(calendarProperty(mail, 'UID') ?? '', /^0123456789\d+1@hireline$/);
    assert.equal(calendarProperty(mail, 'DTSTART'), '20270201');
    assert.equal(calendarProperty(mail, 'LOCATION'), undefined);
    assert.equal(calendarProperty({ ...mail, attachments: [] }, 'UID'), undefined);
  });

  it('nobody in payroll', () => {
    expectNotInPayroll([paid('a', 'ann@mail.example')], 'bob@mail.example');
    assert.throws(() => expectNotInPayroll([paid('a', 'ann@mail.example')], 'ann@mail.example'), /expected 0, saw 1/);
  });

  it('the messages of a run, without replies and those of others', () => {
    const message = (ts: string, text: string, thread_ts?: string) => ({
      ...{ channel: 'C', ts, text },
      ...(thread_ts ? { thread_ts } : {}),
    });
    const url = 'http://ui/workflows/hire%3Agreenhouse%3A80001/run/history';
    const all = [
      message('1', `Payroll held\n${url}`, '1'),
      message('2', `Reminder ${url}`, '1'),
      message('3', 'http://ui/workflows/hire%3Agreenhouse%3A800011/run/history'),
    ];
    assert.deepEqual(
      messagesOfRun(all, url).map(({ ts }) => ts),
      ['1'],
    );
  });

  it('buttons, as long as there are any', () => {
    const message = { channel: 'C', ts: '1', text: '' };
    assert.equal(hasButtons({ ...message, blocks: [{ type: 'section' }, { type: 'actions' }] }), true);
    assert.equal(hasButtons({ ...message, blocks: [{ type: 'section' }] }), false);
    assert.equal(hasButtons(message), false);
  });

  it('the creates of one application only', () => {
    const call = (path: string, body: unknown, method = 'POST') => ({ method, path, body, status: 503 });
    const ours = JSON.stringify({ customAtsApplicationId: '80001' });
    const calls = [
      call('/api/v1/employees', ours),
      call('/api/v1/employees', JSON.stringify({ customAtsApplicationId: '80002' })),
      call('/api/v1/employees/200', ours),
      call('/api/v1/employees', ours, 'GET'),
      call('/api/v1/employees', 'not JSON'),
      call('/api/v1/employees', undefined),
    ];
    assert.equal(createCalls(calls, '80001').length, 1);
  });
});

describe('a pause of the HRIS’s webhooks', () => {
  function pausing() {
    const done: string[] = [];
    const pause = createWebhookPause({
      pauseHrisWebhooks: async () => void done.push('pause'),
      resumeHrisWebhooks: async () => void done.push('resume'),
    });
    return { pause, done };
  }

  it('lasts until nobody needs it any more', async () => {
    const { pause, done } = pausing();
    let release = () => {};
    const first = pause.whilePaused(() => new Promise<void>((resolve) => (release = resolve)));
    await pause.whilePaused(async () => void done.push('second'));
    assert.equal(done.includes('resume'), false);
    release();
    await first;
    assert.deepEqual(done, ['pause', 'pause', 'second', 'resume']);
  });

  it('ends when what was done meanwhile fails', async () => {
    const { pause, done } = pausing();
    await assert.rejects(
      pause.whilePaused(() => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.deepEqual(done, ['pause', 'resume']);
  });
});

describe('the demonstration', () => {
  it('plays somebody new each time', () => {
    const people = Array.from({ length: 20 }, () => madeUpPerson());
    assert.equal(new Set(people.map(({ email }) => email)).size, people.length);
    for (const { email, phone } of people) {
      assert.match(email, /^[a-z]+\.[a-z]+\.\d{6}@mail\.example$/);
      assert.match(phone, /^\+1 \d{3} 555 01\d\d$/);
    }
  });

  it('has the cases it names', () => {
    assert.deepEqual(
      CASES.map(({ name }) => name),
      [
        ...['clean', 'david', 'reversed', 'no-manager', 'interview', 'screening'],
        ...['start-moved', 'rescinded', 'rehired', 'anonymised'],
        ...['referral', 'duplicate-referral', 'disputed-referral', 'lost-referral'],
        ...['reconciliation', 'hris-down', 'hris-dead'],
      ],
    );
  });

  it('is not played on vendors that are not the sandbox’s', async () => {
    const server = await new ApiServer(() => ({
      body: { items: [{ title: 'BambooHR', baseUrl: 'https://acme.bamboohr.com' }], next: null },
    })).start();
    try {
      const { exitCode, out, err } = await server.run(['demo', 'clean']);
      assert.equal(exitCode, 1);
      assert.deepEqual(out, []);
      assert.match(err[0] ?? '', /BambooHR at https:\/\/acme\.bamboohr\.com, not in the sandbox/);
    } finally {
      await server.stop();
    }
  });
});

describe('colour', () => {
  it('is for terminals only, and never with NO_COLOR', () => {
    assert.equal(usesColour(true, {}), true);
    assert.equal(usesColour(false, {}), false);
    assert.equal(usesColour(true, { NO_COLOR: '1' }), false);
    assert.equal(usesColour(true, { TERM: 'dumb' }), false);
  });
});
