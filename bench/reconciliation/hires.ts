import type { AtsHire } from '../../connectors/roles/ats.js';
import type { HrisEmployee } from '../../connectors/roles/hris.js';
import type { HireFieldName, HireFields } from '../../schemas/hire.js';
import type { Compensation } from '../../schemas/compensation.js';
import type { Person } from '../../schemas/person.js';

/** One of so many hires is made up to differ, in each of the ways below. */
const EVERY = 2_000;
/** Which hire of each EVERY is what. */
const ATS_ONLY = 0;
const HRIS_ONLY = 1;
const DIFFERING: Readonly<Record<number, HireFieldName>> = {
  2: 'compensation',
  3: 'startDate',
  4: 'manager',
  5: 'personalEmail',
  6: 'jobTitle',
};
const DOUBLED_HIRE = 7;
const DOUBLED_PERSON = 8;
const UNLINKED = 9;

/** What must be found, as lines that say all that counts. */
export function plantedFindings(hires: number): Set<string> {
  const lines = new Set<string>();
  for (let at = 0; at < hires; at += EVERY) {
    const add = (which: number, line: (index: number) => string) => {
      if (at + which < hires) lines.add(line(at + which));
    };
    add(ATS_ONLY, (i) => `ats_only ${applicationId(i)}`);
    add(HRIS_ONLY, (i) => `hris_only ${employeeId(i)}`);
    for (const [which, field] of Object.entries(DIFFERING)) {
      add(Number(which), (i) => `differing ${applicationId(i)} ${employeeId(i)} ${field}`);
    }
    add(DOUBLED_HIRE, (i) => `doubled ${applicationId(i)} ${employeeId(i)} ${secondEmployeeId(i)}`);
    add(DOUBLED_PERSON, (i) => `doubled ${applicationId(i)} ${employeeId(i)} ${secondEmployeeId(i)}`);
    add(UNLINKED, (i) => `ats_only ${applicationId(i)} is ${employeeId(i)}`);
    add(UNLINKED, (i) => `hris_only ${employeeId(i)} is ${applicationId(i)}`);
  }
  return lines;
}

/** As many as a vendor's page. */
const PAGE = 500;

export interface AcceptedHire {
  hire: AtsHire;
  /** The person of the HRIS who is the offer's manager. */
  manager: Person;
}

/** The ATS side. */
export async function* atsSide(hires: number): AsyncGenerator<AcceptedHire[]> {
  for (let from = 0; from < hires; from += PAGE) {
    const page: AcceptedHire[] = [];
    for (let i = from; i < Math.min(from + PAGE, hires); i += 1) {
      if (i % EVERY !== HRIS_ONLY) page.push({ hire: atsHire(i), manager: managerOf(i) });
    }
    yield asRead(page);
  }
}

/** The HRIS side, in another order than the ATS's. */
export async function* hrisSide(hires: number): AsyncGenerator<HrisEmployee[]> {
  const step = coprime(hires);
  for (let from = 0; from < hires; from += PAGE) {
    const page: HrisEmployee[] = [];
    for (let n = from; n < Math.min(from + PAGE, hires); n += 1) {
      const i = (n * step) % hires;
      const which = i % EVERY;
      if (which !== ATS_ONLY) page.push(hrisEmployee(i, employeeId(i)));
      if (which === DOUBLED_HIRE || which === DOUBLED_PERSON) page.push(hrisEmployee(i, secondEmployeeId(i)));
    }
    yield asRead(page);
  }
}

/** As a page is that was read from a vendor: values that are parsed, and no longer being put together. */
const asRead = <T>(page: T[]): T[] => JSON.parse(JSON.stringify(page)) as T[];

/** A step that meets every index once, far from the one before. */
function coprime(hires: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = Math.max(1, Math.floor(hires * 0.618));
  while (divisor(step, hires) !== 1) step += 1;
  return step;
}

