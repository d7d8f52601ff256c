import { z } from 'zod';
import type { IngressContext } from '../../context.js';
import { auditRoutes } from './audit.js';
import { connectionRoutes } from './connections.js';
import { deliveryRoutes } from './deliveries.js';
import { healthRoutes } from './health.js';
import { hireRoutes } from './hires.js';
import { holdRoutes } from './holds.js';
import { interviewRoutes } from './interviews.js';
import { metricRoutes } from './metrics.js';
import { describeApi } from './openapi.js';
import { reconciliationRoutes } from './reconciliation.js';
import { reconciliationRunRoutes } from './reconciliation-runs.js';
import { route, type ApiRoute } from './route.js';
import { screeningRoutes } from './screening.js';
import { sessionRoutes } from './session.js';

/** Every route of the API, its own description included. */
export function apiRoutes(context: IngressContext): ApiRoute[] {
  const routes: ApiRoute[] = [
    ...hireRoutes(context),
    ...holdRoutes(context),
    ...interviewRoutes(context),
    ...screeningRoutes(context),
    // Before the items: "runs" is not the id of one.
    ...reconciliationRunRoutes(context),
    ...reconciliationRoutes(context),
    ...deliveryRoutes(context),
    ...auditRoutes(context),
    ...connectionRoutes(context),
    ...metricRoutes(context),
    ...healthRoutes(context),
    ...sessionRoutes(context),
    route({
      method: 'get',
      path: '/openapi.json',
      summary: 'This description.',
      role: 'viewer',
      answer: { status: 200, schema: z.record(z.string(), z.unknown()) },
      handle: () => description,
    }),
  ];
  const description = describeApi(routes);
  return routes;
}
