import { z } from 'zod';
import type { IngressContext } from '../../context.js';
import { attributionRoutes } from './attribution.js';
import { auditRoutes } from './audit.js';
import { configurationChangeRoutes } from './configuration-changes.js';
import { bonusRoutes } from './bonuses.js';
import { confirmationRoutes } from './confirmations.js';
import { connectionRoutes } from './connections.js';
import { costRoutes } from './costs.js';
import { deliveryRoutes } from './deliveries.js';
import { driftRoutes } from './drift.js';
import { errorRoutes } from './errors.js';
import { goLiveRoutes } from './go-live.js';
import { limitRoutes } from './limits.js';
import { healthRoutes } from './health.js';
import { hireRoutes } from './hires.js';
import { holdRoutes } from './holds.js';
import { interviewRoutes } from './interviews.js';
import { metricRoutes } from './metrics.js';
import { describeApi } from './openapi.js';
import { reconciliationRoutes } from './reconciliation.js';
import { reconciliationRunRoutes } from './reconciliation-runs.js';
import { referralRoutes } from './referrals.js';
import { route, type ApiRoute } from './route.js';
import { screeningRoutes } from './screening.js';
import { sessionRoutes } from './session.js';
import { varianceRoutes } from './variances.js';
import { waitingRoutes } from './waiting.js';

/** Every route of the API, its own description included. */
export function apiRoutes(context: IngressContext): ApiRoute[] {
  const routes: ApiRoute[] = [
    ...waitingRoutes(context),
    ...hireRoutes(context),
    ...confirmationRoutes(context),
    ...holdRoutes(context),
    ...interviewRoutes(context),
    ...screeningRoutes(context),
    ...referralRoutes(context),
    ...bonusRoutes(context),
    // Before the items: "runs" is not the id of one.
    ...reconciliationRunRoutes(context),
    ...reconciliationRoutes(context),
    ...deliveryRoutes(context),
    ...attributionRoutes(context),
    ...costRoutes(context),
    ...auditRoutes(context),
    ...connectionRoutes(context),
    ...varianceRoutes(context),
    ...errorRoutes(context),
    ...goLiveRoutes(context),
    ...driftRoutes(context),
    ...limitRoutes(context),
    ...configurationChangeRoutes(context),
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
