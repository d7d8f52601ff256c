import { readFileSync } from 'node:fs';
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';

/** A mistake in a configuration file, told so that its owner can mend it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** A parsed configuration file whose mistakes can be told by line. */
export interface YamlFile<T> {
  content: T;
  /** A ConfigError for the line where `path` stands. */
  mistake(path: readonly (string | number)[], message: string): ConfigError;
}

/**
 * Reads and checks a YAML file.
 * @throws ConfigError with file, line, and what was expected.
 */
export function readYamlFile<T>(file: string, schema: z.ZodType<T>): YamlFile<T> {
  const lines = new LineCounter();
  const text = read(file);
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax) {
    throw new ConfigError(
      `${file}:${lines.linePos(syntax.pos[0]).line}: ${syntax.message.split('\n')[0] ?? 'not YAML'}`,
    );
  }
  const mistake = (path: readonly (string | number)[], message: string) =>
    new ConfigError(`${file}:${lineOf(document, path, lines)}: ${path.join('.') || 'file'}: ${message}`);
  const result = schema.safeParse(document.toJS());
  if (!result.success) {
    const issue = result.error.issues[0];
    const path = (issue?.path ?? []).filter((part): part is string | number => typeof part !== 'symbol');
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    throw mistake(unknown === undefined ? path : [...path, unknown], issue?.message ?? 'unexpected content');
  }
  return { content: result.data, mistake };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(`${file}: cannot be read: expected a configuration file there`);
  }
}

/** The line of the deepest part of `path` that exists: what is missing is told where it was expected. */
function lineOf(document: Document, path: readonly (string | number)[], lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = keyOffset(document, path.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function keyOffset(document: Document, path: readonly (string | number)[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path[path.length - 1];
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
    return pair && isNode(pair.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
