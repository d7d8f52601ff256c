import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgetProcess, recordProcess, stopLeftovers, type ProcessRecord } from '../../embedded/pid-files.js';
import { endProcess, identify } from '../../embedded/process-identity.js';
import { eventually } from '../support/eventually.js';
import { Scratch } from './scratch.js';

describe('leftover processes', () => {
  let scratch: Scratch;
  let child: ChildProcess;
  let record: ProcessRecord;

  beforeEach(async () => {
    scratch = new Scratch();
    const program = scratch.program('leftover', "process.on('SIGINT', () => undefined); setInterval(() => {}, 1000);");
    child = spawn(process.execPath, [program], { stdio: 'ignore' });
    await eventually('the child runs its program', () => identify(child.pid!)?.command.includes('leftover') === true);
    const startedAt = identify(child.pid!)!.startedAt;
    record = { pid: child.pid!, startedAt, marker: program, stopSignal: 'SIGTERM', rank: 0 };
  });

  afterEach(() => {
    child.kill('SIGKILL');
    scratch.remove();
  });

  const isRunning = () => identify(child.pid!) !== undefined;
  const files = () => readdirSync(join(scratch.path, 'run'));

  it('tells a process by its start and command line', () => {
    assert.equal(identify(process.pid)?.startedAt, identify(process.pid)?.startedAt);
    assert.notEqual(identify(process.pid)?.startedAt, undefined);
    assert.match(identify(process.pid)?.command ?? '', /mocha/);
    assert.equal(identify(2 ** 22 + 1), undefined);
  });

  it('stops the recorded process and removes its file', async () => {
    recordProcess(scratch.path, 'worker', record);
    assert.deepEqual(await stopLeftovers(scratch.path), ['worker']);
    assert.equal(isRunning(), false);
    assert.deepEqual(files(), []);
  });

  it('leaves alone a process that got the pid later, or runs something else', async () => {
    recordProcess(scratch.path, 'worker', { ...record, startedAt: `${record.startedAt}0` });
    recordProcess(scratch.path, 'ingress', { ...record, marker: 'something else' });
    assert.deepEqual(await stopLeftovers(scratch.path), []);
    assert.equal(isRunning(), true);
    assert.deepEqual(files(), []);
  });

  it('has nothing to stop in a new directory, and throws away a torn file', async () => {
    assert.deepEqual(await stopLeftovers(scratch.path), []);
    mkdirSync(join(scratch.path, 'run'));
    writeFileSync(join(scratch.path, 'run', 'worker.pid'), '{"pid": 1');
    assert.deepEqual(await stopLeftovers(scratch.path), []);
    assert.deepEqual(files(), []);
  });

  it('forgets a process only while the file tells of that one', () => {
    recordProcess(scratch.path, 'worker', record);
    forgetProcess(scratch.path, 'worker', record.pid + 1);
    assert.deepEqual(files(), ['worker.pid']);
    forgetProcess(scratch.path, 'worker', record.pid);
    assert.deepEqual(files(), []);
  });

  it('ends a process that ignores the polite signal', async () => {
    await endProcess(child.pid!, ['SIGINT'], 200);
    assert.equal(isRunning(), false);
  });
});
