import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * `npm run chaos`: plays random sequences of what can happen to a hire, with vendors failing meanwhile, and holds the
 * end against the ATS.
 *
 *   npm run chaos -- --runs 100 --seed 7 --report .cache/chaos/report.json
 *
 * The same seed plays the same sequences.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    report: { type: 'string', default: join('.cache', 'chaos', 'report.json') },
  },
});
if (!/^[1-9]\d*$/.test(values.runs) || !/^\d+$/.test(values.seed)) {
  console.error('Expected whole numbers: npm run chaos -- --runs 50 --seed 7');
  process.exit(2);
}

console.log(`${values.runs} sequences, seed ${values.seed}`);
const startedAt = new Date().toISOString();
const child = spawn(process.execPath, [join(ROOT, 'scripts', 'test.mjs'), 'dist/test/e2e/hire-interleavings.test.js'], {
  cwd: ROOT,
  env: { ...process.env, CHAOS_RUNS: values.runs, CHAOS_SEED: values.seed },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
child.stdout.on('data', (chunk) => {
  output += chunk;
  process.stdout.write(chunk);
});
child.on('close', (code) => {
  const report = join(ROOT, values.report);
  mkdirSync(dirname(report), { recursive: true });
  const [, passed = '0', failed = '0'] = /(\d+) passed, (\d+) failed/.exec(output) ?? [];
  const content = {
    startedAt,
    endedAt: new Date().toISOString(),
    ...values,
    passed: Number(passed),
    failed: Number(failed),
    output,
  };
  writeFileSync(report, `${JSON.stringify(content, null, 2)}\n`);
  console.log(`Report: ${values.report}`);
  process.exitCode = code ?? 1;
});
