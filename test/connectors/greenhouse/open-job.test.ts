import assert from 'node:assert/strict';
import { withLists } from './canned-lists.js';
import { connectTo, startSimulator } from './servers.js';

describe('greenhouse open jobs', () => {
  it('finds one of the simulator', async () => {
    const server = await startSimulator();
    const ats = connectTo(server.url);
    assert.match((await ats.findOpenJob()) ?? '', /^\d+$/);
    await ats.close();
    await server.close();
  });

  it('takes the one that was opened last, of all pages, and none that is not for everybody', async () => {
    const jobs = [
      { id: 1, opened_at: '2026-01-01T00:00:00Z' },
      { id: 2, opened_at: '2026-09-01T00:00:00Z', confidential: true },
      { id: 3, opened_at: '2026-03-01T00:00:00Z', confidential: false },
      { id: 4, opened_at: '2026-09-01T00:00:00Z', is_template: true },
      { id: 5, opened_at: null },
    ];
    await withLists({ '/v3/jobs': jobs }, async (ats, urls) => {
      assert.equal(await ats.findOpenJob(), '3');
      assert.match(urls[0] ?? '', /^\/v3\/jobs\?status=open&/);
    });
  });

  it('finds none where none is open', () =>
    withLists({}, async (ats) => assert.equal(await ats.findOpenJob(), undefined)));
});
