import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../workflows/failure-types.js';
import type { TimeWindow } from '../roles/ats.js';
import type { HrisEmployee } from '../roles/hris.js';
import { paths, type BambooClient } from './client.js';
import type { EmployeeReader } from './employee-reader.js';
import { CLOSED, type EmployeeSearch } from './employee-search.js';
import { heldText } from './held-values.js';
import type { People } from './people.js';
import { WireChangedRows, WireChanges, type WireRow } from './wire.js';

interface Parts {
  client: BambooClient;
  search: EmployeeSearch;
  people: People;
  reader: EmployeeReader;
}

/** Employees that one report is asked for. */
const BATCH = 200;
/** Employees that are read one by one at a time, three requests each, where there is no other way. */
const AT_ONCE = 5;

/**
 * The employees that were created in a window, in batches. Their own fields come from a report, their rows from the
 * tables of all who changed since, so that a window costs a handful of requests and not three for each of them.
 * Where either is closed to the caller, or leaves somebody out, they are read one by one.
 */
export async function* listCreatedEmployees(parts: Parts, window: TimeWindow): AsyncIterable<HrisEmployee[]> {
  const ids = await createdIds(parts.client, window);
  if (ids.length === 0) return;
  const since = isoSecond(window.from);
  const [jobs, pays] = await Promise.all(
    ['jobInfo', 'compensation'].map((table) => changedRows(parts.client, table, since)),
  );
  const managers = rememberedManagers(parts.people);
  for (let start = 0; start < ids.length; start += BATCH) {
    const batch = ids.slice(start, start + BATCH);
    const listed = jobs && pays ? await parts.search.columns(parts.reader.fieldNames, batch) : undefined;
    const own = new Map(listed?.map((employee) => [heldText(employee['id']), employee]));
    const read: HrisEmployee[] = [];
    const single: string[] = [];
    for (const employeeId of batch) {
      const employee = own.get(employeeId);
      const rows = { jobs: jobs?.get(employeeId), pays: pays?.get(employeeId) };
      if (!employee || !rows.jobs || !rows.pays) single.push(employeeId);
      else {
        const record = { employeeId, employee, jobs: rows.jobs, pays: rows.pays };
        read.push(await parts.reader.assemble(record, undefined, managers));
      }
    }
    for (let next = 0; next < single.length; next += AT_ONCE) {
      const some = single.slice(next, next + AT_ONCE);
      read.push(...(await Promise.all(some.map((id) => readIfThere(parts.reader, id)))).flat());
    }
    if (read.length > 0) yield read;
  }
}

/**
 * BambooHR tells who was inserted since a time, not when. Whoever counts as inserted since the window's beginning, and
 * not since its end, was inserted in between, however often they have been changed since.
 */
async function createdIds(client: BambooClient, { from, to }: TimeWindow): Promise<string[]> {
  const insertedSince = async (time: string): Promise<string[]> => {
    const query = { since: isoSecond(time), type: 'inserted' };
    const { employees } = await client.get({ path: paths.changed, query }, WireChanges);
    return Object.entries(employees)
      .filter(([, change]) => (change.action ?? 'Inserted').toLowerCase() === 'inserted')
      .map(([id]) => id);
  };
  const since = await insertedSince(from);
  const after = new Set(Date.parse(to) > Date.now() ? [] : await insertedSince(to));
  return since.filter((id) => !after.has(id)).sort((a, b) => Number(a) - Number(b));
}

async function changedRows(
  client: BambooClient,
  table: string,
  since: string,
): Promise<Map<string, WireRow[]> | undefined> {
  const changed = await client.getIf({ path: paths.changedTable(table), query: { since } }, WireChangedRows, CLOSED);
  return changed && new Map(Object.entries(changed.employees).map(([id, { rows }]) => [id, rows]));
}

/** Many hires of a window share a manager. */
function rememberedManagers(people: People): People['readReportsTo'] {
  const known = new Map<string, ReturnType<People['readReportsTo']>>();
  return (reportsTo, knownId) => {
    const key = JSON.stringify([reportsTo, knownId]);
    const manager = known.get(key) ?? people.readReportsTo(reportsTo, knownId);
    known.set(key, manager);
    return manager;
  };
}

/** Who has been deleted meanwhile is left out. */
async function readIfThere(reader: EmployeeReader, employeeId: string): Promise<HrisEmployee[]> {
  try {
    return [await reader.readEmployee(employeeId)];
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return [];
    throw error;
  }
}

const isoSecond = (time: string): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
