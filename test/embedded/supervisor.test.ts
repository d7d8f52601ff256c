import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { identify } from '../../embedded/process-identity.js';
import { reservePort } from '../../embedded/ports.js';
import { compiledFile } from '../../embedded/project.js';
import { runningStack, type Stack } from '../../embedded/stack-file.js';
import { eventually } from '../support/eventually.js';
import { Scratch } from './scratch.js';

const STOPPED =
  "process.once('SIGTERM', () => { appendFileSync(process.env.ORDER, process.env.NAME + '\\n'); process.exit(0); });";
const IMPORTS = "import { appendFileSync } from 'node:fs'; import { createServer } from 'node:http';";
const child = (name: string, work: string) => `${IMPORTS} process.env.NAME = '${name}'; ${STOPPED} ${work}`;

/** Stand-ins for our own processes: the supervisor, PostgreSQL and Temporal are real. */
const PROGRAMS = {
  migrations: "if (!process.env.DATABASE_URL) throw new Error('no database');",
  sandbox: child('sandbox', 'process.send({ ready: true }); setInterval(() => {}, 1000);'),
  worker: child('worker', 'process.send({ ready: true }); setInterval(() => {}, 1000);'),
  ingress: child(
    'ingress',
    "createServer((request, response) => response.end()).listen(Number(process.env.PORT), '127.0.0.1'); console.log('» a hire came in');",
  ),
  demonstration: "console.log('demonstrated with ' + process.argv.slice(2).join(' '));",
};

