import express, { type Router } from 'express';
import type { IngressContext } from './context.js';

const PATIENCE_MS = 3_000;

/** Liveness, and readiness: ready only when PostgreSQL and Temporal answer. */
export function healthRoutes(context: IngressContext): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => void response.json({ ok: true }));
  router.get('/readyz', async (_request, response) => {
    const [postgres, temporal] = await Promise.all([
      answers(context.db.query('select 1')),
      answers(
        context.temporal.connection.withDeadline(Date.now() + PATIENCE_MS, () =>
          context.temporal.connection.workflowService.getSystemInfo({}),
        ),
      ),
    ]);
    const ok = postgres && temporal;
    response.status(ok ? 200 : 503).json({ ok, postgres, temporal });
  });
  return router;
}

async function answers(call: Promise<unknown>): Promise<boolean> {
  const patience = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), PATIENCE_MS).unref();
  });
  return Promise.race([call, patience]).then(
    () => true,
    () => false,
  );
}
