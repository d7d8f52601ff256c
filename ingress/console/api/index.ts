import { z } from 'zod';
import type { IngressContext } from '../../context.js';
import { auditRoutes } from './audit.js';
import { connectionRoutes } from './connections.js';
import { deliveryRoutes } from './deliveries.js';
import { hireRoutes } from './hires.js';
import { holdRoutes } from './holds.js';
import { metricRoutes } from './metrics.js';
import { describeApi } from './openapi.js';
import { route, type ApiRoute } from './route.js';
import { sessionRoutes } from './session.js';

/** Every route of the API, its own description included. */
export function apiRoutes(context: IngressContext): ApiRoute[] {
  const routes: ApiRoute[] = [
    ...hireRoutes(context),
    ...holdRoutes(context),
    ...deliveryRoutes(context),
    ...auditRoutes(context),
    ...connectionRoutes(context),
    ...metricRoutes(context),
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
