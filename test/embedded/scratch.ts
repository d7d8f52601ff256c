import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is removed after the test, and what a test often does in one. */
export class Scratch {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'hireline-embedded-')));

  /** Writes a Node program and gives its path. */
  program(name: string, source: string): string {
    return this.file(`${name}.mjs`, source);
  }

  /** Writes an executable shell script and gives its path. */
  script(name: string, source: string): string {
    return this.file(name, `#!/bin/sh\n${source}\n`, 0o755);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private file(name: string, content: string, mode = 0o644): string {
    const path = join(this.path, name);
    writeFileSync(path, content, { mode });
    return path;
  }
}
