import type { DataRole, Systems } from './systems.js';
import type { FieldMap, FieldRule, NullRule } from './field-map.js';
import type { ReferralRule, Regulation } from './referral-map.js';
import type { FlowPath, FlowRole, UnmappedFlow } from './unmapped-flows.js';
import type { HireFieldName } from '../schemas/hire.js';

/** Where a field stands in one system. */
export interface FieldPlace {
  role: FlowRole;
  /** The vendor that plays the role; "hireline" for its own ledger and configuration. */
  vendor: string;
  /** In the vendor's own words. */
  place: string;
}

/** One field on its way from the system it counts in to the others. */
export interface DataFlow {
  path: FlowPath;
  field: string;
  source: FieldPlace;
  /** None where it is kept in the ledger. */
  destinations: FieldPlace[];
  type: string;
  transformation: string;
  /** What an empty value does, in words. */
  nullRule: string;
  regulated: Regulation;
  legalBasis: string;
}

/** What the map is made from. */
export interface DataFlowSources {
  systems: Systems;
  fieldMap: FieldMap;
  unmapped: readonly UnmappedFlow[];
  /** What a vendor's connector says of where it holds fields that are not in the field map: ConnectorModule.holds. */
  holds: (vendor: string) => Readonly<Record<string, string>>;
}

/**
 * Every field that crosses systems: those of the field map, by which the program goes, and those beside it at the places
 * that the connectors name.
 * @throws Error for a field that stands in no system.
 */
export function dataFlows(sources: DataFlowSources): DataFlow[] {
  const { systems, fieldMap, unmapped } = sources;
  return [
    ...Object.values(fieldMap.rules).map((rule) => hireFlow(systems, rule)),
    ...fieldMap.referral.map((rule) =>
      rule.field === 'source' ? sourceFlow(sources, rule) : referralFlow(systems, rule),
    ),
    ...unmapped.flatMap((flow) => unmappedFlows(sources, flow)),
  ];
}

/** One row for each system that it may come from. */
function unmappedFlows(sources: DataFlowSources, flow: UnmappedFlow): DataFlow[] {
  const { path, field, from, to = [], at = {}, type, transformation, nullRule, regulated, legalBasis } = flow;
  const key = `${path}.${field}`;
  const placesOf = (roles: readonly FlowRole[]) => roles.flatMap((role) => heldPlaces(sources, role, key, at[role]));
  const destinations = placesOf(to);
  const origins = placesOf(from);
  if (origins.length === 0) throw new Error(`data-flow.yaml: ${key} stands nowhere`);
  return origins.map((source) => ({
    ...{ path, field, source, destinations, type, transformation, regulated, legalBasis },
    nullRule: NULL_RULES[nullRule],
  }));
}

const SYSTEMS_PLACE = 'places.';

/** Where the vendors of a role hold a field: where the configuration says, else where their connectors do. */
function heldPlaces(
  { systems, holds }: Pick<DataFlowSources, 'systems' | 'holds'>,
  role: FlowRole,
  key: string,
  at: string | undefined,
): FieldPlace[] {
  const vendors = role === 'hireline' ? [role] : [systems.roles[role]].flat();
  const named = at?.startsWith(SYSTEMS_PLACE)
    ? (systems.places as Readonly<Record<string, string>>)[at.slice(SYSTEMS_PLACE.length)]
    : at;
  return vendors.flatMap((vendor) => {
    const place = named ?? holds(vendor)[key];
    return place === undefined ? [] : [{ role, vendor, place }];
  });
}

/** The source is a constant of the map: its name at the ATS. */
function sourceFlow(sources: DataFlowSources, rule: ReferralRule): DataFlow {
  const name = rule.ats ?? '';
  return {
    ...referralFlow(sources.systems, rule),
    source: { role: 'hireline', vendor: 'hireline', place: `field-map.yaml referral.source: ${name}` },
    destinations: heldPlaces(sources, 'ats', 'referral.source', undefined),
  };
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
