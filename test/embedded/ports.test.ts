import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { portVariable, reservePort } from '../../embedded/ports.js';
import { compiledFile } from '../../embedded/project.js';
import { Scratch } from './scratch.js';

function listen(port: number, host?: string): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

describe('ports', () => {
  let scratch: Scratch;
  before(() => {
    scratch = new Scratch();
  });
  after(() => scratch.remove());

  it('gives the preferred port and keeps others off it until it is released', async () => {
    const any = await reservePort(0);
    await any.free();
    const reserved = await reservePort(any.port);
    assert.equal(reserved.port, any.port);
    assert.equal(reserved.moved, false);
    await assert.rejects(listen(reserved.port, '127.0.0.1'), { code: 'EADDRINUSE' });
    await reserved.release();
    await reserved.release();
    await close(await listen(reserved.port, '127.0.0.1'));
    await reserved.free();
  });

  it('keeps other stacks off a released port, until its process is gone', async () => {
    const reserved = await reservePort(0);
    await reserved.release();
    const other = scratch.program(
      'other',
      `import { reservePort } from ${JSON.stringify(compiledFile('embedded/ports.js'))};
       const { port, free } = await reservePort(${reserved.port});
       console.log(port);
       if (process.argv[2] === 'free') await free();
       else process.kill(process.pid, 'SIGKILL');`,
    );
    const portOf = async (...args: string[]) => {
      const child = spawn(process.execPath, [other, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
      return Number((await child.stdout.toArray()).join(''));
    };
    assert.notEqual(await portOf('free'), reserved.port);
    await reserved.free();
    assert.equal(await portOf('killed'), reserved.port);
    assert.equal(await portOf('free'), reserved.port);
  });

  for (const host of ['127.0.0.1', '0.0.0.0', undefined]) {
    it(`moves on when the port is taken on ${host ?? 'every interface'}`, async () => {
      const taken = await listen(0, host);
      const address = taken.address();
      assert(address !== null && typeof address === 'object');
      const reserved = await reservePort(address.port);
      try {
        assert.notEqual(reserved.port, address.port);
        assert.equal(reserved.moved, true);
      } finally {
        await reserved.free();
        await close(taken);
      }
    });
  }

  it('gives two who ask at the same time two ports', async () => {
    const first = await reservePort(0);
    await first.free();
    const both = await Promise.all([reservePort(first.port), reservePort(first.port)]);
    assert.notEqual(both[0].port, both[1].port);
    await Promise.all(both.map((port) => port.free()));
  });

  it('reads a port from the environment', () => {
    assert.equal(portVariable({}, 'PORT', 3000), 3000);
    assert.equal(portVariable({ PORT: ' ' }, 'PORT', 3000), 3000);
    assert.equal(portVariable({ PORT: '8080' }, 'PORT', 3000), 8080);
    for (const wrong of ['http', '65536', '-1', '80.5'])
      assert.throws(() => portVariable({ PORT: wrong }, 'PORT', 3000), /PORT is "/);
  });
});
