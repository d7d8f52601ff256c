import type { SizeResult } from './run.js';

export interface ReconciliationTarget {
  name: string;
  wanted: string;
  measured: string;
  met: boolean;
}

/** A record of the largest size may cost so many times what one of the size before it costs. */
const LINEAR = 1.3;
const MOST_BYTES = 256 * 2 ** 20;
const MOST_TIMES_PLAIN = 2;

/**
 * What the reconciliation is held to: time beside PostgreSQL's at the largest size, as a small one takes a fraction of a
 * second, in which whatever else the machine does counts; the rest at its worst size.
 */
export function reconciliationTargets(results: readonly SizeResult[]): ReconciliationTarget[] {
  if (results.length === 0) return [];
  const wrong = results.reduce((sum, { missed, invented }) => sum + missed + invented, 0);
  const most = (pick: (result: SizeResult) => number) => Math.max(...results.map(pick));
  const bytes = most(({ bytesAboveIdle }) => bytesAboveIdle);
  const slowest = results.reduce((one, other) => (other.ratio > one.ratio ? other : one));
  const growth = growthOf(results);
  return [
    { name: 'planted differences', wanted: 'found exactly', measured: `${wrong} wrong`, met: wrong === 0 },
    ...(growth === undefined
      ? []
      : [
          {
            name: 'time per record',
            wanted: `≤ ${LINEAR} × the size before`,
            measured: `${growth.toFixed(2)} ×`,
            met: growth <= LINEAR,
          },
        ]),
    { name: 'memory above idle', wanted: '≤ 256 MB', measured: `${megabytes(bytes)} MB`, met: bytes <= MOST_BYTES },
    {
      name: "beside PostgreSQL's own COPY and join",
      wanted: `≤ ${MOST_TIMES_PLAIN} ×`,
      measured: `${slowest.ratio.toFixed(2)} × at ${slowest.hires} a side`,
      met: slowest.ratio <= MOST_TIMES_PLAIN,
    },
  ];
}

function growthOf(results: readonly SizeResult[]): number | undefined {
  const [before, largest] = [...results].sort((one, other) => one.hires - other.hires).slice(-2);
  return before && largest ? perRecord(largest) / perRecord(before) : undefined;
}

/** Microseconds. */
const perRecord = ({ milliseconds, hires }: SizeResult): number => (milliseconds * 1_000) / (2 * hires);
const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** The results for people. */
export function reconciliationTable(results: readonly SizeResult[]): string {
  const head = [
    'hires a side',
    'all, s',
    'ATS',
    'HRIS',
    'join',
    'µs a record',
    'PostgreSQL alone, s',
    'ratio',
    'MB above idle',
    'found',
    'wrong',
  ];
  const s = (ms: number) => (ms / 1_000).toFixed(2);
  const rows = results.map((result) => [
    String(result.hires),
    s(result.milliseconds),
    s(result.parts.ats),
    s(result.parts.hris),
    s(result.parts.join),
    perRecord(result).toFixed(1),
    s(result.plainMilliseconds),
    `${result.ratio.toFixed(2)} ×`,
    megabytes(result.bytesAboveIdle),
    String(result.findings),
    String(result.missed + result.invented),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ');
  return [
    'daily reconciliation',
    line(head),
    ...rows.map(line),
    '',
    ...reconciliationTargets(results).map(
      ({ name, wanted, measured, met }) => `${met ? 'met   ' : 'missed'}  ${name}: ${measured} (${wanted})`,
    ),
  ].join('\n');
}
