import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Environment } from './environment.js';
import { loadPolicy, overrideVariable } from './policy.js';
import { configFolder } from './root.js';

/** Every value of the configuration, by the place where it stands: "policy.yaml: retry.attempts" → "3". */
export type ConfigurationEntries = Readonly<Record<string, string>>;

/** One value that is not what it was. Null: there was, or is, none. */
export interface ConfigurationChange {
  /** "policy.yaml", or "environment" for an override by a variable. */
  file: string;
  /** "retry.attempts". */
  place: string;
  before: string | null;
  after: string | null;
}

/** What this process goes by: the files in config/, and the variables that override them. */
export function configurationEntries(environment: Environment): ConfigurationEntries {
  const folder = configFolder(environment);
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const entries = files
    .toSorted()
    .flatMap((file) =>
      flattened(parse(readFileSync(join(folder, file), 'utf8')), []).map(([place, value]) => [
        `${file}: ${place}`,
        value,
      ]),
    );
  return Object.fromEntries([...entries, ...overrides(environment)]) as Record<string, string>;
}

/** The same configuration always has the same one. */
export const digestOf = (entries: ConfigurationEntries): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 16);

/** What changed from one to the other, by place. */
export function changesBetween(before: ConfigurationEntries, after: ConfigurationEntries): ConfigurationChange[] {
  const places = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return places.flatMap((entry) => {
    const [was, is] = [before[entry] ?? null, after[entry] ?? null];
    if (was === is) return [];
    const [file = '', place = ''] = entry.split(/: (.*)/s);
    return [{ file, place, before: was, after: is }];
  });
}

/**
 * Who changed the configuration: HIRELINE_CHANGED_BY, else the author of the last commit to its folder, else, where
 * there are changes that nobody has committed or no repository, the user this process runs as.
 */
export function changedBy(environment: Environment): string {
  const named = environment['HIRELINE_CHANGED_BY']?.trim();
  return named || (lastAuthor(configFolder(environment)) ?? userInfo().username);
}

function lastAuthor(folder: string): string | undefined {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    if (git('status', '--porcelain', '--', '.') !== '') return undefined;
    return git('log', '-1', '--format=%an', '--', '.') || undefined;
  } catch {
    // No git here, or the folder is in no repository: somebody has put it there.
    return undefined;
  }
}

/** The policies that variables override in this process. */
function overrides(environment: Environment): [string, string][] {
  return Object.entries(loadPolicy(environment)).flatMap(([section, values]) =>
    Object.keys(values).flatMap((name): [string, string][] => {
      const variable = overrideVariable(section, name);
      const value = environment[variable];
      return value ? [[`environment: ${variable}`, value]] : [];
    }),
  );
}

/** Leaves by their path; the items of a list by their number. */
function flattened(value: unknown, path: readonly string[]): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path.join('.'), String(value)]];
  const inner = Object.entries(value);
  if (inner.length === 0) return [[path.join('.'), Array.isArray(value) ? '[]' : '{}']];
  return inner.flatMap(([name, one]) => flattened(one, [...path, name]));
}
