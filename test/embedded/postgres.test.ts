import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type EmbeddedPostgres } from '../../embedded/postgres.js';
import { releaseCluster } from '../../embedded/postgres-lock.js';
import { compiledFile } from '../../embedded/project.js';
import { identify } from '../../embedded/process-identity.js';
import { eventually } from '../support/eventually.js';
import { Scratch } from './scratch.js';

async function query(url: string, sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed while a connection is open tells it so.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', function () {
  this.timeout(120_000);
  let scratch: Scratch;
  let server: EmbeddedPostgres;

  before(async () => {
    scratch = new Scratch();
    server = await startPostgres({ dataDir: scratch.path });
    await query(server.url, 'create table kept (n int)');
  });
  after(async () => {
    await server.stop();
    scratch.remove();
  });

  const serverPid = () => Number.parseInt(readFileSync(join(scratch.path, 'postgres', 'postmaster.pid'), 'utf8'), 10);

  it('is a durable UTF-8 database on the loopback interface, behind a password', async () => {
    const setting = async (name: string) => (await query(server.url, `show ${name}`))[0]?.[name];
    assert.equal(await setting('server_encoding'), 'UTF8');
    assert.equal(await setting('lc_messages'), 'C');
    assert.equal(await setting('fsync'), 'on');
    assert.equal(await setting('synchronous_commit'), 'on');
    assert.equal(await setting('listen_addresses'), '127.0.0.1');
    await assert.rejects(
      query(server.url.replace(/:[0-9a-f]+@/, ':wrong@'), 'select 1'),
      /password authentication failed/,
    );
    assert.equal(statSync(join(scratch.path, 'postgres-password')).mode & 0o777, 0o600);
  });

  it('is a process of its own, recognisable by its command line', () => {
    assert.match(
      identify(server.pid()!)?.command ?? '',
      new RegExp(`postgres -D ${scratch.path}/postgres -p ${server.port}`),
    );
    assert.equal(server.pid(), serverPid());
  });

  it('comes back with its data when it is killed', async () => {
    await query(server.url, 'insert into kept values (1)');
    const killed = server.pid()!;
    process.kill(killed, 'SIGKILL');
    await eventually('a new server answers', () =>
      query(server.url, 'select n from kept').then(
        (rows) => rows.length === 1 && server.pid() !== killed,
        () => false,
      ),
    );
  });

  it('takes over from a server whose supervisor was killed', async () => {
    await server.stop();
    const program = scratch.program(
      'killed',
      `import { startPostgres } from ${JSON.stringify(compiledFile('embedded/postgres.js'))};
       const server = await startPostgres({ dataDir: process.argv[2] });
       process.send(server.url);`,
    );
    const supervisor = spawn(process.execPath, [program, scratch.path], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const url = await new Promise<string>((resolve) =>
      supervisor.once('message', (message) => resolve(String(message))),
    );
    await query(url, 'insert into kept values (2)');
    const orphan = serverPid();
    supervisor.kill('SIGKILL');
    server = await startPostgres({ dataDir: scratch.path });
    assert.equal(identify(orphan), undefined);
    assert.deepEqual(await query(server.url, 'select count(*)::int from kept'), [{ count: 2 }]);
  });

  it('starts over a lock file of a dead server, and of one whose pid someone else has now', async () => {
    const lock = join(scratch.path, 'postgres', 'postmaster.pid');
    for (const pid of [2 ** 22 - 7, process.pid]) {
      const content = readFileSync(lock, 'utf8');
      await server.stop();
      writeFileSync(lock, content.replace(/^\d+/, String(pid)));
      server = await startPostgres({ dataDir: scratch.path });
      assert.notEqual(serverPid(), pid);
    }
  });

  it("leaves another cluster's server alone", async () => {
    assert.equal(await releaseCluster(join(scratch.path, 'elsewhere')), false);
    assert.notEqual(identify(server.pid()!), undefined);
  });

  it('runs from an open data directory as well as from a closed one', async () => {
    await server.stop();
    chmodSync(scratch.path, (statSync(scratch.path).mode & 0o777) === 0o700 ? 0o755 : 0o700);
    server = await startPostgres({ dataDir: scratch.path });
    assert.equal((await query(server.url, 'select n from kept')).length, 2);
  });

  it('asks for the password of an existing database instead of making up another', async () => {
    const other = new Scratch();
    try {
      const first = await startPostgres({ dataDir: other.path });
      await first.stop();
      rmSync(join(other.path, 'postgres-password'));
      await assert.rejects(startPostgres({ dataDir: other.path }), /postgres-password is missing/);
    } finally {
      other.remove();
    }
  });
});
