import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Delivery } from './webhook.js';

/** What came of one delivery. */
export interface Acknowledged {
  applicationId: number;
  /** Milliseconds since 1970. */
  sentAt: number;
  ackMs: number;
}

/** Sends deliveries to one URL. */
export interface LoadGenerator {
  /** Keeps `open` requests open until all are answered: each answer lets the next one leave. */
  closedLoop(deliveries: readonly Delivery[], open: number): Promise<Acknowledged[]>;
  /** Sends `perSecond` a second at even intervals, whatever becomes of those before. */
  openLoop(deliveries: readonly Delivery[], perSecond: number): Promise<Acknowledged[]>;
  /** Sends `perSecond` a second at even intervals for as long as `next` has something to send. */
  stream(next: () => Delivery | undefined, perSecond: number): Promise<Acknowledged[]>;
  close(): Promise<void>;
}

/**
 * @param url where the webhooks go. Anything but an answer of 200 fails the benchmark.
 * @param connections requests that may be open at once.
 */
export function createLoadGenerator(url: string, connections: number): LoadGenerator {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, keepAliveTimeout: 60_000 });

  async function send({ applicationId, body, headers }: Delivery): Promise<Acknowledged> {
    const begun = performance.now();
    const answer = await pool.request({ method: 'POST', path: pathname, headers, body });
    const text = await answer.body.text();
    const ackMs = performance.now() - begun;
    if (answer.statusCode !== 200) throw new Error(`POST ${url} was answered ${answer.statusCode}: ${text}`);
    return { applicationId, sentAt: performance.timeOrigin + begun, ackMs };
  }

  return {
    async closedLoop(deliveries, open) {
      const acknowledged: Acknowledged[] = [];
      const left = deliveries.values();
      const one = async (): Promise<void> => {
        for (const delivery of left) acknowledged.push(await send(delivery));
      };
      await Promise.all(Array.from({ length: open }, one));
      return acknowledged;
    },
    async openLoop(deliveries, perSecond) {
      const begun = performance.now();
      const answers = deliveries.map(async (delivery, index) => {
        await sleep(Math.max(0, begun + (index / perSecond) * 1_000 - performance.now()));
        return send(delivery);
      });
      return Promise.all(answers);
    },
    async stream(next, perSecond) {
      const begun = performance.now();
      const answers: Promise<Acknowledged>[] = [];
      let failed = false;
      for (let delivery = next(); delivery && !failed; delivery = next()) {
        const answer = send(delivery);
        // Nobody waits for it before the stream ends: a failure must not count as nobody's.
        answer.catch(() => (failed = true));
        answers.push(answer);
        await sleep(Math.max(0, begun + (answers.length / perSecond) * 1_000 - performance.now()));
      }
      return Promise.all(answers);
    },
    close: () => pool.close(),
  };
}
