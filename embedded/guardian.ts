import { stopLeftovers } from './pid-files.js';

/**
 * Outlives its supervisor for a moment: when that is killed and can't stop its children itself, the pipe between them
 * closes, and the guardian stops what the pid files still name. After an orderly end they name nothing.
 */
const dataDir = process.argv[2];
if (!dataDir) throw new Error('Expected the data directory as the argument.');

process.stdin.resume();
process.stdin.once('close', () => {
  stopLeftovers(dataDir).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
});
