#!/usr/bin/env node
import { prepare } from '../scripts/prepare.mjs';

// What a command prints is data; what preparing says goes beside it.
try {
  await prepare({ say: (line) => console.error(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
await import('../dist/cli/main.js');
