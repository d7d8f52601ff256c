import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../embedded/project.js';
import { Scratch } from './scratch.js';

interface Install {
  whyInstall(root: string): Promise<string | undefined>;
}
interface Lock {
  withLock<T>(folder: string, say: (line: string) => void, work: () => Promise<T>): Promise<T>;
}

const load = async <T>(name: string) =>
  (await import(pathToFileURL(join(projectRoot(), 'scripts', 'prepare', name)).href)) as T;

describe('preparing a checkout', () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = new Scratch();
  });
  afterEach(() => scratch.remove());

  const LOCKED = {
    '': { name: 'hireline' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-mac': { version: '1.0.0', optional: true },
  };
  const cases: { name: string; installed?: Record<string, { version: string }>; why: RegExp | undefined }[] = [
    { name: 'nothing is installed', why: /missing or unfinished/ },
    { name: 'a package is missing', installed: {}, why: /^a is not installed$/ },
    {
      name: 'a package is older',
      installed: { 'node_modules/a': { version: '0.9.0' } },
      why: /^a is 0.9.0, expected 1.0.0$/,
    },
    {
      name: 'all is there but for another platform',
      installed: { 'node_modules/a': { version: '1.0.0' } },
      why: undefined,
    },
    {
      name: 'an optional package is older',
      installed: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/for-mac': { version: '0.1.0' } },
      why: /^for-mac is 0.1.0/,
    },
  ];
  for (const { name, installed, why } of cases) {
    it(`${why ? 'installs' : 'installs nothing'} when ${name}`, async () => {
      const { whyInstall } = await load<Install>('install.mjs');
      writeFileSync(join(scratch.path, 'package-lock.json'), JSON.stringify({ packages: LOCKED }));
      mkdirSync(join(scratch.path, 'node_modules'));
      if (installed) {
        const record = join(scratch.path, 'node_modules', '.package-lock.json');
        writeFileSync(record, JSON.stringify({ packages: installed }));
      }
      const reason = await whyInstall(scratch.path);
      if (why) assert.match(reason ?? '', why);
      else assert.equal(reason, undefined);
    });
  }

  it('lets one at a time in, and tells the others to wait', async () => {
    const { withLock } = await load<Lock>('lock.mjs');
    const folder = join(scratch.path, 'lock');
    const said: string[] = [];
    let [inside, most] = [0, 0];
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 50));
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(folder, (line) => said.push(line), work)));
    assert.equal(most, 1);
    assert.equal(said.length, 2);
    assert.equal(existsSync(folder), false);
  });

  it('breaks the lock of a process that is gone, and gives its own back after a failure', async () => {
    const { withLock } = await load<Lock>('lock.mjs');
    const folder = join(scratch.path, 'lock');
    mkdirSync(folder);
    writeFileSync(join(folder, 'pid'), String(2 ** 22 + 5));
    await assert.rejects(
      withLock(folder, assert.fail, () => Promise.reject(new Error('no network'))),
      /no network/,
    );
    assert.equal(existsSync(folder), false);
  });
});
