import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dataDirectory,
  emptyDataDirectory,
  lockDataDirectory,
  openDataDirectory,
  supervisorOf,
} from '../../embedded/data-directory.js';
import { projectRoot } from '../../embedded/project.js';
import { runningStack, writeStack, type Stack } from '../../embedded/stack-file.js';
import { Scratch } from './scratch.js';

const STACK: Stack = {
  port: 3000,
  publicUrl: 'http://127.0.0.1:3000',
  databaseUrl: 'postgres://hireline:secret@127.0.0.1:5433/hireline',
  temporalAddress: '127.0.0.1:7233',
  temporalNamespace: 'default',
  temporalUiUrl: 'http://127.0.0.1:8233',
  sandboxUrl: 'http://127.0.0.1:4010',
  pids: { supervisor: process.pid },
};

describe('the data directory', () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = new Scratch();
  });
  afterEach(() => scratch.remove());

  it('is .data in the project by default, and relative to the project otherwise', () => {
    assert.equal(dataDirectory({}), join(projectRoot(), '.data'));
    assert.equal(dataDirectory({ DATA_DIR: 'other' }), join(projectRoot(), 'other'));
    assert.equal(dataDirectory({ DATA_DIR: scratch.path }), scratch.path);
  });

  it('is emptied when it is ours', () => {
    const path = openDataDirectory(join(scratch.path, 'data'));
    mkdirSync(join(path, 'postgres'));
    writeFileSync(join(path, 'temporal.db'), '');
    emptyDataDirectory(path);
    assert.deepEqual(readdirSync(path), ['.hireline']);
  });

  it('is not emptied when it held something before us', () => {
    writeFileSync(join(scratch.path, 'thesis.txt'), '');
    openDataDirectory(scratch.path);
    assert.throws(() => emptyDataDirectory(scratch.path), /was not made by hireline/);
    assert.deepEqual(readdirSync(scratch.path), ['thesis.txt']);
  });

  it('serves one process at a time', () => {
    const unlock = lockDataDirectory(scratch.path);
    assert.equal(supervisorOf(scratch.path), process.pid);
    assert.throws(
      () => lockDataDirectory(scratch.path),
      new RegExp(`in use by another hireline \\(process ${process.pid}\\)`),
    );
    unlock();
    assert.equal(supervisorOf(scratch.path), undefined);
    lockDataDirectory(scratch.path)();
  });

  it('is taken over from a process that is gone, even when its pid is used again', () => {
    for (const holder of ['', '{"pid":', JSON.stringify({ pid: process.pid, startedAt: 'long ago' })]) {
      writeFileSync(join(scratch.path, 'supervisor.lock'), holder);
      lockDataDirectory(scratch.path)();
    }
    assert.deepEqual(readdirSync(scratch.path), []);
  });

  it('tells of a stack only while its supervisor lives, and keeps its secret', () => {
    writeStack(scratch.path, STACK);
    assert.equal(runningStack(scratch.path), undefined);
    const unlock = lockDataDirectory(scratch.path);
    assert.deepEqual(runningStack(scratch.path), STACK);
    assert.equal(statSync(join(scratch.path, 'stack.json')).mode & 0o777, 0o600);
    unlock();
  });
});
