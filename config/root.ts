import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder: the nearest one above this file with a package.json. */
export const projectRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json not found above ' + fileURLToPath(import.meta.url));
    folder = parent;
  }
  return folder;
})();

/** The folder with field-map.yaml, systems.yaml and policy.yaml: HIRELINE_CONFIG_DIR, else the project's config/. */
export function configFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return environment['HIRELINE_CONFIG_DIR'] ?? join(projectRoot, 'config');
}
