import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxKeys } from '../../sandbox/keys.js';
import { prepareGround, type Ground, type GroundOptions } from '../ground.js';
import { createLoadGenerator, type Acknowledged, type LoadGenerator } from '../load.js';
import type { Watch } from '../measure.js';
import { hireline } from '../hireline.js';
import type { BurstSize, Options } from '../options.js';
import { percentiles, type Percentiles } from '../statistics.js';
import type { RunningSubject } from '../subject.js';
import { absorbedSoFar, lossOf, type Loss } from './absorbed.js';
import { engagementDeliveries, referralDeliveries } from './webhooks.js';

/** Hires at a steady rate. Times are milliseconds. */
export interface Hires {
  hires: number;
  ack: Percentiles;
  /** From a hire sent to the ledger saying that it waits for the HRIS. */
  endToEnd: Percentiles;
}

/** One kind of the burst's webhooks, as they were answered. Times are milliseconds. */
export interface Answered {
  webhooks: number;
  ack: Percentiles;
  /** From the first one sent to the last one answered. */
  seconds: number;
}

/** A burst on fresh servers. */
export interface BurstMeasurement {
  /** How many events a webhook told of. */
  batch: number;
  engagements: Answered | null;
  referrals: Answered | null;
  /** Seconds from the burst's first webhook until all of it was taken in. */
  absorbed: { engagements: number; referrals: number };
  alone: Hires;
  /** Those that were sent while the burst was being answered and taken in. */
  meanwhile: Hires;
  /** What is not in the ledger, or did not get where it should. */
  loss: Loss;
}

/** Apart from each other's, whatever came before. */
const FIRST_APPLICATION = 9_000_001;
const LOOK_MS = 250;
const SETTLE_MS = 1_000;
/** Nothing taken in for this long is a failure, not slowness. */
const PATIENCE_MS = 120_000;

/**
 * Measures hires alone, and then while a campaign's burst is answered and taken in.
 * @throws Error when hires fail or are lost, or a process dies; what is lost of the burst is told in the result.
 */
export async function measureBurst(
  size: BurstSize,
  batch: number,
  options: Options,
  groundOptions: GroundOptions,
  watch: Watch,
): Promise<BurstMeasurement> {
  const ground = await prepareGround(groundOptions);
  try {
    const running = await hireline.start(ground);
    const at = (vendor: string) => new URL(`/webhooks/${vendor}`, running.webhookUrl).href;
    const generators = {
      hires: createLoadGenerator(running.webhookUrl, 200),
      engagements: createLoadGenerator(at('engagement'), options.open),
      referrals: createLoadGenerator(at('saasquatch'), options.open),
    };
    try {
      const hires = new HireStream(running, generators.hires, watch);
      if (options.warmUp > 0) await hires.closedLoop(options.warmUp, options.open);
      const alone = await hires.steadily(options.rate, endAfter(options.seconds), 'hires alone');
      return await burst(ground, hires, generators, { size, batch, options, alone });
    } finally {
      await Promise.all(Object.values(generators).map((generator) => generator.close()));
    }
  } finally {
    await ground.stop();
  }
}

async function burst(
  ground: Ground,
  hires: HireStream,
  generators: Record<'engagements' | 'referrals', LoadGenerator>,
  { size, batch, options, alone }: { size: BurstSize; batch: number; options: Options; alone: Hires },
): Promise<BurstMeasurement> {
  // Signed beforehand, but just before: signatures are good for five minutes.
  const engagements = engagementDeliveries(size.engagements, batch);
  const referrals = referralDeliveries(size.referrals, sandboxKeys(ground.dataDir).saasquatchPrivateKey);
  // Meanwhile the ingress has closed connections that were idle: that has to be seen before they are used again.
  await sleep(SETTLE_MS);
  const begun = Date.now();
  let absorbing = true;
  const [meanwhile, answered, absorbed] = await Promise.all([
    hires.steadily(options.rate, () => absorbing, 'hires during the burst'),
    Promise.all([
      generators.engagements.closedLoop(engagements, options.open),
      generators.referrals.closedLoop(referrals, options.open),
    ]),
    untilAbsorbed(ground, size, begun).finally(() => (absorbing = false)),
  ]);
  return {
    batch,
    engagements: answeredOf(answered[0]),
    referrals: answeredOf(answered[1]),
    absorbed,
    alone,
    meanwhile,
    loss: await lossOf(ground.db, {
      engagements: size.engagements,
      webhooks: engagements.length,
      referrals: size.referrals,
    }),
  };
}

