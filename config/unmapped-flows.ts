import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from './environment.js';
import { REGULATIONS } from './referral-map.js';
import { configFolder } from './root.js';
import { Systems } from './systems.js';
import { readYamlFile } from './yaml-file.js';

/** What a field belongs to. */
export const FLOW_PATHS = ['hire', 'referral', 'bonus', 'screening', 'interview', 'reporting'] as const;
export type FlowPath = (typeof FLOW_PATHS)[number];

/** The roles of systems.yaml, and hireline itself. */
export const FLOW_ROLES = [...Systems.shape.roles.keyof().options, 'hireline'] as const;
export type FlowRole = (typeof FLOW_ROLES)[number];
const Role = z.enum(FLOW_ROLES, `expected one of ${FLOW_ROLES.join(', ')}`);

const Flow = z.strictObject({
  from: z.array(Role).min(1),
  to: z.array(Role).optional(),
  at: z.partialRecord(Role, z.string().min(1)).optional(),
  type: z.string().min(1),
  transformation: z.string().min(1),
  nullRule: z.enum(['fail', 'skip']),
  regulated: z.enum(REGULATIONS, `expected one of ${REGULATIONS.join(', ')}`),
  legalBasis: z.string().min(1),
});

/** A field that crosses systems without an entry in the field map. */
export interface UnmappedFlow extends z.infer<typeof Flow> {
  path: FlowPath;
  field: string;
}

const Part = Flow.partial();
const File = z.record(z.enum(FLOW_PATHS), z.strictObject({ common: Part, fields: z.record(z.string(), Part) }));

/**
 * Reads data-flow.yaml.
 * @throws ConfigError with file, line and what was expected.
 */
export function loadUnmappedFlows(environment: Environment): UnmappedFlow[] {
  const { content, mistake } = readYamlFile(join(configFolder(environment), 'data-flow.yaml'), File);
  return FLOW_PATHS.flatMap((path) => {
    const { common, fields } = content[path];
    return Object.entries(fields).map(([field, own]): UnmappedFlow => {
      const result = Flow.safeParse({ ...common, ...own });
      if (result.success) return { path, field, ...result.data };
      const missing = result.error.issues.map((issue) => issue.path.join('.')).join(', ');
      throw mistake([path, 'fields', field], `expected ${missing}, there or in common`);
    });
  });
}
