import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The project's folder: the nearest one above the running code that holds a package.json, wherever the code was
 * compiled to.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('No package.json above the running code: the checkout is not complete.');
    folder = parent;
  }
  return folder;
}

/** The compiled file at a path below the folder that holds the compiled code: "ingress/main.js". */
export function compiledFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
