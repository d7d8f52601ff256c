import { ApplicationFailure } from '@temporalio/common';
import type pg from 'pg';
import { findHireByEmployee, findHireByPayrollEmployee, type Hire } from '../ledger/hires.js';
import { FailureType } from '../workflows/failure-types.js';

/** PostgreSQL reports problems of the connection and of the server by these classes of codes. */
const LEDGER_DOWN = /^(08|53|57|XX)|^ECONN|^ETIMEDOUT|^EPIPE|^ENOTFOUND/;

/** By a unique index of the ledger: what the record is called, and whose it is. */
const OWNERS: Readonly<
  Record<string, { what: string; find: (db: pg.Pool, vendor: string, id: string) => Promise<Hire | undefined> }>
> = {
  hires_by_employee: { what: 'employee', find: findHireByEmployee },
  hires_by_payroll_employee: { what: 'payroll employee', find: findHireByPayrollEmployee },
};

/**
 * What an activity has thrown, as a failure that people may be told of. The message of an unexpected error may quote a
 * value, and its stack the paths of this installation: only its kind, its code and where in hireline it arose are
 * passed on.
 */
export async function toFailure(db: pg.Pool, error: unknown): Promise<ApplicationFailure> {
  if (error instanceof ApplicationFailure) return error;
  const code = codeOf(error);
  const lostConnection =
    error instanceof Error && /connection terminated|timeout exceeded when trying to connect/i.test(error.message);
  if (lostConnection || (code !== undefined && LEDGER_DOWN.test(code))) {
    return ApplicationFailure.create({
      type: FailureType.LedgerUnavailable,
      message: `the ledger could not be reached (${code ?? 'connection lost'})`,
      nextRetryDelay: '5 seconds',
    });
  }
  return (await asDuplicate(db, error)) ?? unexpected(error, code);
}

/** The same in words, for records that are kept while the failure itself is passed on. */
export function failureWords(error: unknown): string {
  return error instanceof ApplicationFailure ? error.message : unexpected(error, codeOf(error)).message;
}

/** A record of a vendor that is to be kept as one hire's, and is another's. */
async function asDuplicate(db: pg.Pool, error: unknown): Promise<ApplicationFailure | undefined> {
  const { constraint, detail } = (error ?? {}) as { constraint?: unknown; detail?: unknown };
  const owners = typeof constraint === 'string' && Object.hasOwn(OWNERS, constraint) ? OWNERS[constraint] : undefined;
  if (!owners) return undefined;
  // "Key (hris, employee_id)=(bamboohr, 7) already exists.", in the server's language.
  const [, vendor, id] = /=\(([^,()]+), ([^()]+)\)/.exec(typeof detail === 'string' ? detail : '') ?? [];
  const owner = vendor && id ? await owners.find(db, vendor, id).catch(() => undefined) : undefined;
  return ApplicationFailure.nonRetryable(
    `${owners.what} ${id ?? 'of this hire'} belongs to ${owner ? `application ${owner.applicationId}` : 'another application'} already`,
    FailureType.DuplicateRecords,
  );
}

function unexpected(error: unknown, code: string | undefined): ApplicationFailure {
  const name = error instanceof Error ? error.name : typeof error;
  const words = ['unexpected', name, code, placeOf(error)].filter((word) => word !== undefined);
  return ApplicationFailure.create({ type: 'Unexpected', message: words.join(' ') });
}

/** "23505", "ENOENT": what servers and the system call an error. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : undefined;
}

/** "at hires.js:71:12": where in hireline, not in a library it uses. Undefined when the stack does not tell. */
function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined;
  const frames = error.stack
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/[\\/]node_modules[\\/]|[( ]node:/.test(line));
  for (const frame of frames) {
    const [, file] = /([^\\/()\s]+:\d+:\d+)\)?$/.exec(frame) ?? [];
    if (file !== undefined) return `at ${file}`;
  }
  return undefined;
}
