import assert from 'node:assert/strict';
import { z } from 'zod';
import { createLookup, groupsOf } from '../../../connectors/greenhouse/lookup.js';
import { Id } from '../../../connectors/greenhouse/wire.js';

const Row = z.object({ id: Id, name: z.string() });

/** A client whose lists hold these rows, whatever is asked for; and what was asked for. */
function clientOf(rows: unknown[]) {
  const asked: string[] = [];
  return {
    asked,
    async list<T>(_path: string, query: Record<string, unknown>, row: z.ZodType<T>) {
      asked.push(String(query['ids']));
      return z.array(row).parse(rows);
    },
  };
}

describe('greenhouse lookups by id', () => {
  const row = (id: number, name = `row ${id}`) => ({ id, name });

  it('asks for fifty ids a call, each once', async () => {
    const client = clientOf([]);
    const ids = Array.from({ length: 101 }, (_, n) => String(n + 1));
    await createLookup(client, '/v3/users', Row).findAll([...ids, '1', '2']);
    assert.deepEqual(
      client.asked.map((group) => group.split(',').length),
      [50, 50, 1],
    );
    await createLookup(client, '/v3/users', Row).findAll([]);
    assert.equal(client.asked.length, 3);
  });

  it('keeps to the rows that were asked for, and tells which cannot be read', async () => {
    const client = clientOf([row(1), row(2), { id: 3, name: 7 }, { name: 'no id' }]);
    const { rows, unreadable } = await createLookup(client, '/v3/users', Row).findAll(['1', '3', '4']);
    assert.deepEqual([...rows.keys()], ['1']);
    assert.deepEqual([...unreadable.keys()], ['3']);
    assert.match(unreadable.get('3') ?? '', /^name: /);
    assert.equal(await createLookup(clientOf([row(1)]), '/v3/users', Row).find('2'), undefined);
  });

  it('remembers rows for a time, and no more than it may', async () => {
    let clock = 0;
    const client = clientOf([row(1), row(2), row(3)]);
    const lookup = createLookup(client, '/v3/users', Row, { keptMs: 1_000, keptAtMost: 2, now: () => clock });
    assert.equal((await lookup.find('1'))?.name, 'row 1');
    clock = 999;
    await lookup.find('1');
    assert.deepEqual(client.asked, ['1']);
    clock = 1_000;
    await lookup.find('1');
    assert.deepEqual(client.asked, ['1', '1']);
    await lookup.findAll(['2', '3']);
    assert.deepEqual(client.asked, ['1', '1', '2,3']);
    await lookup.findAll(['1', '2', '3']);
    assert.equal(client.asked.at(-1), '1');
  });

  it('remembers nothing unless told to', async () => {
    const client = clientOf([row(1)]);
    const lookup = createLookup(client, '/v3/users', Row);
    await lookup.find('1');
    await lookup.find('1');
    assert.equal(client.asked.length, 2);
  });

  it('cuts into groups', () => {
    assert.deepEqual(groupsOf([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
    assert.deepEqual(groupsOf([], 2), []);
  });
});
