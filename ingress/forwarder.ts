import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import type pg from 'pg';
import { kindOfError, type Logger } from '../config/logger.js';
import type { Systems } from '../config/systems.js';
import {
  claimDeliveries,
  quarantineAlertsDue,
  quarantineAlerted,
  returnDeliveries,
  settleDeliveries,
  wakeKnown,
  type ClaimedDelivery,
  type ClaimSize,
  type DeliveryOutcome,
} from '../ledger/deliveries.js';
import { PRIORITIES } from '../schemas/delivery.js';
import { quarantineWorkflowId, TASK_QUEUE } from '../workflows/contract.js';
import { createHandOver } from './hand-over.js';
import type { quarantineAlert } from '../workflows/quarantine-alert.js';

/** Hands what is in the inbox to Temporal, at once and again until Temporal has taken it, in order per hire. */
export interface Forwarder {
  /** Something was put into the inbox. */
  wake(): void;
  stop(): Promise<void>;
}

interface ForwarderOptions {
  db: pg.Pool;
  client: Client;
  systems: Systems;
  /** Whether there is anybody to confirm hires to: a CRM or an advocacy platform. */
  confirmsHires: boolean;
  logger: Logger;
}

/**
 * Deliveries taken at once. Few: starting a run costs this process more than taking a webhook, which must not wait. Of
 * a campaign fewer still: what arrives meanwhile waits until they are through.
 */
const BATCH = { all: 20, campaign: 4 };
/** Batches under way at once: Temporal's start call waits for its disk, others need not wait with it. */
const PUMPS = 2;
/** What another process has put into the inbox, or given back, is noticed within this time. */
const LOOK_AGAIN_MS = 1_000;
const CALL_DEADLINE_MS = 10_000;
const TEMPORAL_RETRY_MS = 2_000;

export function createForwarder({ db, client, systems, confirmsHires, logger }: ForwarderOptions): Forwarder {
  const handOver = createHandOver(db, client, systems, confirmsHires);
  const pumps = new Set<Promise<void>>();
  let again = false;
  let campaignUnderWay = false;
  let stopped = false;

  function wake(): void {
    if (stopped) return;
    if (pumps.size >= PUMPS) {
      again = true;
      return;
    }
    const pump = drain()
      .catch((error: unknown) => logger.error({ err: kindOfError(error) }, 'the inbox could not be read'))
      .finally(() => {
        pumps.delete(pump);
        if (again) {
          again = false;
          wake();
        }
      });
    pumps.add(pump);
  }

  /** Hands on batch after batch, until there is nothing left or Temporal does not take it. */
  async function drain(): Promise<void> {
    for (;;) {
      // One pump at a time takes of a campaign: the other is free for what arrives meanwhile.
      const campaign = campaignUnderWay ? 0 : BATCH.campaign;
      if (campaign > 0) campaignUnderWay = true;
      try {
        if (!(await forwardBatch({ all: BATCH.all, campaign }))) return;
      } finally {
        if (campaign > 0) campaignUnderWay = false;
      }
    }
  }

  /** @returns whether there may be more to hand on now. */
  async function forwardBatch(size: ClaimSize): Promise<boolean> {
    const claimed = await claimDeliveries(db, size);
    if (claimed.length === 0) return false;
    const campaign = claimed.filter(({ priority }) => priority >= PRIORITIES.referral).length;
    let more = claimed.length === size.all || (campaign > 0 && campaign === size.campaign);
    const handed = await Promise.all(claimed.map(hand));
    const outcomes = handed.flatMap((result) => ('outcome' in result ? [result.outcome] : []));
    const failed = handed.flatMap((result) => ('failed' in result ? [result.failed] : []));
    if (outcomes.length > 0 && (await settleDeliveries(db, outcomes))) more = true;
    const waiting = outcomes.filter(({ status }) => status === 'waiting').map(({ seq }) => seq);
    if (waiting.length > 0 && (await wakeKnown(db, systems.roles.hris, waiting)) > 0) more = true;
    if (failed.length === 0) return more;
    await returnDeliveries(db, failed, TEMPORAL_RETRY_MS, 'Temporal has not taken it yet.');
    return false;
  }

  async function hand(delivery: ClaimedDelivery): Promise<{ outcome: DeliveryOutcome } | { failed: number }> {
    try {
      const outcome = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => handOver(delivery.event));
      return { outcome: { seq: delivery.seq, workflowId: null, reason: null, started: null, ...outcome } };
    } catch (error) {
      const grpc = isGrpcServiceError(error) ? error.code : undefined;
      logger.warn(
        { deliveryId: delivery.id, attempt: delivery.attempts, grpc, err: kindOfError(error) },
        'not handed on yet',
      );
      return { failed: delivery.seq };
    }
  }

  /** People are told of quarantined deliveries by a run of their own, so that the alert is as durable as the delivery. */
  async function alertQuarantined(): Promise<void> {
    const due = await quarantineAlertsDue(db, BATCH.all);
    for (const { id, vendor, eventType, reason } of due) {
      await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
        client.workflow.start<typeof quarantineAlert>('quarantineAlert', {
          taskQueue: TASK_QUEUE,
          workflowId: quarantineWorkflowId(id),
          args: [{ deliveryId: id, vendor, eventType, reason }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: `A delivery from ${vendor} is quarantined`,
        }),
      );
    }
    if (due.length > 0)
      await quarantineAlerted(
        db,
        due.map(({ seq }) => seq),
      );
  }

  async function watch(): Promise<void> {
    while (!stopped) {
      wake();
      await alertQuarantined().catch((error: unknown) => {
        logger.warn({ err: kindOfError(error) }, 'quarantine alerts could not be started yet');
      });
      await sleep(LOOK_AGAIN_MS);
    }
  }
  const watching = watch();

  return {
    wake,
    async stop() {
      stopped = true;
      await Promise.all([watching, ...pumps]);
    },
  };
}
