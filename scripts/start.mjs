import { prepare } from './prepare.mjs';

// Output that nobody reads any more (npm start | head) must not take the stack down.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.setSourceMapsEnabled(true);
try {
  await prepare({ say: (line) => console.log(line) });
  const { supervise } = await import('../dist/embedded/supervisor.js');
  await supervise(process.argv.slice(2), process.env);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