/** Resolves when all of a burst is taken in, or nothing more of it is. @returns seconds since its begin. */
async function untilAbsorbed(ground: Ground, size: BurstSize, begun: number): Promise<BurstMeasurement['absorbed']> {
  const absorbed = { engagements: 0, referrals: 0 };
  let before = -1;
  let lastProgress = Date.now();
  for (;;) {
    const now = await absorbedSoFar(ground.db);
    const seconds = (Date.now() - begun) / 1_000;
    if (now.engagements >= size.engagements) absorbed.engagements ||= seconds;
    if (now.referrals >= size.referrals) absorbed.referrals ||= seconds;
    if (absorbed.engagements > 0 && absorbed.referrals > 0) return absorbed;
    const total = now.engagements + now.referrals;
    if (total > before) [before, lastProgress] = [total, Date.now()];
    // What has not come by now is counted as lost.
    if (Date.now() - lastProgress > PATIENCE_MS) return { engagements: NaN, referrals: NaN, ...onlyKnown(absorbed) };
    await sleep(LOOK_MS);
  }
}

const onlyKnown = (absorbed: BurstMeasurement['absorbed']): Partial<BurstMeasurement['absorbed']> =>
  Object.fromEntries(Object.entries(absorbed).filter(([, seconds]) => seconds > 0));

function answeredOf(acknowledged: readonly Acknowledged[]): Answered | null {
  if (acknowledged.length === 0) return null;
  const ends = acknowledged.map(({ sentAt, ackMs }) => sentAt + ackMs);
  const begins = acknowledged.map(({ sentAt }) => sentAt);
  return {
    webhooks: acknowledged.length,
    ack: percentiles(acknowledged.map(({ ackMs }) => ackMs)),
    seconds: (largest(ends) - smallest(begins)) / 1_000,
  };
}

/** Spreading ten thousand values into arguments is too much for Math.max. */
const largest = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other));
const smallest = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other));

function endAfter(seconds: number): () => boolean {
  const end = Date.now() + seconds * 1_000;
  return () => Date.now() < end;
}

/** Hires, each for an application of its own. */
class HireStream {
  #sent = 0;

  constructor(
    private readonly subject: RunningSubject,
    private readonly generator: LoadGenerator,
    private readonly watch: Watch,
  ) {}

  async closedLoop(count: number, open: number): Promise<void> {
    this.watch.begin('warm-up', count);
    const deliveries = Array.from({ length: count }, () => this.#next());
    await this.generator.closedLoop(deliveries, open);
    await this.#untilThrough();
  }

  /** @param goesOn whether another hire is sent. */
  async steadily(perSecond: number, goesOn: () => boolean, phase: string): Promise<Hires> {
    this.watch.begin(phase, 0);
    const acknowledged = await this.generator.stream(() => (goesOn() ? this.#next() : undefined), perSecond);
    await this.#untilThrough();
    const throughAt = await this.subject.throughAt();
    return {
      hires: acknowledged.length,
      ack: percentiles(acknowledged.map(({ ackMs }) => ackMs)),
      endToEnd: percentiles(
        acknowledged.map(({ applicationId, sentAt }) => {
          const through = throughAt.get(applicationId);
          if (through === undefined) throw new Error(`Nothing tells when application ${applicationId} was through.`);
          return through - sentAt;
        }),
      ),
    };
  }

  #next() {
    this.#sent += 1;
    return this.subject.delivery(FIRST_APPLICATION + this.#sent);
  }

  async #untilThrough(): Promise<void> {
    let through = -1;
    let lastProgress = Date.now();
    for (;;) {
      const now = await this.subject.countThrough();
      if (now >= this.#sent) return;
      if (now > through) [through, lastProgress] = [now, Date.now()];
      if (Date.now() - lastProgress > PATIENCE_MS) {
        throw new Error(`${now} of ${this.#sent} hires are through, and none more for ${PATIENCE_MS / 1_000} s.`);
      }
      await sleep(LOOK_MS);
    }
  }
}
