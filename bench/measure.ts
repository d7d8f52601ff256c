import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { PROCESSES, prepareGround, type Ground, type GroundOptions, type ProcessName } from './ground.js';
import { createLoadGenerator, type Acknowledged, type LoadGenerator } from './load.js';
import type { Options } from './options.js';
import { percentiles, type Percentiles } from './statistics.js';
import type { RunningSubject, Subject } from './subject.js';
import type { Delivery } from './webhook.js';

/** One kind of load on one subject. Times are milliseconds. */
export interface Phase {
  events: number;
  /** From the first event sent to the last one through. */
  eventsPerSecond: number;
  ack: Percentiles;
  /** From an event sent to the program's own ledger saying that it is through. */
  endToEnd: Percentiles;
  /** From an event sent to the HRIS having all of the hire, as the vendors saw it. */
  hrisComplete: Percentiles;
  /** CPU milliseconds an event, by process. */
  cpuMs: Record<ProcessName, number>;
}

/** One subject in one round. */
export interface Measurement {
  /** With --open requests open. */
  loaded: Phase;
  /** At --rate events a second; null when it was left out. */
  steady: Phase | null;
  /** Highest memory of each process over the whole measurement, bytes; PostgreSQL's processes share theirs. */
  peakBytes: Partial<Record<ProcessName, number>>;
  /** What one event of the loaded phase took. */
  perEvent: { vendorRequests: number; postgresCommits: number; historyEvents: number };
}

export interface Watch {
  /** A phase has begun: its name and number of events. */
  begin(phase: string, events: number): void;
  /** So many of its events are through. */
  through(events: number): void;
}

/** The first application's id; all of a measurement's follow it. */
const FIRST_APPLICATION = 9_000_001;
const LOOK_MS = 200;
/** No event through for this long is a failure, not slowness. */
const PATIENCE_MS = 60_000;
/** What is still done after the last event is through belongs to its cost. */
const SETTLE_MS = 1_000;

/**
 * Measures one subject on fresh servers.
 * @throws Error when an event failed, was lost or was written twice, or a process died.
 */
export async function measure(
  subject: Subject,
  options: Options,
  groundOptions: GroundOptions,
  watch: Watch,
): Promise<Measurement> {
  const ground = await prepareGround(groundOptions);
  try {
    const running = await subject.start(ground);
    const generator = createLoadGenerator(running.webhookUrl, Math.max(options.open, 200));
    const sampling = samplePeaks(ground);
    try {
      const phases = new Phases(ground, running, generator, watch);
      await phases.run('warm-up', options.warmUp, (all) => generator.closedLoop(all, options.open));
      const before = await counters(ground);
      const loaded = await phases.run('loaded', options.events, (all) => generator.closedLoop(all, options.open));
      const after = await counters(ground);
      const steadyEvents = options.rate * options.seconds;
      const steady = await phases.run('steady', steadyEvents, (all) => generator.openLoop(all, options.rate));
      if (!loaded) throw new Error('The loaded phase has no events.');
      await phases.eachWrittenOnce();
      return {
        loaded,
        steady: steady ?? null,
        peakBytes: sampling.peaks(),
        perEvent: {
          vendorRequests: (after.vendorRequests - before.vendorRequests) / options.events,
          postgresCommits: (after.postgresCommits - before.postgresCommits) / options.events,
          historyEvents: await historyEvents(ground, running.workflowId(FIRST_APPLICATION + options.warmUp)),
        },
      };
    } finally {
      sampling.stop();
      await generator.close();
    }
  } finally {
    await ground.stop();
  }
}

/** The phases of one measurement, which share one row of application ids. */
class Phases {
  #sent = 0;

  constructor(
    private readonly ground: Ground,
    private readonly subject: RunningSubject,
    private readonly generator: LoadGenerator,
    private readonly watch: Watch,
  ) {}

