import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from './environment.js';
import { configFolder } from './root.js';
import { readYamlFile } from './yaml-file.js';

/** The roles that hold fields of a hire. */
export type DataRole = 'ats' | 'hris' | 'payroll';

const Domain = z.strictObject({
  authority: z.enum(['ats', 'hris']),
  writes: z.array(z.enum(['ats', 'hris', 'payroll'])),
  conflict: z.enum(['hold', 'authority']),
});

/** Where the ATS keeps what no field of the map holds, in its own words. */
export const Places = z.strictObject({
  /** Text that lists every screening result of a candidate. */
  screeningHistory: z.string(),
  /** Whether a candidate opted in to text messages. */
  textMessageConsent: z.string(),
});
export type Places = z.infer<typeof Places>;

/** config/systems.yaml: who plays which role, and the system-of-record matrix. */
export const Systems = z.strictObject({
  roles: z.strictObject({
    ats: z.string(),
    hris: z.string(),
    payroll: z.string(),
    chat: z.string(),
    calendar: z.string(),
    comms: z.string(),
    sms: z.string(),
    screening: z.array(z.string()).min(1),
    advocacy: z.string(),
    crm: z.string(),
    engagement: z.array(z.string()).min(1),
  }),
  places: Places,
  systemOfRecord: z.record(z.string(), Domain),
  sandboxAccountsOnProductionHosts: z.array(z.string()),
});
export type Systems = z.infer<typeof Systems>;

/**
 * Reads systems.yaml.
 * @param vendors the vendors there are connectors for.
 * @throws ConfigError with file, line and what was expected.
 */
export function loadSystems(environment: Environment, vendors: readonly string[]): Systems {
  const file = readYamlFile(join(configFolder(environment), 'systems.yaml'), Systems);
  for (const [role, named] of Object.entries(file.content.roles)) {
    const unknown = [named].flat().some((vendor) => !vendors.includes(vendor));
    if (unknown) throw file.mistake(['roles', role], `expected one of ${vendors.join(', ')}`);
  }
  for (const [name, domain] of Object.entries(file.content.systemOfRecord)) {
    if (domain.writes.includes(domain.authority)) {
      throw file.mistake(['systemOfRecord', name, 'writes'], `must not name ${domain.authority}, its own authority`);
    }
  }
  return file.content;
}
