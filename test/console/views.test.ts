import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../config/root.js';
import { recordVariances } from '../../ledger/attribution-variances.js';
import { recordDrift } from '../../ledger/vendor-drift.js';
import { WAITING_KINDS } from '../../ledger/waiting.js';
import { bonusIs } from './bonus-seed.js';
import { confirmationIs } from './confirmation-seed.js';
import { startConsole, type TestConsole } from './harness.js';
import { couldBeOf, interviewIs, told } from './interview-seed.js';
import { differing } from './reconciliation-seed.js';
import { referralIs } from './referral-seed.js';
import { screeningIs } from './screening-seed.js';
import { arrived, heldHire, hireIs, holdOver } from './seed.js';

interface Element {
  tag: string;
  props: Record<string, unknown>;
  children: (Element | string)[];
}
interface View {
  title(data: unknown, route?: unknown): string;
  render(data: unknown, app: unknown, route?: unknown): (Element | string)[];
}

const file = (name: string) => import(pathToFileURL(join(projectRoot, 'ingress/console/page', name)).href);
const viewOf = async (name: string, view: string) => ((await file(`views/${name}.js`)) as Record<string, View>)[view]!;

const all = (nodes: (Element | string)[]): Element[] =>
  nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...all(node.children)]));
const text = (nodes: (Element | string)[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : text(node.children))).join('');
const buttons = (nodes: (Element | string)[]) =>
  all(nodes).flatMap((one) => (one.tag === 'button' ? [text([one])] : []));
const links = (nodes: (Element | string)[]) =>
  all(nodes).flatMap((one) => (one.tag === 'a' ? [one.props['href']] : []));

/** A view's content as the page shows it. */
const rendered = (view: View, data: unknown, role: string) =>
  (view.render(data, as(role), ROUTE).flat(Infinity) as (Element | string | false | null)[]).filter(
    (node) => node !== null && node !== false,
  );

const ROUTE = { path: '/', query: {}, hashOf: () => '#/', go: () => undefined };
const as = (role: string) => ({ session: { role }, say: () => undefined, refresh: () => undefined });

