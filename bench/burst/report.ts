import type { Target } from '../target.js';
import type { Answered, BurstMeasurement, Hires } from './measure.js';

/** Hires may take so much longer while a burst is taken in. */
const SLOWDOWN = 1.5;

/** What a burst is held to. */
export function burstTargets(measurements: readonly BurstMeasurement[]): Target[] {
  return measurements.flatMap((one) => {
    const lost = Object.values(one.loss).reduce((sum, count) => sum + Math.abs(count), 0);
    const slowdown = slowdownOf(one);
    return [
      { name: `lost of the burst, ${title(one)}`, wanted: 'nothing', ratio: lost, met: lost === 0 },
      {
        name: `hires during the burst, ${title(one)}`,
        wanted: `≤ ${SLOWDOWN} × alone, end to end p50`,
        ratio: slowdown,
        met: slowdown <= SLOWDOWN,
      },
    ];
  });
}

/** How many times longer the middle hire took. */
export const slowdownOf = ({ alone, meanwhile }: BurstMeasurement): number =>
  meanwhile.endToEnd.p50 / alone.endToEnd.p50;

const title = ({ batch }: BurstMeasurement): string =>
  batch === 1 ? 'one event a webhook' : `${batch} events a webhook`;

export function burstTable(measurements: readonly BurstMeasurement[], targets: readonly Target[]): string {
  const lines = measurements.flatMap((one) => [
    title(one),
    ...answered('shares and clicks', one.engagements),
    ...answered('referrals', one.referrals),
    `  taken in after       shares and clicks ${seconds(one.absorbed.engagements)}, referrals ${seconds(one.absorbed.referrals)}`,
    `  lost                 ${one.loss.webhooks} webhooks, ${one.loss.engagements} shares and clicks, ${one.loss.referrals} referrals; ${one.loss.twice} twice`,
    hires('alone', one.alone),
    hires('meanwhile', one.meanwhile),
    `  slowdown             ${slowdownOf(one).toFixed(2)} × p50, ${(one.meanwhile.endToEnd.p99 / one.alone.endToEnd.p99).toFixed(2)} × p99`,
    '',
  ]);
  const held = targets.map(
    ({ name, wanted, ratio, met }) => `${met ? 'met   ' : 'missed'}  ${name}: ${ratio.toFixed(2)} (${wanted})`,
  );
  return ["a campaign's burst while hires go on; times in ms unless they say otherwise", '', ...lines, ...held].join(
    '\n',
  );
}

const seconds = (value: number): string => (Number.isNaN(value) ? 'never' : `${value.toFixed(1)} s`);

function answered(kind: string, one: Answered | null): string[] {
  if (!one) return [];
  const { webhooks, ack } = one;
  const rate = (webhooks / one.seconds).toFixed(0);
  return [
    `  ${kind.padEnd(20)} ${webhooks} webhooks in ${one.seconds.toFixed(1)} s (${rate}/s), ack p50 ${ack.p50.toFixed(1)}, p99 ${ack.p99.toFixed(1)}`,
  ];
}

const hires = (when: string, one: Hires): string =>
  `  hires ${when.padEnd(14)} ${one.hires}: end to end p50 ${one.endToEnd.p50.toFixed(0)}, p99 ${one.endToEnd.p99.toFixed(0)}; ` +
  `ack p50 ${one.ack.p50.toFixed(1)}, p99 ${one.ack.p99.toFixed(1)}`;
