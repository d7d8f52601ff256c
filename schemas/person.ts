import { z } from 'zod';

/**
 * A reference to a person as one system knows them, e.g. the manager on an offer.
 * `id` is the id in the system it was read from; the others help to find the same person elsewhere.
 */
export const Person = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  email: z.string().optional(),
  employeeNumber: z.string().optional(),
});
export type Person = z.infer<typeof Person>;
