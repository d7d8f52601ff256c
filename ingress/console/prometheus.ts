import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { kindOfError } from '../../config/logger.js';
import { countLedger } from '../../ledger/metrics.js';
import { watchReconciliation } from '../../ledger/reconciliation-overdue.js';
import { countOpen } from '../../ledger/reconciliation-queue.js';
import type { IngressContext } from '../context.js';
import { readMetrics, type Metrics } from '../../ledger/metric-targets.js';
import { listUsage, listWindows } from '../../ledger/vendor-usage.js';

type MetricName = keyof Metrics;

/** A metric's own gauge, and what it is called in the label of the gauges that all have. */
const METRICS: Readonly<Record<MetricName, { gauge: string; label: string; help: string }>> = {
  atsToHrisSyncFailureRate: {
    gauge: 'ats_to_hris_sync_failure_ratio',
    label: 'ats_to_hris_sync_failure_rate',
    help: 'Hires whose write to the HRIS failed, of those started in the window.',
  },
  reconciliationQueueDepth: {
    gauge: 'reconciliation_queue_depth',
    label: 'reconciliation_queue_depth',
    help: 'Differences between ATS and HRIS that wait for a person; NaN before anything was reconciled.',
  },
  payrollHoldRate: {
    gauge: 'payroll_hold_ratio',
    label: 'payroll_hold_rate',
    help: 'Hires held before payroll, of those compared in the window.',
  },
};

/** `/metrics` for Prometheus: this process, and what the ledger says at the moment of the scrape. */
export function prometheusHandler(context: Pick<IngressContext, 'db' | 'policy' | 'logger'>): RequestHandler {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const show = { ...metricGauges(registry), ...ledgerGauges(registry), ...limitGauges(registry) };

  return async (_request, response) => {
    try {
      const [metrics, counts, open, watch, windows, usage] = await Promise.all([
        readMetrics(context),
        countLedger(context.db),
        countOpen(context.db),
        watchReconciliation(context.db, context.policy.reconciliation.overdueAfter),
        listWindows(context.db),
        listUsage(context.db, new Date()),
      ]);
      show.metrics(metrics);
      show.counts(counts);
      show.reconciliation(open, watch);
      show.limits(windows, usage);
      response.type(registry.contentType).send(await registry.metrics());
    } catch (error) {
      context.logger.error({ err: kindOfError(error) }, 'metrics could not be collected');
      response.status(503).json({ error: 'unavailable', reason: 'the ledger does not answer' });
    }
  };
}

const gaugeIn =
  (registry: Registry) =>
  <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `hireline_${name}`, help, labelNames, registers: [registry] });

/** The three metrics, each with its target and what it is made of, so that an alert need not repeat them. */
function metricGauges(registry: Registry) {
  const gauge = gaugeIn(registry);
  const names = Object.keys(METRICS) as MetricName[];
  const values = new Map(names.map((name) => [name, gauge(METRICS[name].gauge, METRICS[name].help)]));
  const target = gauge('metric_target', 'What a metric should be: a rate below it, the queue at it.', 'metric');
  const numerator = gauge('metric_numerator', 'What a metric counts in its window.', 'metric');
  const denominator = gauge('metric_denominator', 'Of how many; none for a count.', 'metric');
  const days = gauge('metric_window_days', "Days of a metric's window, in the company's time zone.", 'metric');
  const held = gauge('held_hires', 'Hires in the window that were held because of a field.', 'field');

  return {
    metrics(metrics: Metrics) {
      for (const name of names) {
        const metric = metrics[name];
        const labels = { metric: METRICS[name].label };
        // Where there is nothing to measure there is no number, and no alert on zero.
        values.get(name)?.set(metric.value ?? NaN);
        target.set(labels, metric.target);
        days.set(labels, metric.window.days);
        if (metric.numerator !== null) numerator.set(labels, metric.numerator);
        if (metric.denominator !== null) denominator.set(labels, metric.denominator);
      }
      // A field that held nobody any more must not keep the number it had.
      held.reset();
      for (const { field, hires } of metrics.payrollHoldRate.heldFields) held.set({ field }, hires);
    },
  };
}

function ledgerGauges(registry: Registry) {
  const gauge = gaugeIn(registry);
  const hires = gauge('hires', 'Hires by where they stand.', 'status');
  const deliveries = gauge('deliveries', 'Deliveries by what became of them.', 'status');
  const openHolds = gauge('open_holds', 'Holds that wait for a person.');
  const items = gauge('reconciliation_open_items', 'The reconciliation queue by what is wrong.', 'kind');
  const oldest = gauge('reconciliation_oldest_item_seconds', 'Age of the oldest item in the queue; 0 without any.');
  const lastFinished = gauge(
    'reconciliation_last_finished_timestamp_seconds',
    'When a reconciliation last came to its end; 0 before the first.',
  );
  const overdue = gauge('reconciliation_overdue', '1 when the reconciliation has not run for too long.');

  return {
    counts(counts: Awaited<ReturnType<typeof countLedger>>) {
      for (const [status, count] of Object.entries(counts.hires)) hires.set({ status }, count);
      for (const [status, count] of Object.entries(counts.deliveries)) deliveries.set({ status }, count);
      openHolds.set(counts.openHolds);
    },
    reconciliation(
      open: Awaited<ReturnType<typeof countOpen>>,
      watch: Awaited<ReturnType<typeof watchReconciliation>>,
    ) {
      for (const [kind, count] of Object.entries(open.byKind)) items.set({ kind }, count);
      oldest.set(open.oldest ? Math.max(0, (Date.now() - open.oldest.getTime()) / 1000) : 0);
      lastFinished.set((watch.lastFinishedAt?.getTime() ?? 0) / 1000);
      overdue.set(watch.overdue ? 1 : 0);
    },
  };
}

/** What is used of the vendors' limits: in the present window, and in this hour. */
function limitGauges(registry: Registry) {
  const gauge = gaugeIn(registry);
  const limit = gauge('vendor_limit', "Requests of a vendor's window, as it names it.", 'vendor');
  const used = gauge('vendor_limit_used', 'Requests used of the present window.', 'vendor');
  const peak = gauge('vendor_limit_peak_ratio', 'Largest part of a window that was used in this hour.', 'vendor');
  const calls = gauge('vendor_calls_this_hour', 'Calls since the beginning of this hour.', 'vendor');
  const throttled = gauge('vendor_throttled_this_hour', 'Calls the vendor refused in this hour as too many.', 'vendor');

  return {
    limits(windows: Awaited<ReturnType<typeof listWindows>>, usage: Awaited<ReturnType<typeof listUsage>>) {
      // An hour that is over must not keep its numbers.
      for (const one of [peak, calls, throttled]) one.reset();
      for (const window of windows) {
        if (window.limit === null) continue;
        limit.set({ vendor: window.vendor }, window.limit);
        if (window.used !== null) used.set({ vendor: window.vendor }, window.used);
      }
      for (const hour of usage) {
        const labels = { vendor: hour.vendor };
        calls.set(labels, hour.calls);
        throttled.set(labels, hour.throttled);
        if (hour.peakUsed !== null && hour.peakLimit) peak.set(labels, hour.peakUsed / hour.peakLimit);
      }
    },
  };
}
