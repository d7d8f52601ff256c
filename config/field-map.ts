import { join } from 'node:path';
import { z } from 'zod';
import { HIRE_FIELD_NAMES, type HireFieldName } from '../schemas/hire.js';
import { REFERRAL_FIELD_NAMES } from '../schemas/referral.js';
import { PAY_PERIODS, type PayPeriod } from '../schemas/compensation.js';
import type { Environment } from './environment.js';
import { configFolder } from './root.js';
import type { DataRole, Systems } from './systems.js';
import { REGULATIONS, ReferralSection, type ReferralRule, type Regulation } from './referral-map.js';
import { readYamlFile, type ConfigError } from './yaml-file.js';

/** Where a field stands in one system: a path, and named extras such as `prefer` or `form`, in the connector's words. */
export type Binding = Readonly<Record<string, string>>;

/** One system's column of the map. A field without a binding is not held there. */
export type FieldBindings = Readonly<Partial<Record<HireFieldName, Binding>>>;

/** What an empty value of a field does. */
export type NullRule = { do: 'fail' } | { do: 'skip' } | { do: 'default'; value: string | Record<PayPeriod, string> };

export interface FieldRule {
  field: HireFieldName;
  domain: string;
  authority: 'ats' | 'hris';
  nullRule: NullRule;
  /** Whether the offer and the HRIS must agree on it before payroll. */
  compare: boolean;
  /** How regulated it is, why it may be processed, and what is done to it on the way: for the data-flow map. */
  regulated: Regulation;
  legalBasis: string;
  transformation: string;
  bindings: Readonly<Partial<Record<DataRole, Binding>>>;
}

export interface FieldMap {
  version: string;
  rules: Readonly<Record<HireFieldName, FieldRule>>;
  /** What crosses with a referral. */
  referral: readonly ReferralRule[];
  /** One role's column. */
  column(role: DataRole): FieldBindings;
}

const BindingEntry = z
  .union([z.string().min(1), z.record(z.string(), z.string())], { error: 'expected a path or {path: …}' })
  .transform((entry): Binding => (typeof entry === 'string' ? { path: entry } : entry))
  .refine((binding) => typeof binding['path'] === 'string', 'expected a path');

const NullEntry = z.union(
  [
    z.literal('fail'),
    z.literal('skip'),
    z.strictObject({ default: z.union([z.string().min(1), z.record(z.enum(PAY_PERIODS), z.string().min(1))]) }),
  ],
  { error: 'expected fail, skip, or {default: …}' },
);

const FieldEntry = z.strictObject({
  domain: z.string(),
  ats: BindingEntry.optional(),
  hris: BindingEntry.optional(),
  payroll: BindingEntry.optional(),
  nullRule: NullEntry,
  compare: z.boolean().default(false),
  regulated: z.enum(REGULATIONS, `expected one of ${REGULATIONS.join(', ')}`).default('personal'),
  legalBasis: z.string().min(1).default('not stated'),
  transformation: z.string().min(1).default('as it is'),
});

const FieldMapFile = z.strictObject({
  version: z.string().min(1),
  fields: z.partialRecord(z.enum(HIRE_FIELD_NAMES as [HireFieldName, ...HireFieldName[]]), FieldEntry),
  referral: ReferralSection,
});

/** What connectors say to a binding: what is wrong with it, or undefined. */
export type BindingCheck = (role: DataRole, field: HireFieldName, binding: Binding) => string | undefined;

const DATA_ROLES = ['ats', 'hris', 'payroll'] as const;

/**
 * Reads field-map.yaml and holds it against the system-of-record matrix and what the connectors know.
 * @throws ConfigError with file, line and what was expected: unknown fields or places, a field without a reader,
 *   a mapping against its write direction, a comparison that has only one side.
 */
export function loadFieldMap(environment: Environment, systems: Systems, check: BindingCheck): FieldMap {
  const file = readYamlFile(join(configFolder(environment), 'field-map.yaml'), FieldMapFile);
  const rules = {} as Record<HireFieldName, FieldRule>;
  for (const field of HIRE_FIELD_NAMES) {
    const entry = file.content.fields[field];
    const at = (...path: string[]) => ['fields', field, ...path];
    const fail = (path: string[], message: string): ConfigError => file.mistake(path, message);
    if (!entry) throw fail(at(), 'is missing: expected an entry for every field');
    const domain = systems.systemOfRecord[entry.domain];
    if (!domain) {
      throw fail(at('domain'), `expected one of ${Object.keys(systems.systemOfRecord).join(', ')}`);
    }
    if (!entry[domain.authority]) {
      throw fail(at(), `is not bound in the ${domain.authority.toUpperCase()}, which is its system of record`);
    }
    for (const role of DATA_ROLES) {
      const binding = entry[role];
      if (!binding) continue;
      if (role !== domain.authority && !domain.writes.includes(role)) {
        throw fail(
          at(role),
          `would be written to ${role} against the system-of-record matrix: ${entry.domain} may be written to ${domain.writes.join(', ') || 'nothing'}`,
        );
      }
      const wrong = check(role, field, binding);
      if (wrong) throw fail(at(role), wrong);
    }
    if (entry.compare && !(entry.ats && entry.hris)) {
      throw fail(at('compare'), 'can only be compared when it is bound in the ATS and in the HRIS');
    }
    rules[field] = {
      field,
      domain: entry.domain,
      authority: domain.authority,
      nullRule: nullRule(entry.nullRule, () =>
        fail(at('nullRule'), `expected a default for each of ${PAY_PERIODS.join(', ')}`),
      ),
      compare: entry.compare,
      regulated: entry.regulated,
      legalBasis: entry.legalBasis,
      transformation: entry.transformation,
      bindings: Object.fromEntries(DATA_ROLES.flatMap((role) => (entry[role] ? [[role, entry[role]]] : []))),
    };
  }
  return {
    version: file.content.version,
    rules,
    referral: REFERRAL_FIELD_NAMES.map((field) => ({ field, ...file.content.referral[field] })),
    column: (role) =>
      Object.fromEntries(
        Object.values(rules).flatMap((rule) => (rule.bindings[role] ? [[rule.field, rule.bindings[role]]] : [])),
      ),
  };
}

function nullRule(entry: z.infer<typeof NullEntry>, incomplete: () => ConfigError): NullRule {
  if (typeof entry === 'string') return { do: entry };
  if (typeof entry.default === 'string') return { do: 'default', value: entry.default };
  const byPeriod = entry.default;
  if (PAY_PERIODS.some((period) => byPeriod[period] === undefined)) throw incomplete();
  return { do: 'default', value: byPeriod };
}
