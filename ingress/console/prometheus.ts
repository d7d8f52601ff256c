import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { countLedger } from '../../ledger/metrics.js';
import type { IngressContext } from '../context.js';
import { kindOfError } from '../../config/logger.js';
import { readMetrics } from './metrics.js';

/** `/metrics` for Prometheus: this process, and what the ledger says at the moment of the scrape. */
export function prometheusHandler(context: Pick<IngressContext, 'db' | 'policy' | 'logger'>): RequestHandler {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `hireline_${name}`, help, labelNames, registers });

  const syncFailures = gauge(
    'ats_to_hris_sync_failure_ratio',
    'Hires whose write to the HRIS failed, of those started in 7 days.',
  );
  const payrollHolds = gauge('payroll_hold_ratio', 'Hires held before payroll, of those compared in 7 days.');
  const queueDepth = gauge(
    'reconciliation_queue_depth',
    'Differences that wait for a person; NaN while nothing measures it.',
  );
  const hires = gauge('hires', 'Hires by where they stand.', 'status');
  const deliveries = gauge('deliveries', 'Deliveries by what became of them.', 'status');
  const openHolds = gauge('open_holds', 'Holds that wait for a person.');

  return async (_request, response) => {
    try {
      const [metrics, counts] = await Promise.all([readMetrics(context), countLedger(context.db)]);
      // Where there is nothing to measure there is no number, and no alert on zero.
      syncFailures.set(metrics.atsToHrisSyncFailureRate.value ?? NaN);
      payrollHolds.set(metrics.payrollHoldRate.value ?? NaN);
      queueDepth.set(metrics.reconciliationQueueDepth.value ?? NaN);
      for (const [status, count] of Object.entries(counts.hires)) hires.set({ status }, count);
      for (const [status, count] of Object.entries(counts.deliveries)) deliveries.set({ status }, count);
      openHolds.set(counts.openHolds);
      response.type(registry.contentType).send(await registry.metrics());
    } catch (error) {
      context.logger.error({ err: kindOfError(error) }, 'metrics could not be collected');
      response.status(503).json({ error: 'unavailable', reason: 'the ledger does not answer' });
    }
  };
}