  /** @returns undefined for a phase without events. */
  async run(
    name: string,
    events: number,
    send: (deliveries: Delivery[]) => Promise<Acknowledged[]>,
  ): Promise<Phase | undefined> {
    if (events === 0) return undefined;
    const throughBefore = this.#sent;
    const deliveries = Array.from({ length: events }, (_, index) =>
      this.subject.delivery(FIRST_APPLICATION + throughBefore + index),
    );
    this.#sent += events;
    this.watch.begin(name, events);
    const cpuBefore = this.ground.cpuSeconds();
    const [acknowledged] = await Promise.all([send(deliveries), this.#untilThrough(throughBefore, events)]);
    await sleep(SETTLE_MS);
    const cpuAfter = this.ground.cpuSeconds();
    return this.#phaseOf(acknowledged, cpuBefore, cpuAfter);
  }

  /** @throws Error unless each event has made one employee. */
  async eachWrittenOnce(): Promise<void> {
    const { employees } = await this.ground.vendorState();
    if (employees !== this.#sent) throw new Error(`${this.#sent} events made ${employees} employees.`);
  }

  async #untilThrough(before: number, events: number): Promise<void> {
    let through = 0;
    let lastProgress = Date.now();
    while (through < events) {
      await sleep(LOOK_MS);
      const now = (await this.subject.countThrough()) - before;
      if (now > through) lastProgress = Date.now();
      through = now;
      this.watch.through(through);
      if (Date.now() - lastProgress > PATIENCE_MS) {
        throw new Error(`${through} of ${events} events are through, and none more for ${PATIENCE_MS / 1_000} s.`);
      }
    }
  }

  async #phaseOf(
    acknowledged: readonly Acknowledged[],
    cpuBefore: Record<ProcessName, number>,
    cpuAfter: Record<ProcessName, number>,
  ): Promise<Phase> {
    const throughAt = await this.subject.throughAt();
    const { completeAt } = await this.ground.vendorState();
    const events = acknowledged.length;
    const ends = acknowledged.map(({ applicationId }) => required(throughAt.get(applicationId), applicationId));
    const written = acknowledged.map(({ applicationId }) => required(completeAt[applicationId], applicationId));
    const sentAt = acknowledged.map((one) => one.sentAt);
    const since = (times: readonly number[]) => times.map((at, index) => at - (sentAt[index] ?? at));
    const seconds = (Math.max(...ends) - Math.min(...sentAt)) / 1_000;
    return {
      events,
      eventsPerSecond: events / seconds,
      ack: percentiles(acknowledged.map(({ ackMs }) => ackMs)),
      endToEnd: percentiles(since(ends)),
      hrisComplete: percentiles(since(written)),
      cpuMs: Object.fromEntries(
        PROCESSES.map((name) => [name, ((cpuAfter[name] - cpuBefore[name]) * 1_000) / events]),
      ) as Record<ProcessName, number>,
    };
  }
}

function required(time: number | undefined, applicationId: number): number {
  if (time === undefined) throw new Error(`Nothing tells when application ${applicationId} was through.`);
  return time;
}

/** Where the system keeps no peak, the highest of many samples has to do. */
function samplePeaks(ground: Ground): { peaks(): Partial<Record<ProcessName, number>>; stop(): void } {
  const peaks: Partial<Record<ProcessName, number>> = {};
  const sample = (): void => {
    for (const [name, bytes] of Object.entries(ground.residentBytes()) as [ProcessName, number][]) {
      peaks[name] = Math.max(peaks[name] ?? 0, bytes);
    }
  };
  const timer = setInterval(() => {
    try {
      sample();
    } catch {
      // A process has died: the phase under way says so.
    }
  }, 1_000);
  return {
    peaks() {
      sample();
      return peaks;
    },
    stop: () => clearInterval(timer),
  };
}

async function counters(ground: Ground): Promise<{ vendorRequests: number; postgresCommits: number }> {
  const { rows } = await ground.db.query<{ commits: number }>(
    'select xact_commit::int as commits from pg_stat_database where datname = current_database()',
  );
  return { vendorRequests: (await ground.vendorState()).requests, postgresCommits: rows[0]?.commits ?? 0 };
}

async function historyEvents(ground: Ground, workflowId: string): Promise<number> {
  const connection = await Connection.connect({ address: ground.temporal.address });
  try {
    const description = await new Client({ connection }).workflow.getHandle(workflowId).describe();
    return description.historyLength;
  } finally {
    await connection.close();
  }
}
