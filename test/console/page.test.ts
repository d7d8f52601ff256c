import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../config/root.js';
import { DELIVERY_STATUSES } from '../../schemas/delivery.js';
import { HIRE_STATUSES } from '../../schemas/hire-status.js';
import { HIRE_FIELD_NAMES } from '../../schemas/hire.js';
import { decisionNeedsReason, HoldDecision } from '../../schemas/hold.js';
import { HOLD_SUBJECTS, type HoldSubject } from '../../schemas/hold-subject.js';
import { RECONCILIATION_ACTIONS, RECONCILIATION_KINDS, RECONCILIATION_STATUSES } from '../../schemas/reconciliation.js';
import { INTERVIEW_STATUSES } from '../../ingress/console/api/interview-shapes.js';
import { HeldForName } from '../../ingress/console/api/schemas.js';
import { CONFIRMATION_STATUSES } from '../../ledger/hire-confirmations.js';
import { AUDIT_KINDS, VARIANCE_STATUSES } from '../../schemas/attribution-audit.js';
import { SCREENING_STATUSES } from '../../ledger/screening-list.js';
import { readAssets } from '../../ingress/console/page.js';
import { modules } from '../../connectors/registry.js';
import { startConsole, type TestConsole } from './harness.js';

interface Words {
  STAGES: Record<string, unknown>;
  DELIVERIES: Record<string, unknown>;
  FIELDS: Record<string, unknown>;
  HELD_FOR: Record<string, unknown>;
  INTERVIEWS: Record<string, unknown>;
  SCREENING: Record<string, unknown>;
  ITEM_KINDS: Record<string, unknown>;
  ITEM_STATUSES: Record<string, unknown>;
  ACTIONS: Record<string, unknown>;
  CONFIRMATIONS: Record<string, unknown>;
  VARIANCE_STATUSES: Record<string, unknown>;
  AUDIT_KINDS: Record<string, unknown>;
  DECISIONS_ABOUT: Record<HoldSubject, Record<string, { needsReason: boolean }>>;
  system(vendor: string): string;
  age(iso: string, now: number): string;
}

describe('console page', () => {
  let app: TestConsole;
  before(async () => {
    app = await startConsole();
  });
  after(() => app.stop());

  it('is served whole, with its types, and revalidated', async () => {
    const page = await app.get('/');
    assert.equal(page.status, 200);
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    for (const [path, type] of [
      ['/console/console.js', 'text/javascript; charset=utf-8'],
      ['/console/views/hire.js', 'text/javascript; charset=utf-8'],
      ['/console/console.css', 'text/css; charset=utf-8'],
      ['/console/icon.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers } = await app.get(path);
      assert.deepEqual([status, headers.get('content-type')], [200, type], path);
      assert.equal(headers.get('cache-control'), 'no-cache');
      const known = { 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
      assert.equal((await app.get(path, known)).status, 304);
    }
    assert.equal((await app.get('/console/../routes.ts')).status, 404);
    assert.equal((await app.get('/console/%2e%2e/routes.ts')).status, 404);
  });

  it('lets nothing run or load that is not its own', async () => {
    const { headers } = await app.get('/');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|https:|\*/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal((await app.get('/api/hires')).headers.get('cache-control'), 'no-store');
  });

  it('has no inline script or style, and writes text only as text', () => {
    for (const [name, { content }] of readAssets()) {
      const text = content.toString('utf8');
      assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/, name);
      if (name.endsWith('.html')) assert.doesNotMatch(text, /<style|style=|onclick=|<script(?![^>]* src=)/, name);
    }
  });

  it('imports only files that are served', () => {
    const assets = readAssets();
    for (const [name, { content }] of assets) {
      for (const [, path = ''] of content.toString('utf8').matchAll(/from '(\.[^']+)'/g)) {
        const target = new URL(path, `http://page/${name}`).pathname.slice(1);
        assert.equal(assets.has(target), true, `${name} imports ${target}`);
      }
    }
  });

  it('has words for everything the API says', async () => {
    const words = (await import(pathToFileURL(join(projectRoot, 'ingress/console/page/words.js')).href)) as Words;
    assert.deepEqual(Object.keys(words.STAGES), [...HIRE_STATUSES]);
    assert.deepEqual(Object.keys(words.DELIVERIES), [...DELIVERY_STATUSES]);
    assert.deepEqual(Object.keys(words.FIELDS), HIRE_FIELD_NAMES);
    for (const [vendor, { manifest }] of modules) assert.equal(manifest.title.startsWith(words.system(vendor)), true);
    assert.deepEqual(Object.keys(words.HELD_FOR).sort(), [...HeldForName.options].sort());
    assert.deepEqual(Object.keys(words.INTERVIEWS), [...INTERVIEW_STATUSES]);
    assert.deepEqual(Object.keys(words.SCREENING), [...SCREENING_STATUSES]);
    assert.deepEqual(Object.keys(words.ITEM_KINDS), [...RECONCILIATION_KINDS]);
    assert.deepEqual(Object.keys(words.ITEM_STATUSES), [...RECONCILIATION_STATUSES]);
    assert.deepEqual(Object.keys(words.ACTIONS), [...RECONCILIATION_ACTIONS]);
    assert.deepEqual(Object.keys(words.CONFIRMATIONS), [...CONFIRMATION_STATUSES]);
    assert.deepEqual(Object.keys(words.VARIANCE_STATUSES), [...VARIANCE_STATUSES]);
    assert.deepEqual(Object.keys(words.AUDIT_KINDS), [...AUDIT_KINDS]);
    for (const subject of HOLD_SUBJECTS) {
      for (const decision of HoldDecision.options) {
        assert.equal(words.DECISIONS_ABOUT[subject][decision]?.needsReason, decisionNeedsReason(decision));
      }
    }
    const now = Date.parse('2026-11-22T12:00:00Z');
    assert.equal(words.age('2026-11-22T11:59:30Z', now), 'less than a minute');
    assert.equal(words.age('2026-11-22T10:59:00Z', now), '1 hour');
    assert.equal(words.age('2026-11-19T12:00:00Z', now), '3 days');
  });
});
