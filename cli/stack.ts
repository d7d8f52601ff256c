import type { Environment } from '../config/environment.js';
import { publicUrl } from '../config/links.js';
import { dataDirectory } from '../embedded/data-directory.js';
import { runningStack, type Stack } from '../embedded/stack-file.js';

/** Where hireline is, for the command line. Addresses have no trailing slash. */
export interface Address {
  /** What the API is below. */
  url: string;
  /** How it was found, for when it does not answer. */
  foundBy: string;
  dataDir: string;
  /** The embedded stack; undefined when hireline runs elsewhere. */
  stack: Stack | undefined;
}

/** The stack that runs on DATA_DIR (default .data), else what PUBLIC_URL or PORT name. */
export function findStack(environment: Environment): Address {
  const dataDir = dataDirectory(environment);
  const stack = runningStack(dataDir);
  if (stack) return { url: `http://127.0.0.1:${stack.port}`, foundBy: dataDir, dataDir, stack };
  const named = ['PUBLIC_URL', 'PORT'].find((name) => environment[name]?.trim());
  return { url: publicUrl(environment), foundBy: named ?? 'the default port', dataDir, stack: undefined };
}

/** A command as it has to be typed for this data directory. */
export function commandLine(environment: Environment, command: string): string {
  const dataDir = dataDirectory(environment);
  const prefix = dataDir === dataDirectory({}) ? '' : `DATA_DIR=${quoted(dataDir)} `;
  return `${prefix}${command}`;
}

const quoted = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
