import { burstTable } from './burst/report.js';
import type { BurstMeasurement } from './burst/measure.js';
import type { Machine } from './machine.js';
import { PROCESSES, type ProcessName } from './ground.js';
import type { Measurement, Phase } from './measure.js';
import type { Options, SubjectName } from './options.js';
import type { Target } from './target.js';
import { reconciliationTable, type ReconciliationTarget } from './reconciliation/report.js';
import type { SizeResult } from './reconciliation/run.js';
import { median, type Percentiles } from './statistics.js';

/** One round: each subject once, one right after the other. */
export type Round = Partial<Record<SubjectName, Measurement>>;

/** What is written as JSON. */
export interface Result {
  startedAt: string;
  machine: Machine;
  versions: Record<string, string>;
  options: Options;
  rounds: Round[];
  /** Medians over the rounds. */
  metrics: Metric[];
  targets: Target[];
  /** The daily reconciliation at each size. */
  reconciliation: SizeResult[];
  reconciliationTargets: ReconciliationTarget[];
  /** A campaign's burst, by events a webhook. */
  bursts: BurstMeasurement[];
  burstTargets: Target[];
}

/** One number in both subjects. A ratio is the median of the rounds' ratios, hireline's to the baseline's. */
export interface Metric {
  name: string;
  unit: string;
  baseline: number | null;
  hireline: number | null;
  ratio: number | null;
}

type Pick = (measurement: Measurement) => number | null;

/** hireline's own memory: what an operator has to give it besides the servers. */
const nodeMemory: Pick = ({ peakBytes }) => ((peakBytes.worker ?? 0) + (peakBytes.ingress ?? 0)) / 2 ** 20;

/** Vendors are somebody else's computers. */
const OWN_PROCESSES = PROCESSES.filter((name) => name !== 'vendors');
const ownCpu = ({ cpuMs }: Phase): number => OWN_PROCESSES.reduce((sum, name) => sum + cpuMs[name], 0);

function latency(
  title: string,
  phase: (measurement: Measurement) => Percentiles | undefined,
): [string, string, Pick][] {
  return [
    [`${title} p50`, 'ms', (measurement) => phase(measurement)?.p50 ?? null],
    [`${title} p99`, 'ms', (measurement) => phase(measurement)?.p99 ?? null],
  ];
}

function cpuOf(title: string, phase: (measurement: Measurement) => Phase | null): [string, string, Pick][] {
  const one = (name: ProcessName): [string, string, Pick] => [
    `  ${name}`,
    'ms',
    (measurement) => phase(measurement)?.cpuMs[name] ?? null,
  ];
  const sum: Pick = (measurement) => {
    const measured = phase(measurement);
    return measured && ownCpu(measured);
  };
  return [[title, 'ms', sum], ...PROCESSES.map(one)];
}

function definitions({ open, rate }: Options): [string, string, Pick][] {
  const loaded = `${open} open requests`;
  const steady = `${rate}/s`;
  return [
    [`throughput, ${loaded}`, 'events/s', ({ loaded: { eventsPerSecond } }) => eventsPerSecond],
    ...latency(`ack, ${loaded}`, (one) => one.loaded.ack),
    ...latency(`end to end, ${loaded}`, (one) => one.loaded.endToEnd),
    ...latency(`HRIS complete, ${loaded}`, (one) => one.loaded.hrisComplete),
    ...latency(`ack, ${steady}`, (one) => one.steady?.ack),
    ...latency(`end to end, ${steady}`, (one) => one.steady?.endToEnd),
    ...latency(`HRIS complete, ${steady}`, (one) => one.steady?.hrisComplete),
    ...cpuOf(`CPU per event, ${loaded}`, (one) => one.loaded),
    ...cpuOf(`CPU per event, ${steady}`, (one) => one.steady),
    ['peak memory, worker + ingress', 'MB', nodeMemory],
    ['  worker', 'MB', ({ peakBytes }) => (peakBytes.worker ?? 0) / 2 ** 20],
    ['  ingress', 'MB', ({ peakBytes }) => (peakBytes.ingress ?? 0) / 2 ** 20],
    ['  temporal', 'MB', ({ peakBytes }) => (peakBytes.temporal ?? 0) / 2 ** 20],
    ['vendor requests per event', '', ({ perEvent }) => perEvent.vendorRequests],
    ['PostgreSQL commits per event', '', ({ perEvent }) => perEvent.postgresCommits],
    ['history events per event', '', ({ perEvent }) => perEvent.historyEvents],
  ];
}

