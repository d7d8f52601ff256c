import type { DataRole, Systems } from './systems.js';
import type { FieldMap, FieldRule, NullRule } from './field-map.js';
import type { ReferralRole, ReferralRule, Regulation } from './referral-map.js';
import type { HireFieldName } from '../schemas/hire.js';

/** Where a field stands in one system. */
export interface FieldPlace {
  role: DataRole | ReferralRole;
  /** The vendor that plays the role. */
  vendor: string;
  /** In the vendor's own words. */
  place: string;
}

/** One field on its way from the system it counts in to the others. */
export interface DataFlow {
  /** hire: ATS to HRIS and payroll; referral: advocacy platform to ATS to CRM, and back. */
  path: 'hire' | 'referral';
  field: string;
  source: FieldPlace;
  destinations: FieldPlace[];
  type: string;
  transformation: string;
  /** What an empty value does, in words. */
  nullRule: string;
  regulated: Regulation;
  legalBasis: string;
}

/** Every field that crosses systems, as the configuration has it; the program goes by the same entries. */
export function dataFlows({ systems, fieldMap }: { systems: Systems; fieldMap: FieldMap }): DataFlow[] {
  return [
    ...Object.values(fieldMap.rules).map((rule) => hireFlow(systems, rule)),
    ...fieldMap.referral.map((rule) => referralFlow(systems, rule)),
  ];
}

function hireFlow({ roles }: Systems, rule: FieldRule): DataFlow {
  const places = (Object.entries(rule.bindings) as [DataRole, Readonly<Record<string, string>>][]).map(
    ([role, { path = '', ...extras }]): FieldPlace => ({
      role,
      vendor: roles[role],
      place: [path, ...Object.entries(extras).map(([name, value]) => `${name}: ${value}`)].join(', '),
    }),
  );
  return {
    path: 'hire',
    field: rule.field,
    ...fromTo(rule.field, places, rule.authority),
    type: HIRE_FIELD_TYPES[rule.field],
    transformation: rule.transformation,
    nullRule: nullRuleText(rule.nullRule),
    regulated: rule.regulated,
    legalBasis: rule.legalBasis,
  };
}

/** A referral's fields come from the first system of the chain that holds them; its status goes the other way. */
function referralFlow({ roles }: Systems, rule: ReferralRule): DataFlow {
  const chain = rule.field === 'status' ? (['ats', 'advocacy'] as const) : (['advocacy', 'ats', 'crm'] as const);
  const places = chain.flatMap((role): FieldPlace[] => {
    const place = rule[role];
    return place ? [{ role, vendor: roles[role], place }] : [];
  });
  return {
    path: 'referral',
    field: rule.field,
    ...fromTo(rule.field, places, places[0]?.role),
    type: rule.type,
    transformation: rule.transformation,
    nullRule: NULL_RULES[rule.nullRule],
    regulated: rule.regulated,
    legalBasis: rule.legalBasis,
  };
}

function fromTo(field: string, places: FieldPlace[], role: FieldPlace['role'] | undefined) {
  const source = places.find((place) => place.role === role);
  if (!source) throw new Error(`field map: ${field} stands nowhere`);
  return { source, destinations: places.filter((place) => place !== source) };
}

const NULL_RULES = { fail: 'fails: nothing is written, a person is told', skip: 'is left out' } as const;

function nullRuleText(rule: NullRule): string {
  if (rule.do !== 'default') return NULL_RULES[rule.do];
  const { value } = rule;
  if (typeof value === 'string') return `becomes ${value}`;
  return `becomes ${Object.entries(value)
    .map(([period, word]) => `${word} (paid by the ${period})`)
    .join(', ')}`;
}

const HIRE_FIELD_TYPES: Readonly<Record<HireFieldName, string>> = {
  firstName: 'text',
  lastName: 'text',
  preferredName: 'text',
  personalEmail: 'email',
  phone: 'phone',
  startDate: 'date',
  jobTitle: 'text',
  department: 'text',
  manager: 'person',
  compensation: 'money and pay period',
  employmentType: 'option',
  flsaStatus: 'option',
  atsApplicationId: 'id',
  employeeId: 'id',
};
