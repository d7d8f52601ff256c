import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManagedProcess, StartCancelled, type ProcessSpec } from '../../embedded/managed-process.js';
import { nodeProcess } from '../../embedded/node-process.js';
import { identify } from '../../embedded/process-identity.js';
import { eventually } from '../support/eventually.js';
import { Scratch } from './scratch.js';

const READY = 'process.send({ ready: true }); setInterval(() => {}, 1000);';

describe('a managed process', function () {
  this.timeout(20_000);
  let scratch: Scratch;
  let said: string[];
  let outcomes: string[];
  let managed: ManagedProcess;

  beforeEach(() => {
    scratch = new Scratch();
    said = [];
    outcomes = [];
  });

  afterEach(async () => {
    await managed.stop();
    scratch.remove();
  });

  const manage = (source: string, rest: Partial<ProcessSpec> = {}) => {
    const spec = nodeProcess('worker', scratch.program('worker', source), process.env, { graceMs: 2_000, ...rest });
    managed = new ManagedProcess(spec, 0, {
      dataDir: scratch.path,
      announce: (line) => said.push(line),
      outcome: (line) => outcomes.push(line),
    });
    return managed;
  };
  const log = () => readFileSync(join(scratch.path, 'logs', 'worker.log'), 'utf8');

  it('is ready when the child says so, shows its outcomes and logs the rest', async () => {
    await manage(`console.log('» a hire is done'); console.log('chatter'); console.error('trouble'); ${READY}`).start();
    await eventually('the output arrives', () => /chatter/.test(log()) && /trouble/.test(log()));
    assert.deepEqual(outcomes, ['» a hire is done']);
  });

  it('starts a killed child again and says so', async () => {
    await manage(READY).start();
    const first = managed.pid!;
    process.kill(first, 'SIGKILL');
    await eventually('a new child runs', () => managed.pid !== undefined && managed.pid !== first);
    await eventually('it is announced', () => said.length > 0);
    assert.deepEqual(said, ['worker died (SIGKILL): restarted']);
    const recorded = JSON.parse(readFileSync(join(scratch.path, 'run', 'worker.pid'), 'utf8')) as { pid: number };
    assert.equal(recorded.pid, managed.pid);
  });

  it('starts a child again that ended by itself, even with status 0', async () => {
    await manage(
      "process.once('SIGUSR2', () => process.exit(0)); setInterval(() => {}, 1000); process.send({ ready: true });",
    ).start();
    process.kill(managed.pid!, 'SIGUSR2');
    await eventually('it is announced', () => said.includes('worker died (exit 0): restarted'));
  });

  it('gives up a child that keeps dying at its start, showing why', async () => {
    await assert.rejects(manage("console.error('PORT is missing'); process.exit(3);").start(), (error: Error) => {
      assert.match(error.message, /worker keeps dying/);
      assert.match(error.message, /PORT is missing/);
      return true;
    });
    assert.equal(managed.pid, undefined);
  });

  it('goes on when a child that can not be asked never says that it is ready', async () => {
    await manage('setInterval(() => {}, 1000);', { readyTimeoutMs: 300 }).start();
    assert.match(said.join('\n'), /worker has not said within 0.3 s that it is ready/);
  });

  it('fails when a child is asked in vain, with the last answer', async () => {
    const isReady = () => Promise.reject(new Error('GET /readyz answers 503.'));
    const starting = manage('setInterval(() => {}, 1000);', { readyTimeoutMs: 300, isReady }).start();
    await assert.rejects(starting, /is not ready after 0.3 s. GET \/readyz answers 503/);
    assert.equal(managed.pid, undefined);
  });

  it('stops politely, then by force, and stays stopped', async () => {
    await manage(
      "import { writeFileSync } from 'node:fs'; process.on('SIGTERM', () => { writeFileSync(process.argv[1] + '.told', ''); });" +
        READY,
      { graceMs: 300 },
    ).start();
    const pid = managed.pid!;
    await managed.stop();
    assert.equal(existsSync(join(scratch.path, 'worker.mjs.told')), true);
    assert.equal(identify(pid), undefined);
    assert.deepEqual(said, []);
    assert.equal(existsSync(join(scratch.path, 'run', 'worker.pid')), false);
  });

  it('cancels a start when it is stopped meanwhile', async () => {
    const starting = manage('setInterval(() => {}, 1000);', { isReady: () => Promise.resolve(false) }).start();
    const cancelled = assert.rejects(starting, StartCancelled);
    await eventually('the child runs', () => managed.pid !== undefined);
    await managed.stop();
    await cancelled;
  });
});
