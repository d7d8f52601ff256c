import { join } from 'node:path';
import { z } from 'zod';
import { Duration } from './duration.js';
import type { Environment } from './environment.js';
import { configFolder } from './root.js';
import {
  ADVOCATE_STATUSES,
  ATTRIBUTED_ELSEWHERE_RULES,
  EXISTING_CANDIDATE_RULES,
  OWNERSHIP_RULES,
} from '../schemas/referral.js';
import { ConfigError, readYamlFile } from './yaml-file.js';

const Count = z.coerce.number({ error: 'expected a whole number of at least 1' }).int().min(1);

const TimeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'expected an IANA time zone such as "America/New_York"');

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as "02:00"');

const Amount = z.coerce.string().regex(/^\d+(\.\d{1,2})?$/, 'expected an amount such as "1500.00"');

/** config/policy.yaml; durations are milliseconds. */
export const Policy = z.strictObject({
  company: z.strictObject({ timeZone: TimeZone, mailDomains: z.array(z.string()) }),
  retry: z.strictObject({ attempts: Count, interval: Duration }),
  http: z.strictObject({ timeout: Duration }),
  hris: z.strictObject({ eventWait: Duration }),
  payroll: z.strictObject({ onboardingPoll: Duration }),
  approval: z.strictObject({ reminder: Duration, escalation: Duration, expiry: Duration }),
  calendar: z.strictObject({ pollInterval: Duration, lookBack: Duration }),
  comms: z.strictObject({ attempts: Count, doubtWait: Duration }),
  reconciliation: z.strictObject({ at: TimeOfDay, days: Count, overdueAfter: Duration }),
  rescission: z.strictObject({ hris: z.enum(['terminate', 'delete'], 'expected terminate or delete') }),
  watchdog: z.strictObject({ silence: Duration }),
  alerts: z.strictObject({ mailTo: z.array(z.email('expected an e-mail address')) }),
  referral: z.strictObject({
    existingCandidate: z.enum(EXISTING_CANDIDATE_RULES, 'expected update, link or reject'),
    ownership: z.enum(OWNERSHIP_RULES, 'expected first, last or split'),
    ownershipWindow: Duration,
    attributedElsewhere: z.enum(ATTRIBUTED_ELSEWHERE_RULES, 'expected ask, keep or overwrite'),
    consentCheckEvery: Duration,
    clockSkew: Duration,
    country: z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166 code such as US'),
    statuses: z.record(z.string(), z.enum(ADVOCATE_STATUSES, `expected one of ${ADVOCATE_STATUSES.join(', ')}`)),
  }),
  bonus: z.strictObject({
    amount: Amount,
    currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as USD'),
    retention: Duration,
    retentionFrom: z.enum(['start', 'hired'], 'expected start or hired'),
    checkEvery: Duration,
    clawbackWithin: Duration,
  }),
  attribution: z.strictObject({
    report: z.enum(['daily', 'weekly'], 'expected daily or weekly'),
    at: TimeOfDay,
    auditAfter: Duration,
    auditOn: z.coerce.number().int().min(1).max(28, 'expected a day of the month up to 28'),
    auditDays: Count,
  }),
  goLive: z.strictObject({ reviewFor: Duration, reviewAt: TimeOfDay }),
  drift: z.strictObject({ probeEvery: Duration, emptyInARow: Count, noConsentInARow: Count }),
  limits: z.strictObject({ alertAtPercent: z.coerce.number().int().min(1).max(100, 'expected 1 to 100') }),
});
export type Policy = z.infer<typeof Policy>;

/**
 * Reads policy.yaml and applies the HIRELINE_* overrides.
 * @throws ConfigError naming the line or the variable, and what was expected.
 */
export function loadPolicy(environment: Environment): Policy {
  const file = join(configFolder(environment), 'policy.yaml');
  readYamlFile(file, Policy);
  const raw = readYamlFile(file, z.record(z.string(), z.record(z.string(), z.unknown()))).content;
  for (const [section, values] of Object.entries(raw)) {
    for (const name of Object.keys(values)) {
      const variable = overrideVariable(section, name);
      const override = environment[variable];
      if (override === undefined || override === '') continue;
      const sections = Policy.shape as unknown as Record<string, z.ZodObject>;
      const schema = sections[section]?.shape[name] as z.ZodType | undefined;
      const result = schema?.safeParse(override);
      if (!result?.success) {
        throw new ConfigError(
          `${variable}: ${result?.error.issues[0]?.message ?? 'not a policy'}, found "${override}"`,
        );
      }
      values[name] = override;
    }
  }
  return Policy.parse(raw);
}

/** retry.interval → HIRELINE_RETRY_INTERVAL, hris.eventWait → HIRELINE_HRIS_EVENT_WAIT. */
export function overrideVariable(section: string, name: string): string {
  return `HIRELINE_${section}_${name.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();
}
