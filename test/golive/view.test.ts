import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../config/root.js';
import { report } from './report.js';

interface Element {
  tag: string;
  props: Record<string, unknown>;
  children: (Element | string)[];
}
interface View {
  render(data: unknown, app: unknown, route?: unknown): unknown[];
  every?(data: unknown): number;
}

const nodesOf = (content: unknown[]) =>
  (content.flat(Infinity) as (Element | string | false | null)[]).filter(Boolean) as Element[];
const all = (nodes: (Element | string)[]): Element[] =>
  nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...all(node.children)]));
const text = (nodes: (Element | string)[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : text(node.children))).join(' ');
const buttons = (nodes: Element[]) => all(nodes).flatMap((one) => (one.tag === 'button' ? [text([one])] : []));

const ROUTE = { path: '/', query: {}, hashOf: () => '#/', go: () => undefined };
const as = (role: string) => ({ session: { role }, say: () => undefined, refresh: () => undefined });
const viewOf = async (file: string, name: string) => {
  const address = pathToFileURL(join(projectRoot, 'ingress/console/page/views', `${file}.js`)).href;
  return ((await import(address)) as Record<string, View>)[name] as View;
};

const RUN = {
  ...{ id: 'one', outcome: 'failed', startedAt: '2026-11-22T10:00:00Z', finishedAt: '2026-11-22T10:01:00Z' },
  ...{ runUrl: 'http://ui/run', write: true, requestedBy: 'console:dana', report: report('one') },
};

describe('console page: going live, drift, limits', () => {
  it('shows a report with what failed and what stays', async () => {
    const view = await viewOf('golive', 'goLive');
    const said = text(nodesOf(view.render(RUN, as('viewer'))));
    for (const part of ['killer', 'Failed', 'This kills it.', 'Cannot be told', 'Not tried', '9001'])
      assert.ok(said.includes(part), part);
    assert.ok((view.every?.({ ...RUN, outcome: 'running' }) ?? 0) < (view.every?.(RUN) ?? 0));
  });

  it('leaves what passed a click away, and does not say twice what the result says', async () => {
    const view = await viewOf('golive', 'goLive');
    const check = (name: string, status: string, expected: string | null, found: string | null) => ({
      ...{ name, status, expected, found, detail: null, link: null },
    });
    const checks = [
      ...[check('reachable', 'passed', null, 'ok'), check('id written', 'passed', 'adv-1', 'adv-1')],
      ...[check('webhooks', 'unknown', 'so', null), check('duplicates', 'failed', '1', '2')],
    ];
    const section = { id: 'access', title: 'Access', checks };
    const nodes = nodesOf(view.render({ ...RUN, report: { ...RUN.report, sections: [section] } }, as('viewer')));
    const [folded] = all(nodes).filter(({ tag }) => tag === 'details');
    const passed = text(folded ? [folded] : []);
    assert.match(passed, /reachable .*id written .*adv-1/);
    assert.doesNotMatch(passed, /webhooks|duplicates|ok|adv-1.*adv-1/);
    assert.match(text(nodes), /2 passed · 1 failed · 1 cannot be told/);
    assert.match(text(nodes), /duplicates\s+Failed\s+2\s+expected: 1/);
    assert.doesNotMatch(text(nodes), /expected: so/);
  });

  it('lets operators check and go live, and viewers look', async () => {
    const view = await viewOf('golive', 'goLives');
    const shown = (role: string, wentLiveAt: string | null) =>
      buttons(nodesOf(view.render({ wentLiveAt, items: [RUN] }, as(role))));
    assert.deepEqual(shown('operator', null), ['Check, reading only', 'Check with test candidates', 'We are live']);
    assert.equal(shown('operator', '2026-11-22T10:00:00Z').length, 2);
    assert.deepEqual(shown('viewer', null), []);
  });

  it('shows where a drift is mapped and which runs it stopped', async () => {
    const view = await viewOf('drift', 'drift');
    const entry = {
      ...{
        id: 3,
        vendor: 'greenhouse',
        operation: 'GET /v3/offers',
        place: 'status',
        expected: 'a word',
        found: 'text',
      },
      ...{ mappedAt: [], firstSeenAt: '2026-11-22T10:00:00Z', lastSeenAt: '2026-11-22T10:00:00Z', times: 2 },
      runs: [{ workflowId: 'hire:greenhouse:7', runUrl: 'http://ui/7' }],
    };
    const nodes = nodesOf(view.render({ items: [entry] }, as('operator'), ROUTE));
    assert.match(text(nodes), /not part of the field map/);
    assert.ok(all(nodes).some(({ tag, props }) => tag === 'a' && props['href'] === 'http://ui/7'));
    assert.ok(buttons(nodes).includes('Try again'));
    assert.ok(!buttons(nodesOf(view.render({ items: [entry] }, as('viewer'), ROUTE))).includes('Try again'));
  });

  it('marks a limit that people were told of', async () => {
    const view = await viewOf('limits', 'limits');
    const item = {
      vendor: 'greenhouse',
      limit: 50,
      used: 3,
      blockedUntil: null,
      calls: 7,
      throttled: 0,
      peakPercent: 84,
    };
    const chips = (percent: number) =>
      all(
        nodesOf(view.render({ alertAtPercent: 80, items: [{ ...item, peakPercent: percent }] }, as('viewer'))),
      ).flatMap(({ props }) => (String(props['class']).startsWith('chip') ? [props['class']] : []));
    assert.deepEqual([chips(84), chips(20)], [['chip bad'], ['chip plain']]);
  });
});
