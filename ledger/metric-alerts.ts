import type { Queryable } from './database.js';

/** The metrics of these that people have not been told of on this day. @param day YYYY-MM-DD */
export async function untoldMetrics<M extends string>(db: Queryable, day: string, metrics: readonly M[]): Promise<M[]> {
  const { rows } = await db.query<{ metric: M }>('select metric from metric_alerts where day = $1', [day]);
  return metrics.filter((metric) => !rows.some((row) => row.metric === metric));
}

export async function metricTold(db: Queryable, day: string, metric: string): Promise<void> {
  await db.query('insert into metric_alerts (day, metric) values ($1, $2) on conflict do nothing', [day, metric]);
}
