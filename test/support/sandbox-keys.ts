import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxKeys, type SandboxKeys } from '../../sandbox/keys.js';

let keys: SandboxKeys | undefined;

/** The sandbox's key pairs, made once for all tests of the process: making RSA keys takes longer than most tests. */
export function testKeys(): SandboxKeys {
  if (!keys) {
    const folder = mkdtempSync(join(tmpdir(), 'hireline-test-keys-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    keys = sandboxKeys(folder);
  }
  return keys;
}
