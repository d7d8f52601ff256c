import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testKeys } from '../support/sandbox-keys.js';
import { createSandbox, serveSandbox, type Sandbox } from '../../sandbox/server.js';

describe('the control page', () => {
  let sandbox: Sandbox;
  let server: Server;
  let url = '';

  before(async () => {
    sandbox = createSandbox({ publicUrl: 'http://127.0.0.1:9', keys: testKeys() });
    server = await serveSandbox(sandbox, 0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await sandbox.close();
  });

  const json = async <T>(path: string): Promise<T> => (await (await fetch(url + path)).json()) as T;
  const post = (path: string, body: unknown) =>
    fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  it('loads nothing from elsewhere and runs nothing that stands in it', async () => {
    const answer = await fetch(`${url}/`);
    const html = await answer.text();
    assert.match(
      answer.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; style-src 'self'; script-src 'self'/,
    );
    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
    assert.doesNotMatch(html, /\son\w+=|<script(?![^>]*\ssrc=)|style="/);
  });

  it('names a control for every label, and gives it scripts that parse', async () => {
    const html = await (await fetch(`${url}/`)).text();
    for (const [label] of html.matchAll(/<label.*?<\/label>/gs)) assert.match(label, /<(input|select)/);
    for (const name of ['dom.js', 'hires.js', 'vendors.js']) {
      const answer = await fetch(`${url}/_control/${name}`);
      assert.match(answer.headers.get('content-type') ?? '', /javascript/);
      const source = await answer.text();
      const checked = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input: source });
      assert.equal(checked.status, 0, checked.stderr.toString());
      assert.doesNotMatch(source, /innerHTML|insertAdjacentHTML|document\.write/);
    }
  });

  it('shows what vendors are set to and what they have sent', async () => {
    await post('/bamboohr/_sandbox/webhooks/pause', {});
    await post('/gusto/_sandbox/faults', { route: 'POST *', kind: 'status', status: 503 });
    await post('/greenhouse/_sandbox/hires', {
      ...{ first_name: 'Ann', last_name: 'Byron', email: 'ann.byron@mail.example' },
      offer: { salary: '130000' },
    });
    interface State {
      vendor: string;
      title: string;
      faults: { route: string }[];
      webhooks: { paused: boolean; recent: { eventType: string }[] } | null;
    }
    const states = new Map((await json<State[]>('/_control/vendors')).map((state) => [state.vendor, state]));
    assert.deepEqual([...states.keys()], Object.keys(sandbox.simulators));
    assert.equal(states.get('bamboohr')?.webhooks?.paused, true);
    assert.equal(states.get('bamboohr')?.title, 'BambooHR');
    assert.equal(states.get('greenhouse')?.webhooks?.paused, false);
    assert.equal(states.get('greenhouse')?.webhooks?.recent[0]?.eventType, 'offer_created');
    assert.equal(states.get('gusto')?.faults[0]?.route, 'POST *');
    assert.equal(states.get('slack')?.webhooks, null);
  });

  it('offers the company’s jobs and managers', async () => {
    const company = await json<{ consoleUrl: string; jobs: { id: number }[]; managers: { email: string }[] }>(
      '/_control/company',
    );
    assert.equal(company.consoleUrl, 'http://127.0.0.1:9');
    assert.ok(company.jobs.length > 0 && company.managers.some(({ email }) => email === 'maya.lindqvist@acme.example'));
  });
});