/** Medians and ratios of the rounds. */
export function metricsOf(rounds: readonly Round[], options: Options): Metric[] {
  return definitions(options).flatMap(([name, unit, pick]) => {
    const values = (subject: SubjectName) => rounds.flatMap((round) => (round[subject] && pick(round[subject])) ?? []);
    const ratios = rounds.flatMap(({ baseline, hireline }) => {
      const [base, own] = [baseline && pick(baseline), hireline && pick(hireline)];
      return base && own !== undefined && own !== null ? [own / base] : [];
    });
    const [baseline, hireline] = [medianOrNull(values('baseline')), medianOrNull(values('hireline'))];
    if (baseline === null && hireline === null) return [];
    return [{ name, unit, baseline, hireline, ratio: medianOrNull(ratios) }];
  });
}

const medianOrNull = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values));

/** What hireline is held to; empty unless both subjects were measured. */
export function targetsOf(rounds: readonly Round[]): Target[] {
  const compared: { name: string; wanted: string; pick: Pick; meets: (ratio: number) => boolean }[] = [
    {
      name: 'throughput under load',
      wanted: '≥ 1.0 × the baseline',
      pick: ({ loaded }) => loaded.eventsPerSecond,
      meets: (ratio) => ratio >= 1,
    },
    {
      name: 'ack p50 under load',
      wanted: '≤ 1/10 of the baseline',
      pick: ({ loaded }) => loaded.ack.p50,
      meets: (ratio) => ratio <= 0.1,
    },
    {
      name: 'peak memory of worker and ingress',
      wanted: '≤ the baseline',
      pick: nodeMemory,
      meets: (ratio) => ratio <= 1,
    },
  ];
  return compared.flatMap(({ name, wanted, pick, meets }) => {
    const ratios = rounds.flatMap(({ baseline, hireline }) => {
      const [base, own] = [baseline && pick(baseline), hireline && pick(hireline)];
      return base && own ? [own / base] : [];
    });
    if (ratios.length === 0) return [];
    const ratio = median(ratios);
    return [{ name, wanted, ratio, met: meets(ratio) }];
  });
}

/** The result for people. */
export function tableOf(result: Result): string {
  const { machine, metrics, reconciliation, bursts, burstTargets } = result;
  return [
    `${machine.processors} processors (${machine.model}), ${machine.memoryGb} GB, ${machine.platform}, Node ${machine.node}, ` +
      `a synced write ${machine.syncedWriteUs} µs, load before ${machine.loadBefore}`,
    ...(metrics.length > 0 ? [subjectsTable(result)] : []),
    ...(reconciliation.length > 0 ? [reconciliationTable(reconciliation)] : []),
    ...(bursts.length > 0 ? [burstTable(bursts, burstTargets)] : []),
  ].join('\n\n');
}

function subjectsTable({ options, metrics, targets }: Result): string {
  const rows = metrics.map(({ name, unit, baseline, hireline, ratio }) => [
    unit ? `${name}, ${unit}` : name,
    number(baseline),
    number(hireline),
    ratio === null ? '' : `${ratio.toFixed(2)} ×`,
  ]);
  const head = ['', `baseline (${options.baseline})`, 'hireline', 'ratio'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => [...(row[column] ?? '')].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
      )
      .join('');
  return [
    `medians of ${options.rounds} rounds of ${options.events} events; ratios are medians of the rounds' ratios`,
    '',
    line(head),
    ...rows.map(line),
    '',
    ...targets.map(
      ({ name, wanted, ratio, met }) => `${met ? 'met   ' : 'missed'}  ${name}: ${ratio.toFixed(3)} × (${wanted})`,
    ),
  ].join('\n');
}

function number(value: number | null): string {
  if (value === null) return '–';
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
