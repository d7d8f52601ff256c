import type { Ground } from './ground.js';
import type { SearchAttributes } from '../embedded/temporal.js';
import type { Delivery } from './webhook.js';

/** A program that is measured. */
export interface Subject {
  searchAttributes: SearchAttributes;
  /** Starts its processes. @returns what can be asked of it once they are ready. */
  start(ground: Ground): Promise<RunningSubject>;
}

export interface RunningSubject {
  /** Where its webhooks go. */
  webhookUrl: string;
  delivery(applicationId: number): Delivery;
  /** How many events are through, by its own ledger. @throws Error when one of them has failed. */
  countThrough(): Promise<number>;
  /** When each event was through, by PostgreSQL's clock, in milliseconds since 1970. */
  throughAt(): Promise<Map<number, number>>;
  workflowId(applicationId: number): string;
}

/** The times of a query with the columns `id` and `at`. */
export async function timesById(ground: Ground, query: string): Promise<Map<number, number>> {
  const { rows } = await ground.db.query<{ id: string; at: number }>(query);
  return new Map(rows.map(({ id, at }) => [Number(id), at]));
}
