import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../config/root.js';
import { attributionReport } from '../../domain/attribution-report.js';
import { WEEK } from './facts.js';

interface Element {
  tag: string;
  props: Record<string, unknown>;
  children: (Element | string)[];
}
interface View {
  every(data: unknown): number;
  render(data: unknown, app: unknown, route: unknown): (Element | string)[];
}

const all = (nodes: (Element | string)[]): Element[] =>
  nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...all(node.children)]));
const text = (nodes: (Element | string)[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : text(node.children))).join(' ');

describe('console page: attribution', () => {
  const costs = {
    items: [
      {
        id: 7,
        channel: 'agencies',
        from: '2026-11-01',
        to: '2026-11-30',
        amount: '12345678901234567.89',
        currency: 'USD',
        note: null,
        importedAt: '2026-11-02T00:00:00Z',
      },
    ],
    ...{ configured: [], channels: ['advocacy', 'other'], currency: 'USD' },
  };
  const shown = async (report: unknown, role: string) => {
    const file = join(projectRoot, 'ingress/console/page/views/attribution.js');
    const { attribution } = (await import(pathToFileURL(file).href)) as { attribution: View };
    const data = { report, costs, kept: { items: [] } };
    const app = { session: { role }, say: () => undefined, refresh: () => undefined };
    const route = { path: '/attribution', query: {}, hashOf: () => '#/', go: () => undefined };
    const content = attribution.render(data, app, route).flat(Infinity) as (Element | string | false)[];
    return { every: attribution.every(data), nodes: content.filter((node): node is Element => Boolean(node)) };
  };

  it('shows the report, to the cent, with its files', async () => {
    const { nodes } = await shown(attributionReport(WEEK), 'operator');
    const said = text(nodes);
    for (const part of [
      '2 through advocates',
      '1 of 5 referrals',
      '849.99',
      'Grace Hopper',
      '12,345,678,901,234,567.89',
    ]) {
      assert.ok(said.includes(part), part);
    }
    const dates = all(nodes).flatMap(({ props }) => (props['type'] === 'date' ? [props['value']] : []));
    assert.deepEqual(dates, ['2026-11-16', '2026-11-22']);
    assert.match(said, /Job boards/);
    assert.doesNotMatch(said, /− 0\.00/);
    const links = all(nodes).flatMap(({ tag, props }) => (tag === 'a' ? [props['href']] : []));
    assert.ok(links.includes('/api/attribution?from=2026-11-16&to=2026-11-22&format=xlsx'));
    assert.equal(all(nodes).filter(({ props }) => props['type'] === 'file').length, 1);
  });

  it('lets a viewer change nothing, and says that the ATS is being read', async () => {
    const { nodes, every } = await shown({ status: 'reading', runUrl: 'http://ui/run' }, 'viewer');
    assert.match(text(nodes), /being read/);
    assert.ok(every < 5_000);
    const buttons = all(nodes).filter(({ tag }) => tag === 'button');
    assert.deepEqual(
      buttons.map(({ children }) => text(children)),
      ['Show'],
    );
    assert.equal(all(nodes).filter(({ props }) => props['type'] === 'file').length, 0);
  });
});
