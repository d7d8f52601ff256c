import express, { type Router } from 'express';
import { kindOfError } from '../config/logger.js';
import { watchReconciliation, type ReconciliationWatch } from '../ledger/reconciliation-overdue.js';
import type { IngressContext } from './context.js';

const PATIENCE_MS = 3_000;

/**
 * Liveness, and readiness: ready only when PostgreSQL and Temporal answer. Whether the reconciliation still runs is told
 * beside it: to take no webhooks any more would not bring it back.
 */
export function healthRoutes(context: IngressContext): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => void response.json({ ok: true }));
  router.get('/readyz', async (_request, response) => {
    const [postgres, temporal, reconciliation] = await Promise.all([
      answers(context.db.query('select 1')),
      answers(
        context.temporal.connection.withDeadline(Date.now() + PATIENCE_MS, () =>
          context.temporal.connection.workflowService.getSystemInfo({}),
        ),
      ),
      reconciliationOf(context),
    ]);
    const ok = postgres && temporal;
    response.status(ok ? 200 : 503).json({ ok, postgres, temporal, reconciliation });
  });
  return router;
}

/** Null when the ledger does not say. */
async function reconciliationOf({ db, policy, logger }: IngressContext): Promise<ReconciliationWatch | null> {
  try {
    return await patiently(watchReconciliation(db, policy.reconciliation.overdueAfter));
  } catch (error) {
    logger.warn({ err: kindOfError(error) }, 'the ledger does not say when the reconciliation last ran');
    return null;
  }
}

async function answers(call: Promise<unknown>): Promise<boolean> {
  return patiently(call).then(
    () => true,
    () => false,
  );
}

function patiently<T>(call: Promise<T>): Promise<T> {
  const patience = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), PATIENCE_MS).unref();
  });
  return Promise.race([call, patience]);
}
