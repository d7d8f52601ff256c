import type { Request } from 'express';
import { isObject } from './block-kit.js';
import { SlackError } from './slack-error.js';

/** The arguments of a Web API call, whichever way they came. */
export interface Arguments {
  token: string | undefined;
  values: Record<string, unknown>;
  warnings: string[];
}

/** Arguments that are JSON text in a form. */
const STRUCTURED = new Set(['blocks', 'metadata', 'view', 'attachments']);

/**
 * Reads a JSON body, a form or the query. The token comes in the Authorization header, or in a form.
 * @throws SlackError invalid_json, json_not_object, invalid_post_type.
 */
export function readArguments(request: Request): Arguments {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const body = typeof request.body === 'string' ? request.body : '';
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');

  if (request.method === 'POST' && type.trim() === 'application/json') {
    const warnings = parameters.some((one) => one.includes('charset')) ? [] : ['missing_charset'];
    return { token: bearer, values: parseObject(body), warnings };
  }
  if (request.method === 'POST' && body !== '' && type.trim() !== 'application/x-www-form-urlencoded') {
    throw new SlackError('invalid_post_type');
  }
  const form = new URLSearchParams(request.method === 'POST' ? body : '');
  const query = new URL(request.originalUrl, 'http://localhost').searchParams;
  const values: Record<string, unknown> = {};
  for (const [name, value] of [...query, ...form])
    values[name] = STRUCTURED.has(name) ? parseStructured(name, value) : value;
  return { token: bearer ?? form.get('token') ?? undefined, values, warnings: [] };
}

function parseObject(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw new SlackError('invalid_json');
  }
  if (!isObject(parsed)) throw new SlackError('json_not_object');
  // Some clients send structured arguments as text in JSON, too; Slack takes both.
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [
      name,
      STRUCTURED.has(name) && typeof value === 'string' ? parseStructured(name, value) : value,
    ]),
  );
}

function parseStructured(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new SlackError(
      name === 'blocks'
        ? 'invalid_blocks_format'
        : name === 'metadata'
          ? 'invalid_metadata_format'
          : 'invalid_arguments',
    );
  }
}

/** @throws SlackError invalid_arguments when it is missing. */
export function required(values: Record<string, unknown>, name: string, error = 'invalid_arguments'): string {
  const value = optional(values, name);
  if (value === undefined) throw new SlackError(error, [`[ERROR] missing required field: ${name}`]);
  return value;
}

export function optional(values: Record<string, unknown>, name: string): string | undefined {
  const value = values[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Slack takes true, "true", 1 and "1". */
export function flag(values: Record<string, unknown>, name: string, otherwise = false): boolean {
  const value = values[name];
  if (value === undefined) return otherwise;
  return value === true || value === 'true' || value === 1 || value === '1';
}

/** @throws SlackError invalid_limit outside of 1 to `max`. */
export function limitOf(values: Record<string, unknown>, otherwise: number, max: number): number {
  const value = optional(values, 'limit');
  if (value === undefined) return otherwise;
  if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > max) throw new SlackError('invalid_limit');
  return Number(value);
}
