import { prepare } from './prepare.mjs';

/** `npm run bench`: prepares the checkout and measures hireline beside the minimal Temporal program. */
process.setSourceMapsEnabled(true);
try {
  await prepare({ say: (line) => console.log(line) });
  const { runBenchmark } = await import('../dist/bench/main.js');
  process.exitCode = await runBenchmark(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
