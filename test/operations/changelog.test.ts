import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { changedBy, changesBetween, configurationEntries, digestOf } from '../../config/changelog.js';
import { configFolder } from '../../config/root.js';
import { listConfigurationChanges, recordConfiguration } from '../../ledger/configuration-changes.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const Entries = fc.dictionary(
  fc.constantFrom('policy.yaml: retry.attempts', 'policy.yaml: a: b', 'systems.yaml: roles.ats', 'environment: X'),
  fc.string(),
  { noNullPrototype: true },
);

describe('the changelog of the configuration', function () {
  this.timeout(60_000);

  it('tells every difference, and nothing else', () => {
    fc.assert(
      fc.property(Entries, Entries, (before, after) => {
        const changes = changesBetween(before, after);
        const rebuilt = { ...before };
        for (const change of changes) {
          const entry = `${change.file}: ${change.place}`;
          assert.equal(before[entry] ?? null, change.before);
          if (change.after === null) delete rebuilt[entry];
          else rebuilt[entry] = change.after;
        }
        assert.deepEqual(rebuilt, after);
        assert.equal(changes.length === 0, digestOf(before) === digestOf(after));
      }),
    );
  });

  describe('of a folder', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'hireline-config-'));
      cpSync(configFolder({}), folder, { recursive: true, filter: (path) => !/\.(ts|js|map)$/.test(path) });
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('has the files and the overriding variables', () => {
      const entries = configurationEntries({ HIRELINE_CONFIG_DIR: folder, HIRELINE_RETRY_ATTEMPTS: '7', PATH: 'x' });
      assert.equal(entries['policy.yaml: retry.attempts'], '3');
      assert.equal(entries['systems.yaml: roles.ats'], 'greenhouse');
      assert.equal(entries['environment: HIRELINE_RETRY_ATTEMPTS'], '7');
      assert.ok(!Object.keys(entries).some((entry) => entry.includes('PATH')));
    });

    it('names whom it is told, else the user of a folder that is in no repository', () => {
      assert.equal(changedBy({ HIRELINE_CONFIG_DIR: folder, HIRELINE_CHANGED_BY: ' Dana ' }), 'Dana');
      assert.notEqual(changedBy({ HIRELINE_CONFIG_DIR: folder }), '');
    });

    it('records a change once, however many processes load it', async () => {
      const database: TestDatabase = await freshDatabase();
      try {
        const load = () =>
          recordConfiguration(database.pool, configurationEntries({ HIRELINE_CONFIG_DIR: folder }), 'Dana');
        assert.equal((await load()).changes, 0, 'the first one is what it begins with');
        const file = join(folder, 'policy.yaml');
        writeFileSync(file, readFileSync(file, 'utf8').replace('attempts: 3', 'attempts: 5'));
        const loads = await Promise.all([load(), load(), load()]);
        assert.deepEqual(loads.map(({ changes }) => changes).toSorted(), [0, 0, 1]);
        const { items } = await listConfigurationChanges(database.pool, { limit: 10 });
        assert.deepEqual(
          items.map(({ changedBy: by, file: name, place, before, after }) => [by, name, place, before, after]),
          [['Dana', 'policy.yaml', 'retry.attempts', '3', '5']],
        );
      } finally {
        await database.drop();
      }
    });
  });
});