const applicationId = (i: number): string => String(40_000_000 + i);
const employeeId = (i: number): string => String(10_000_000 + i);
const secondEmployeeId = (i: number): string => String(90_000_000 + i);
export const ACCEPTED_AT = '2026-11-20T15:04:05.000Z';

function managerOf(i: number): Person {
  const id = String(100 + (i % 300));
  return { id, name: `Manager ${id}`, email: `manager.${id}@company.example` };
}

function atsHire(i: number): AtsHire {
  return {
    applicationId: applicationId(i),
    candidateId: String(20_000_000 + i),
    jobId: String(i % 500),
    offerId: String(30_000_000 + i),
    offerVersion: 1,
    offerStatus: 'accepted',
    acceptedAt: ACCEPTED_AT,
    applicationStatus: 'hired',
    url: undefined,
    fields: {
      ...sharedFields(i),
      compensation: { ...yearly(i), hoursPerWeek: '40' },
      employeeId: i % EVERY === UNLINKED ? undefined : employeeId(i),
    },
    problems: [],
  };
}

function hrisEmployee(i: number, id: string): HrisEmployee {
  const which = i % EVERY;
  const second = id !== employeeId(i);
  const unlinked = which === UNLINKED || which === HRIS_ONLY || (which === DOUBLED_PERSON && second);
  const fields = asTheHrisWrites(i, sharedFields(i));
  const field = DIFFERING[which];
  return {
    employeeId: id,
    status: 'Active',
    terminated: false,
    url: undefined,
    fields: {
      ...fields,
      ...(field ? DIFFERENT[field]?.(i) : {}),
      atsApplicationId: unlinked ? undefined : applicationId(i),
      employeeId: id,
    },
    problems: [],
  };
}

/** What another value of a planted field is. */
const DIFFERENT: Partial<Record<HireFieldName, (i: number) => HireFields>> = {
  compensation: () => ({ compensation: { amount: '1030.10', currency: 'USD', period: 'year' } }),
  startDate: () => ({ startDate: '2027-01-11' }),
  manager: () => ({ manager: { id: '999', name: 'Somebody Else' } }),
  personalEmail: (i) => ({ personalEmail: `frist.last.${i}@mail.example` }),
  jobTitle: () => ({ jobTitle: 'Another Title' }),
};

function sharedFields(i: number): HireFields {
  return {
    firstName: `First${i % 9_973}`,
    lastName: `Last${i % 10_007}`,
    preferredName: `F${i % 97}`,
    personalEmail: `first.last.${i}@mail.example`,
    phone: `+1415${String(1_000_000 + (i % 9_000_000))}`,
    startDate: `2026-12-${String(1 + (i % 28)).padStart(2, '0')}`,
    jobTitle: `Title ${i % 200}`,
    department: `Department ${i % 40}`,
    manager: managerOf(i),
    employmentType: i % 9 === 0 ? 'Part-time' : 'Full-time',
    atsApplicationId: applicationId(i),
  };
}

const yearly = (i: number): Compensation => ({
  amount: String(41_600 + (i % 400) * 520),
  currency: 'USD',
  period: 'year',
});

/** The same values as another system writes them: they must not be taken for differences. */
function asTheHrisWrites(i: number, fields: HireFields): HireFields {
  switch (i % 10) {
    case 3:
      // An hour of a 40-hour week is a 2,080th of the year; the amounts above divide by 520.
      return {
        ...fields,
        compensation: { amount: (20 + (i % 400) * 0.25).toFixed(2), currency: 'USD', period: 'hour' },
      };
    case 4:
      return { ...fields, personalEmail: `First.LAST.${i}@mail.example`, compensation: yearly(i) };
    case 5:
      return {
        ...fields,
        lastName: ` last${i % 10_007} `,
        compensation: { ...yearly(i), amount: `${yearly(i).amount}.00` },
      };
    default:
      return { ...fields, compensation: yearly(i) };
  }
}