/** What the page makes of what the API really gives. */
describe('console page: its views', () => {
  let app: TestConsole;
  before(async () => {
    app = await startConsole();
  });
  after(() => app.stop());

  const shown = async (name: string, view: string, path: string, role = 'approver') =>
    rendered(await viewOf(name, view), (await app.get(`/api${path}`)).body, role);

  it('shows an interview with whose it could be, what was told, and what an operator can do', async () => {
    await interviewIs(app.db, 'e1', { status: 'ambiguous', reason: 'Two applications.' });
    await couldBeOf(app.db, 'e1', ['7', '8']);
    await interviewIs(app.db, 'e2', { status: 'in_doubt', applicationId: '9' });
    await told(app.db, 'e2', '9');
    const content = await shown('interviews', 'interviews', '/interviews');
    assert.match(text(content), /Interview with Ada.*Could be several.*Two applications\..*application 7, 8/s);
    assert.deepEqual(buttons(content).slice(1), ['Say whose it is …', 'Look again', 'Tell them again', 'Look again']);
    assert.ok(links(content).includes('#/interviews/google-calendar/e1'));
    assert.ok(links(content).includes('#/hires/9'));
    assert.deepEqual(buttons(await shown('interviews', 'interviews', '/interviews', 'viewer')), ['Show']);
    const one = await shown('interviews', 'interview', '/interviews/google-calendar/e2');
    assert.match(text(one), /In doubt/);
  });

  it('shows a screening result that failed, and nothing to do about a written one', async () => {
    await screeningIs(app.db, 'r1', 'failed');
    await screeningIs(app.db, 'r2', 'written', { candidateId: '70', applicationId: '7' });
    const content = await shown('screening', 'screening', '/screening');
    assert.match(text(content), /Background check r1 of Checkr.*nobody has this address/s);
    assert.deepEqual(buttons(content).slice(1), ['Try again', 'Say whose it is …']);
    assert.ok(links(content).includes('#/screening/checkr/r1'));
    assert.ok(links(content).includes('https://checkr.test/reports/r2'));
  });

  it('offers the decisions that a hold is about, in its own words', async () => {
    await heldHire(app.db, '1');
    await hireIs(app.db, '2', { status: 'held' });
    await holdOver(app.db, '2', ['screening'], { offer: null, hris: 'checkr r1: pre adverse action' });
    await hireIs(app.db, '3', { status: 'held' });
    await holdOver(app.db, '3', ['employment'], { offer: 'The offer was deleted', hris: 'employed and paid in Gusto' });
    const { holdCard } = (await file('hold.js')) as { holdCard: (...about: unknown[]) => Element };
    const { items } = (await app.get('/api/holds')).body;
    const card = (subject: string) => {
      const hold = items.find((one: { subject: string }) => one.subject === subject);
      return [holdCard(hold, as('approver'), { withHire: true })];
    };
    assert.deepEqual(buttons(card('terms')), ["Use the offer's values", 'Use the HRIS values', 'Reject']);
    assert.deepEqual(buttons(card('screening')), ['Go on', 'Reject']);
    assert.deepEqual(buttons(card('employment')), ['Undo the hire', 'Keep the employee']);
    assert.match(text(card('screening')), /checkr r1: pre adverse action/);
    assert.doesNotMatch(text(card('screening')), /Offer|empty/);
    assert.match(text(card('employment')), /The offer was deleted.*employed and paid in Gusto/s);
  });

  it('shows the timeline of a hire with links to its interviews and results', async () => {
    await hireIs(app.db, '9', { status: 'compensating', patch: { candidateId: '90' } });
    await screeningIs(app.db, 'r9', 'written', { candidateId: '90', applicationId: '9' });
    const content = await shown('hire', 'hire', '/hires/9');
    assert.match(text(content), /Undoing the hire/);
    assert.ok(links(content).includes('#/screening/checkr/r9'));
    assert.ok(links(content).includes('#/interviews/google-calendar/e2'));
    await app.db.query(`update hires set anonymized_at = now(), superseded_by = '1' where application_id = '9'`);
    const erased = await shown('hire', 'hire', '/hires/9');
    assert.match(text(erased), /Anonymised on .*Rehired since: application 1/s);
    const { title } = await viewOf('hire', 'hire');
    assert.equal(title((await app.get('/api/hires/9')).body, { id: '9' }), 'Anonymised: application 9');
  });

  it('shows the three metrics by day, and what payroll was held over', async () => {
    await differing(app.db, 'night', ['1', '2']);
    const content = await shown('metrics', 'metrics', '/metrics');
    assert.match(text(content), /Reconciliation queue, now.*2: off target\. The target is 0 at the end of the day\./s);
    assert.match(text(content), /What payroll was held over.*Pay11/s);
    assert.equal(all(content).filter(({ tag }) => tag === 'table').length, 4);
  });

  it('shows the queue and its runs as the API tells them', async () => {
    const [items, runs] = await Promise.all(['', '/runs'].map((path) => app.get(`/api/reconciliation${path}`)));
    const view = await viewOf('reconciliation', 'reconciliation');
    const content = rendered(view, { items: items?.body, runs: runs?.body }, 'operator');
    assert.match(text(content), /Ada Byron.*Only in the ATS.*HR operations/s);
    assert.match(text(content), /Nightly2026-11-15 to 2026-11-21Completed10 ATS, 7 HRIS.*\+2 −0/s);
    assert.deepEqual(buttons(content).slice(-1), ['Run now …']);
    const id = items?.body.items[0].id as string;
    assert.ok(links(content).includes(`#/reconciliation/${id}`));
    const one = await shown('reconciliation', 'reconciliationItem', `/reconciliation/${id}`);
    assert.match(text(one), /Only in the ATS/);
  });

  it('counts everything that waits for a person', async () => {
    const view = (await viewOf('waiting', 'waiting')) as View & {
      load(route: unknown, signal: unknown): Promise<unknown>;
    };
    const page = globalThis.fetch;
    globalThis.fetch = ((path: string, init: RequestInit) => page(app.url + path, init)) as typeof fetch;
    const data = await view.load(ROUTE, undefined).finally(() => (globalThis.fetch = page));
    const content = rendered(view, data, 'approver');
    // Three holds, two differences, two interviews, one screening result.
    assert.equal(view.title(data), 'What waits for a person (8)');
    const titles = all(content).flatMap((one) => (one.tag === 'h2' ? [text([one])] : []));
    assert.deepEqual(
      titles.map((title) => title.replace(/ · .*/, '')),
      [
        'Payroll held 3',
        'Differences between ATS and HRIS 2',
        'Interviews that need a person 2',
        'Screening results that did not reach the ATS 1',
      ],
    );
    assert.match(titles[0] ?? '', /^Payroll held 3 · the oldest for less than a minute$/);
    assert.match(text(content.slice(-1)), /^Nothing under: Failed hires · Unconfirmed hires · .*not be understood$/);
  });

  it('has a place for every kind that can wait', async () => {
    const view = (await viewOf('waiting', 'waiting')) as View & { load(...about: unknown[]): Promise<unknown> };
    const { WAITING } = (await file('words.js')) as { WAITING: Record<string, string> };
    assert.deepEqual(Object.keys(WAITING).sort(), [...WAITING_KINDS].sort());
    await confirmationIs(app.db, '7', 'failed', 'confirming the hire: HubSpot answered 502');
    await recordDrift(
      app.db,
      {
        ...{ vendor: 'greenhouse', kind: 'answer', operation: 'GET /v3/offers', place: 'starts_at' },
        ...{ expected: 'text', found: 'a number', mappedAt: [] },
      },
      'hire:greenhouse:7',
    );
    await referralIs(app.db, 'r7', 'waiting_for_consent');
    await bonusIs(app.db, 'r8', 'awaiting_approval');
    await hireIs(app.db, '77', { status: 'failed' });
    await arrived(app.db, { eventId: 'q', status: 'quarantined', reason: 'not understood' });
    await recordVariances(
      app.db,
      { id: 'attribution-audit:1', startedAt: new Date() },
      [
        {
          ...{ key: 'v1', kind: 'missing_in_crm', cause: 'run_failed', reason: 'The CRM has no such hire.' },
          ...{ referralId: 'r7', applicationId: '7', action: 'confirm' },
          advocateIds: { platform: 'ann', ats: 'ann', crm: null },
        },
      ],
      () => false,
    );
    const page = globalThis.fetch;
    globalThis.fetch = ((path: string, init: RequestInit) => page(app.url + path, init)) as typeof fetch;
    const data = await view.load(ROUTE, undefined).finally(() => (globalThis.fetch = page));
    const content = rendered(view, data, 'approver');
    const titles = all(content).flatMap((one) => (one.tag === 'h2' ? [text([one]).replace(/ \d.*/, '')] : []));
    assert.deepEqual([...titles].sort(), Object.values(WAITING).sort());
    const said = text(content);
    assert.doesNotMatch(said, /Nothing under/);
    for (const part of ['HubSpot answered 502', 'starts_at', 'The CRM has no such hire.', 'Advocate by the CRMnone']) {
      assert.ok(said.includes(part), part);
    }
    for (const button of ['Confirm again', 'Take it to the CRM', 'Try again']) {
      assert.ok(buttons(content).includes(button), button);
    }
    for (const link of ['#/referrals?q=r7', '#/hires/7', '#/referrals/saasquatch/r1']) {
      assert.ok(links(content).includes(link), link);
    }
    assert.deepEqual(buttons(rendered(view, data, 'viewer')), []);
  });

  it('shows on the page of a hire that the CRM does not know of it, and how to try again', async () => {
    await hireIs(app.db, '7', { status: 'done' });
    const content = await shown('hire', 'hire', '/hires/7', 'operator');
    assert.match(text(content), /To CRM and advocacy platform.*HubSpot answered 502/s);
    assert.deepEqual(buttons(content), ['Confirm again']);
  });

  it('tells when the attribution was last audited, and lets operators ask for an audit', async () => {
    const view = await viewOf('variances', 'variances');
    const render = (data: object, role = 'operator') => rendered(view, { items: [], next: null, ...data }, role);
    assert.match(text(render({})), /No audit has been made yet/);
    assert.deepEqual(buttons(render({})), ['Audit now …', 'Show']);
    assert.deepEqual(buttons(render({}, 'viewer')), ['Show']);
    const audit = {
      ...{ kind: 'monthly', firstDay: '2026-10-01', lastDay: '2026-10-31', runUrl: 'http://ui/run' },
      ...{ startedAt: '2026-11-01T02:00:00Z', finishedAt: '2026-11-01T02:01:00Z' },
      counts: { agreeing: 9, platform: 10, opened: 1, closed: 0 },
    };
    assert.match(text(render({ audit })), /Last audit \(monthly\).*9 of 10 referrals agree.*the three systems agree/s);
    assert.match(text(render({ audit: { ...audit, finishedAt: null, counts: null } })), /under way since/);
  });

  it('offers what can be done about an item of the queue, what is suggested first', async () => {
    const { itemCard } = (await file('reconciliation-item.js')) as { itemCard: (...about: unknown[]) => Element };
    const item = {
      ...{ id: 'rec_1', kind: 'ats_only', status: 'open', reason: 'The HRIS has no employee for it.', owner: 'hr_ops' },
      ...{ applicationId: '7', employeeIds: [], person: 'Ada Byron', differences: [], suggestedAction: 'adopt' },
      suggestedMatch: { applicationId: null, employeeId: 'e7', why: 'the same e-mail address' },
      ...{ day: '2026-11-20', firstSeenAt: new Date().toISOString(), closedAt: null, resolution: null, failure: null },
      runUrl: null,
    };
    const card = (change: object, role = 'operator') => [itemCard({ ...item, ...change }, as(role))];
    assert.deepEqual(buttons(card({})), ['Adopt the employee …', 'Write it to the HRIS', 'Link them …', 'Ignore …']);
    assert.match(text(card({})), /HR operations.*employee e7: the same e-mail address/s);
    assert.deepEqual(buttons(card({}, 'viewer')), []);
    const request = { action: 'write', requestedBy: 'console:dana' };
    assert.match(
      text(card({ status: 'resolving', request })),
      /Under way: Write it to the HRIS, asked for by console:dana\./,
    );
    assert.match(text(card({ failure: 'it answered 500' })), /The last action failed: it answered 500/);
    const differs = { kind: 'differing', suggestedAction: 'write', suggestedMatch: null };
    assert.deepEqual(buttons(card(differs)), ['Write it to the HRIS', 'Ignore …']);
  });
});