describe('npm start', function () {
  this.timeout(240_000);
  let scratch: Scratch;
  let dataDir: string;
  let started: Start[];

  class Start {
    readonly lines: string[] = [];
    readonly process: ChildProcess;
    readonly ended: Promise<number | null>;

    constructor(args: string[], programs = PROGRAMS, environment: NodeJS.ProcessEnv = {}, shell?: 'sh') {
      const entries = Object.fromEntries(
        Object.entries(programs).map(([name, source]) => [name, scratch.program(name, source)]),
      );
      const main = scratch.program(
        'main',
        `import { supervise } from ${JSON.stringify(compiledFile('embedded/supervisor.js'))};
         supervise(process.argv.slice(2), process.env, { entries: ${JSON.stringify(entries)} }).catch((error) => {
           console.log('failed: ' + error.message);
           process.exitCode = 1;
         });`,
      );
      const ports = Object.fromEntries(
        ['PORT', 'SANDBOX_PORT', 'EMBEDDED_POSTGRES_PORT', 'EMBEDDED_TEMPORAL_PORT', 'EMBEDDED_TEMPORAL_UI_PORT'].map(
          (name) => [name, '0'],
        ),
      );
      const clean = Object.entries(process.env).filter(
        ([name]) => !['DATABASE_URL', 'TEMPORAL_ADDRESS'].includes(name),
      );
      const command = [process.execPath, main, ...args];
      const [program = '', ...rest] = shell ? ['sh', '-c', '"$@"; true', shell, ...command] : command;
      this.process = spawn(program, rest, {
        env: {
          ...Object.fromEntries(clean),
          ...ports,
          DATA_DIR: dataDir,
          ORDER: join(scratch.path, 'order'),
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      createInterface({ input: this.process.stdout! }).on('line', (line) => this.lines.push(line));
      this.ended = new Promise((resolve) => this.process.once('exit', (code) => resolve(code)));
      started.push(this);
    }

    async says(what: RegExp): Promise<void> {
      let over = false;
      void this.ended.then(() => (over = true));
      const deadline = Date.now() + 90_000;
      while (!what.test(this.lines.join('\n'))) {
        if (over || Date.now() > deadline) assert.fail(`never said ${what}:\n${this.lines.join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }

    async stop(): Promise<number | null> {
      this.process.kill('SIGINT');
      return this.ended;
    }
  }

  beforeEach(() => {
    scratch = new Scratch();
    dataDir = join(scratch.path, 'data');
    started = [];
  });
  afterEach(async () => {
    for (const start of started) await start.stop();
    scratch.remove();
  });

  const stack = (): Stack => {
    const found = runningStack(dataDir);
    assert(found);
    return found;
  };

  it('brings all up, demonstrates once, restarts who died, and stops in order', async () => {
    const first = new Start([]);
    await first.says(/^ready http:\/\/127\.0\.0\.1:\d+$/m);
    assert.match(first.lines.join('\n'), /» a hire came in/);
    assert.match(first.lines.join('\n'), /demonstrated with demo --all\nready /);
    const { pids, port } = stack();
    assert.deepEqual(Object.keys(pids).sort(), ['ingress', 'postgres', 'sandbox', 'supervisor', 'temporal', 'worker']);

    for (const name of ['worker', 'postgres', 'temporal']) {
      process.kill(pids[name]!, 'SIGKILL');
      await first.says(new RegExp(`^${name} died \\(SIGKILL\\): restarted$`, 'm'));
    }
    await eventually(
      'the new pids are told',
      () => stack().pids.worker !== pids.worker && stack().pids.worker !== undefined,
    );

    const second = new Start([]);
    assert.equal(await second.ended, 1);
    assert.match(second.lines.join('\n'), new RegExp(`in use by another hireline \\(process ${first.process.pid}\\)`));
    assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);

    const last = Object.values(stack().pids);
    assert.equal(await first.stop(), 0);
    assert.equal(readFileSync(join(scratch.path, 'order'), 'utf8'), 'ingress\nworker\nsandbox\n');
    assert.deepEqual(
      last.filter((pid) => identify(pid)),
      [],
    );
    assert.equal(existsSync(join(dataDir, 'stack.json')), false);

    const third = new Start([]);
    await third.says(/^ready /m);
    assert.match(third.lines.join('\n'), /The demonstration ran on this data already/);
  });

  it('comes back on the same data after everything was killed', async () => {
    const first = new Start(['--no-demo']);
    await first.says(/^ready /m);
    const { pids } = stack();
    for (const pid of Object.values(pids)) process.kill(pid, 'SIGKILL');
    await first.ended;
    const second = new Start(['--no-demo']);
    await second.says(/^ready /m);
    assert.equal(stack().pids.supervisor, second.process.pid);
  });

  it('leaves no child behind when only the supervisor is killed', async () => {
    const first = new Start(['--no-demo']);
    await first.says(/^ready /m);
    const { pids } = stack();
    first.process.kill('SIGKILL');
    await eventually('every child is gone', () => Object.values(pids).every((pid) => identify(pid) === undefined));
  });

  it('runs beside another stack that wants the same ports, and starts anew with --fresh', async () => {
    const first = new Start(['--no-demo']);
    await first.says(/^ready /m);
    const taken = stack();
    const other = join(scratch.path, 'other');
    const wanted = { DATA_DIR: other, PORT: String(taken.port) };
    const second = new Start(['--no-demo', '--fresh'], PROGRAMS, wanted);
    await second.says(/^ready /m);
    assert.match(second.lines.join('\n'), new RegExp(`port ${taken.port} is taken: using \\d+ \\(PORT\\)`));
    assert.match(second.lines.join('\n'), /is emptied/);
    assert.notEqual(runningStack(other)?.port, taken.port);
    assert.equal(stack().pids.worker, taken.pids.worker);
  });

  it("stops when npm's shell is gone", async () => {
    const start = new Start(['--no-demo'], PROGRAMS, { npm_lifecycle_event: 'start' }, 'sh');
    await start.says(/^ready /m);
    const { pids } = stack();
    start.process.kill('SIGKILL');
    await eventually('everything is gone', () => Object.values(pids).every((pid) => identify(pid) === undefined));
    assert.equal(existsSync(join(dataDir, 'stack.json')), false);
  });

  it('starts two stacks at the same moment that want the same ports', async () => {
    const free = await reservePort(0);
    await free.free();
    const ports = {
      PORT: String(free.port),
      EMBEDDED_POSTGRES_PORT: String(free.port),
      EMBEDDED_TEMPORAL_PORT: String(free.port),
    };
    const other = join(scratch.path, 'other');
    const both = [
      new Start(['--no-demo'], PROGRAMS, ports),
      new Start(['--no-demo'], PROGRAMS, { ...ports, DATA_DIR: other }),
    ];
    await Promise.all(both.map((start) => start.says(/^ready /m)));
    const [left, right] = [stack(), runningStack(other)!];
    assert.notEqual(left.temporalAddress, right.temporalAddress);
    for (const { lines } of both) assert.doesNotMatch(lines.join('\n'), /died/);
  });

  it('says why a part does not start, and leaves nothing running', async () => {
    const start = new Start([], { ...PROGRAMS, worker: "console.error('no field map'); process.exit(1);" });
    assert.equal(await start.ended, 1);
    assert.match(start.lines.join('\n'), /failed: worker keeps dying[^]*no field map/);
    assert.equal(runningStack(dataDir), undefined);
    const lock = join(dataDir, 'postgres', 'postmaster.pid');
    assert.equal(existsSync(lock), false);
  });
});
