import { z } from 'zod';

/**
 * Makes Gusto keep another value than was sent, as a server-side rule or a person in between would: for proving
 * that writes are read back.
 */
export const Alteration = z.strictObject({
  field: z.enum([
    'employee.first_name',
    'employee.last_name',
    'employee.preferred_first_name',
    'employee.email',
    'job.title',
    'job.hire_date',
    'compensation.rate',
    'compensation.payment_unit',
    'compensation.flsa_status',
  ]),
  value: z.string().nullable(),
  /** How many writes it hits. */
  count: z.number().int().positive().default(1),
});
export type Alteration = z.infer<typeof Alteration>;

export interface Alterations {
  add(alteration: Alteration): Alteration;
  clear(): void;
  list(): Alteration[];
  /** The record with the alterations of its kind in place of what was sent. */
  apply<T extends object>(kind: 'employee' | 'job' | 'compensation', record: T): T;
}

export function createAlterations(): Alterations {
  let pending: Alteration[] = [];
  return {
    add(alteration) {
      pending.push({ ...alteration });
      return alteration;
    },
    clear() {
      pending = [];
    },
    list: () => structuredClone(pending),
    apply(kind, record) {
      const hits = pending.filter((one) => one.field.startsWith(`${kind}.`));
      for (const hit of hits) hit.count -= 1;
      pending = pending.filter((one) => one.count > 0);
      const changes = hits.map((one) => [one.field.slice(kind.length + 1), one.value] as const);
      return { ...record, ...Object.fromEntries(changes) };
    },
  };
}
