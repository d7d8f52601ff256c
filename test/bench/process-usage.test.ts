import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { secondsOfPs, treeCpuSeconds, usageOf } from '../../bench/process-usage.js';

describe('what processes use', () => {
  for (const [text, seconds] of [
    ['0:00.05', 0.05],
    ['1:02.50', 62.5],
    ['01:02:03', 3723],
    ['2-01:00:00', 176_400],
  ] as const) {
    it(`reads ${text} as ps writes it`, () => {
      assert.equal(secondsOfPs(text), seconds);
    });
  }

  it('counts the work and the memory of a process, and of its children with it', async () => {
    const busy = "const until = Date.now() + 400; while (Date.now() < until); console.log('worked');";
    const parent = spawn(process.execPath, [
      '-e',
      `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${busy} setInterval(() => {}, 1000)`)}], { stdio: 'inherit' });`,
    ]);
    try {
      await once(parent.stdout, 'data');
      const pid = parent.pid ?? 0;
      const [alone, together] = [usageOf(pid), treeCpuSeconds(pid)];
      assert(alone.residentBytes > 10 * 2 ** 20, `${alone.residentBytes} bytes`);
      assert(together > alone.cpuSeconds + 0.1, `${together} s with, ${alone.cpuSeconds} s without the child`);
    } finally {
      parent.stdin.end();
      for (const line of await childrenOf(parent.pid ?? 0)) process.kill(line);
      parent.kill();
      await once(parent, 'exit');
    }
    assert.throws(() => usageOf(parent.pid ?? 0), /is gone/);
  });
});

async function childrenOf(pid: number): Promise<number[]> {
  const ps = spawn('ps', ['-axo', 'pid=,ppid=']);
  let text = '';
  ps.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(ps, 'close');
  return text.split('\n').flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return child !== undefined && parent === pid ? [child] : [];
  });
}
