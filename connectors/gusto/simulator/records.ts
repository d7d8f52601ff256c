import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Collection, Store } from '../../../sandbox/store.js';

/** What the simulated Gusto keeps. Field names are Gusto's own; derived fields are added in answers.ts. */

export interface EmployeeRecord {
  uuid: string;
  version: string;
  first_name: string;
  middle_initial: string | null;
  last_name: string;
  preferred_first_name: string | null;
  email: string | null;
  work_email: string | null;
  date_of_birth: string | null;
  has_ssn: boolean;
  two_percent_shareholder: boolean | null;
  onboarding_status: string;
}

export interface JobRecord {
  uuid: string;
  version: string;
  employee_uuid: string;
  title: string;
  hire_date: string;
  primary: boolean;
  two_percent_shareholder: boolean;
}

export interface CompensationRecord {
  uuid: string;
  version: string;
  job_uuid: string;
  employee_uuid: string;
  rate: string;
  payment_unit: string;
  flsa_status: string;
  effective_date: string;
  title?: string;
}

export interface LocationRecord {
  uuid: string;
  version: string;
  street_1: string;
  city: string;
  state: string;
  zip: string;
  active: boolean;
}

export interface WorkAddressRecord {
  uuid: string;
  version: string;
  employee_uuid: string;
  location_uuid: string;
  effective_date: string;
}

export interface HomeAddressRecord {
  uuid: string;
  version: string;
  employee_uuid: string;
  street_1: string;
  street_2: string | null;
  city: string;
  state: string;
  zip: string;
  effective_date: string | null;
  courtesy_withholding: boolean;
}

export interface TerminationRecord {
  uuid: string;
  version: string;
  employee_uuid: string;
  effective_date: string;
  run_termination_payroll: boolean;
}

export interface RehireRecord {
  uuid: string;
  version: string;
  employee_uuid: string;
  /** The first day of the employment before. */
  previous_hire_date: string | null;
  effective_date: string;
  file_new_hire_report: boolean;
  work_location_uuid: string;
  employment_status: string;
  two_percent_shareholder: boolean;
}

export interface PayrollRecord {
  uuid: string;
  version: string;
  /** First and last day of the pay period. */
  start_date: string;
  end_date: string;
  check_date: string;
  /** Absent: it is. */
  processed?: boolean;
  calculated_at?: string | null;
}

/** An employee's part of an open payroll, and of what it was run with. */
export interface PaidEmployeeRecord {
  uuid: string;
  payroll_uuid: string;
  employee_uuid: string;
  version: string;
  excluded: boolean;
  memo: string | null;
  fixed_compensations: { name: string; amount: string; job_uuid: string }[];
}

export interface GarnishmentRecord {
  uuid: string;
  version: string;
  employee_uuid: string;
  active: boolean;
  amount: string;
  description: string | null;
  court_ordered: boolean;
  garnishment_type: string | null;
  /** How often it is still applied; null: for as long as it is active. */
  times: number | null;
  recurring: boolean;
  annual_maximum: string | null;
  pay_period_maximum: string | null;
  total_amount: string | null;
  deduct_as_percentage: boolean;
}

export interface PayStubRecord {
  uuid: string;
  employee_uuid: string;
  payroll_uuid: string;
  check_date: string;
  period_end: string;
  /** What was paid by. */
  compensation_uuids: string[];
  gross_pay: string;
  net_pay: string;
}

/** Records that belong to another one. */
interface Children<T> extends Collection<T> {
  /** Those of one parent, in the order they were made. */
  of(parentUuid: string): T[];
}

interface Employees extends Collection<EmployeeRecord> {
  /** Those whose names hold the text, in any case. */
  named(text: string): EmployeeRecord[];
}

export interface Records {
  employees: Employees;
  jobs: Children<JobRecord>;
  compensations: Children<CompensationRecord>;
  locations: Collection<LocationRecord>;
  workAddresses: Children<WorkAddressRecord>;
  homeAddresses: Children<HomeAddressRecord>;
  terminations: Children<TerminationRecord>;
  rehires: Children<RehireRecord>;
  payrolls: Collection<PayrollRecord>;
  payStubs: Children<PayStubRecord>;
  paidEmployees: Children<PaidEmployeeRecord>;
  garnishments: Children<GarnishmentRecord>;
}

export function openRecords(store: Store): Records {
  const byEmployee = (record: { employee_uuid: string }) => record.employee_uuid;
  return {
    employees: withNames(store.collection('employees')),
    jobs: withParents(store.collection('jobs'), byEmployee),
    compensations: withParents(store.collection<CompensationRecord>('compensations'), (record) => record.job_uuid),
    locations: store.collection('locations'),
    workAddresses: withParents(store.collection('work_addresses'), byEmployee),
    homeAddresses: withParents(store.collection('home_addresses'), byEmployee),
    terminations: withParents(store.collection('terminations'), byEmployee),
    rehires: withParents(store.collection<RehireRecord>('rehires'), byEmployee),
    payrolls: store.collection('payrolls'),
    payStubs: withParents(store.collection<PayStubRecord>('pay_stubs'), byEmployee),
    paidEmployees: withParents(store.collection<PaidEmployeeRecord>('paid_employees'), (record) => record.payroll_uuid),
    garnishments: withParents(store.collection<GarnishmentRecord>('garnishments'), byEmployee),
  };
}

/** Finds children without going through all records: a campaign hires thousands of people. */
function withParents<T extends { uuid: string }>(records: Collection<T>, parentOf: (record: T) => string): Children<T> {
  const idsByParent = new Map<string, Set<string>>();
  const index = (record: T) => {
    const ids = idsByParent.get(parentOf(record)) ?? new Set();
    idsByParent.set(parentOf(record), ids.add(record.uuid));
  };
  records.all().forEach(index);
  return Object.assign(observed(records, index), {
    of: (parent: string) => [...(idsByParent.get(parent) ?? [])].flatMap((id) => records.get(id) ?? []),
  });
}

function withNames(records: Collection<EmployeeRecord>): Employees {
  const names = new Map<string, string>();
  const index = ({ uuid, first_name, last_name, preferred_first_name }: EmployeeRecord) =>
    names.set(uuid, `${first_name} ${last_name} ${preferred_first_name ?? ''}`.toLowerCase());
  records.all().forEach(index);
  return Object.assign(observed(records, index), {
    named: (text: string) =>
      [...names].flatMap(([id, name]) => (name.includes(text.toLowerCase()) ? (records.get(id) ?? []) : [])),
  });
}

const observed = <T>(records: Collection<T>, onPut: (record: T) => void): Collection<T> => ({
  get: (id) => records.get(id),
  put(id, record) {
    onPut(record);
    return records.put(id, record);
  },
  delete: (id) => records.delete(id),
  all: () => records.all(),
  get size() {
    return records.size;
  },
});

/** The compensation in effect on a day, or the first one to come. */
export function effectiveOn(compensations: CompensationRecord[], day: string): CompensationRecord | undefined {
  const ordered = compensations.sort((a, b) => a.effective_date.localeCompare(b.effective_date));
  return ordered.filter((one) => one.effective_date <= day).at(-1) ?? ordered[0];
}

/** An id and a first version. */
export const identity = () => ({ uuid: randomUUID(), version: newVersion() });

/** Versions are opaque and change with every change. */
export const newVersion = (): string => randomBytes(16).toString('hex');

/** The same uuid for the same name, so that the seeded company is the same in every sandbox. */
export function namedUuid(name: string): string {
  const hex = createHash('sha256').update(`hireline sandbox ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Today as YYYY-MM-DD in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);
