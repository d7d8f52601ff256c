import { z } from 'zod';
import { deploymentOf } from '../../../config/deployment.js';
import type { IngressContext } from '../../context.js';
import { ROLES } from '../access/session.js';
import { route, type ApiRoute } from './route.js';
import { name } from './schemas.js';

const SessionShape = name(
  'Session',
  z.object({
    user: z.string(),
    role: z.enum(ROLES),
    authentication: z.enum(['open', 'basic']),
    environment: z.enum(['sandbox', 'production']),
  }),
);

export function sessionRoutes({ environment }: Pick<IngressContext, 'environment'>): ApiRoute[] {
  const deployment = deploymentOf(environment);
  return [
    route({
      method: 'get',
      path: '/session',
      summary: 'Who you are here.',
      role: 'viewer',
      answer: { status: 200, schema: SessionShape },
      handle: ({ session }) => ({ ...session, environment: deployment }),
    }),
  ];
}
