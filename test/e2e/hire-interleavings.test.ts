import assert from 'node:assert/strict';
import fc from 'fast-check';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

type Json = Record<string, any>;

/** Something that happens to a hire, in any system, by anybody. */
const EVENTS = [
  'change pay',
  'move the start',
  'draft newer terms',
  'accept the terms',
  'enter other pay in the HRIS',
  'unhire',
  'reject',
  'hire',
  'payroll fails for a while',
  'the HRIS loses an answer',
  'the ATS fails for a while',
  'webhooks come late',
] as const;
type Event = (typeof EVENTS)[number];

/** How many sequences are played, and which: CHAOS_RUNS and CHAOS_SEED. */
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 4);
const SEED = Number(process.env['CHAOS_SEED'] ?? 20261122);

describe('whatever happens to a hire, and in whatever order', function () {
  this.timeout(60_000 + RUNS * 30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({ HIRELINE_HRIS_EVENT_WAIT: '3s' });
  });
  after(() => stack?.stop());

  const sequences = fc.sample(
    fc.array(fc.record({ event: fc.constantFrom(...EVENTS), pause: fc.nat(400) }), { minLength: 1, maxLength: 8 }),
    { numRuns: RUNS, seed: SEED },
  );

  sequences.forEach((sequence, index) => {
    const told = sequence.map(({ event, pause }) => `${event} (+${pause})`).join(', ');
    it(`ends with HRIS and payroll as the ATS says, or held: ${told}`, async () => {
      const hire = await makeHire(index);
      await act(`/greenhouse/_sandbox/applications/${hire}/accept_offer`);
      let pay = 130_000;
      let day = 1;
      for (const { event, pause } of sequence) {
        await play(hire, event, { nextPay: () => (pay += 1_000), nextDay: () => (day += 1) });
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      await calm();
      await settled(hire);
      await checkTruth(hire, index);
    });
  });

  const emailOf = (index: number) => `any.order${index}@mail.example`;

  async function makeHire(index: number): Promise<string> {
    const made = await stack.call('POST', '/greenhouse/_sandbox/hires', {
      ...{ first_name: 'Any', last_name: `Order${index}`, email: emailOf(index) },
      offer: { starts_on: '2027-05-01', salary: 130000, manager_email: 'maya.lindqvist@acme.example' },
    });
    return String(made['application_id']);
  }

  /** What a simulator's people may not do at the moment (unhire somebody who is not hired) they do not do. */
  const act = (path: string, body: Json = {}, method = 'POST') =>
    stack.call(method, path, body).catch((error: unknown) => {
      if (!/: 4\d\d /.test(String(error))) throw error;
    });

  async function play(
    hire: string,
    event: Event,
    next: { nextPay: () => number; nextDay: () => number },
  ): Promise<void> {
    const application = `/greenhouse/_sandbox/applications/${hire}`;
    switch (event) {
      case 'change pay':
        return void (await act(`${application}/offer`, { salary: next.nextPay(), accepted: true }, 'PATCH'));
      case 'move the start': {
        const starts_on = `2027-05-${String(next.nextDay()).padStart(2, '0')}`;
        return void (await act(`${application}/offer`, { starts_on, accepted: true }, 'PATCH'));
      }
      case 'draft newer terms':
        return void (await act(`${application}/offer`, { salary: next.nextPay(), accepted: false }, 'PATCH'));
      case 'accept the terms':
        return void (await act(`${application}/accept_offer`));
      case 'enter other pay in the HRIS': {
        const [employee] = await employeesOf(hire);
        if (!employee) return;
        return void (await act(
          `/bamboohr/_sandbox/employees/${employee['id']}/compensation`,
          { rate: '103000.00' },
          'PUT',
        ));
      }
      case 'unhire':
        await act(`${application}/hire`);
        return void (await act(`${application}/unhire`));
      case 'reject':
        return void (await act(`${application}/reject`));
      case 'hire':
        await act(`${application}/unreject`);
        return void (await act(`${application}/hire`));
      case 'payroll fails for a while':
        return void (await fault('gusto', { route: 'POST *', kind: 'status', status: 503, count: 2 }));
      case 'the HRIS loses an answer':
        return void (await fault('bamboohr', { route: 'POST *', kind: 'commit_then_drop', count: 1 }));
      case 'the ATS fails for a while':
        return void (await fault('greenhouse', { route: 'GET *', kind: 'reset', count: 2 }));
      case 'webhooks come late':
        return void (await act('/bamboohr/_sandbox/webhooks/pause'));
    }
  }

  const fault = (vendor: string, what: Json) => act(`/${vendor}/_sandbox/faults`, what);

  async function calm(): Promise<void> {
    for (const vendor of ['greenhouse', 'bamboohr', 'gusto']) {
      await stack.call('DELETE', `/${vendor}/_sandbox/faults`);
      await stack.call('POST', `/${vendor}/_sandbox/webhooks/resume`);
    }
  }

  /** Everything that arrived has been handed on, and the run has ended, or waits for a person. */
  async function settled(hire: string): Promise<void> {
    const STILL_FOR = 2_500;
    let since = Date.now();
    let before = '';
    await eventually(
      'the hire came to rest',
      async () => {
        const [pending] = await stack.query<{ n: number }>(
          `select count(*)::int as n from deliveries where status = 'pending'`,
        );
        const row = await hireRow(hire);
        const events = await stack.query('select 1 from hire_events where application_id = $1', [hire]);
        const now = JSON.stringify([row?.['status'], row?.['updated_at'], events.length, pending?.n]);
        if (now !== before) [before, since] = [now, Date.now()];
        if (Date.now() - since < STILL_FOR || pending?.n !== 0) return false;
        if (row?.['status'] === 'failed') {
          // The vendors are well again: what failed because of them succeeds when a person asks for it.
          since = Date.now();
          await act(`/api/hires/${hire}/retry`);
          return VAIN.test(row['status_reason'] ?? '');
        }
        return RESTING.has(String(row?.['status'])) || row?.['status_reason'] !== null;
      },
      60,
    );
  }

  async function checkTruth(hire: string, index: number): Promise<void> {
    const row = await hireRow(hire);
    const ats = await stack.call<Json>('GET', '/greenhouse/_sandbox/hires').then((all) => hireIn(all, hire));
    const offer = newest(ats['offers']);
    const employees = (await employeesOf(hire)).filter(isEmployed);
    const paid = (await stack.call<Json[]>('GET', '/gusto/_sandbox/employees')).filter(
      (one) => one['email'] === emailOf(index) && one['terminated'] !== true,
    );
    const story = `${row?.['status']}: ${row?.['status_reason']}\n${await timeline(hire)}`;
    assert.ok(employees.length <= 1, `two employees\n${story}`);
    assert.ok(paid.length <= 1, `two on payroll\n${story}`);
    if (row?.['status'] !== 'done' && row?.['status'] !== 'rescinded') {
      assert.ok(row?.['status_reason'], `it waits, and nobody is told why\n${story}`);
      return;
    }
    if (row['status'] === 'rescinded') {
      assert.deepEqual([employees.length, paid.length], [0, 0], story);
      const { status } = ats['application'];
      assert.ok(status !== 'hired' || offer?.['status'] !== 'Accepted', `hired in the ATS\n${story}`);
      return;
    }
    assert.equal(ats['application']['status'] === 'rejected', false, story);
    const accepted = offer?.['status'] === 'Accepted' ? offer : undefined;
    if (!accepted) return assert.match(story, /is not accepted yet/);
    const salary = Number(accepted['custom_fields']['base_salary']['value']['amount']).toFixed(2);
    assert.match(JSON.stringify(employees[0]), new RegExp(`"${salary.replace('.00', '(\\.00)?')}`), story);
    assert.match(JSON.stringify(employees[0]), new RegExp(accepted['starts_on']), story);
    assert.match(JSON.stringify(paid[0]), new RegExp(`"rate":"${salary}"`), story);
    assert.match(JSON.stringify(paid[0]), new RegExp(`"hire_date":"${accepted['starts_on']}"`), story);
  }

  const hireRow = async (hire: string): Promise<Json | undefined> =>
    (await stack.query<Json>('select * from hires where application_id = $1', [hire]))[0];

  async function employeesOf(hire: string): Promise<Json[]> {
    const all = await stack.call<Json[]>('GET', '/bamboohr/_sandbox/employees');
    return all.filter((one) => one['customAtsApplicationId'] === hire);
  }

  const timeline = async (hire: string): Promise<string> =>
    (await stack.query<{ text: string }>('select text from hire_events where application_id = $1 order by id', [hire]))
      .map(({ text }) => text)
      .join('\n');
});

/** Where nothing more happens by itself. */
const RESTING: ReadonlySet<string> = new Set(['done', 'rescinded', 'rejected', 'held']);
/** A failure that no retry mends, as a person has to put the records right. */
const VAIN = /not accepted|is rejected|holds something else|still shows|has no offer/;

function hireIn(all: unknown, hire: string): Json {
  const list = all as Json[];
  const found = list.find((one) => String(one['application']?.['id']) === hire);
  assert.ok(found, `no hire ${hire} in the ATS`);
  return found;
}

/** By the newest employment status, one to come included: whoever is rehired has been terminated before. */
function isEmployed(employee: Json): boolean {
  const statuses = [...(employee['employmentStatus'] as Json[])].sort((one, other) =>
    String(one['date']).localeCompare(String(other['date'])),
  );
  return statuses.at(-1)?.['employmentStatus'] !== 'Terminated';
}

const newest = (offers: Json[]): Json | undefined =>
  [...offers].sort((one, other) => Number(other['version']) - Number(one['version']))[0];
