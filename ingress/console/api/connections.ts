import { z } from 'zod';
import { listVariable } from '../../../config/environment.js';
import type { ConnectionStatus, Connector, Role } from '../../../connectors/connector.js';
import { eachConnector, modules } from '../../../connectors/registry.js';
import { lastReceivedAt } from '../../../ledger/delivery-lookup.js';
import type { IngressContext } from '../../context.js';
import { kindOfError } from '../../../config/logger.js';
import { NoAnswer, within } from '../within.js';
import { route, type ApiRoute } from './route.js';
import { MaybeInstant, name, Text } from './schemas.js';

const PATIENCE_MS = 5_000;
const ROLES = [
  ...(['ats', 'hris', 'payroll', 'chat', 'calendar', 'comms', 'sms', 'screening'] as const),
  ...(['advocacy', 'crm', 'engagement'] as const),
] as const satisfies Role[];

const ConnectionShape = name(
  'Connection',
  z.object({
    role: z.enum(ROLES),
    vendor: z.string(),
    title: z.string(),
    baseUrl: z.string(),
    ok: z.boolean(),
    detail: z.string(),
    webhooks: z.object({
      route: Text.meta({ description: 'Where the vendor sends to; null when it is asked instead.' }),
      secretConfigured: z.boolean(),
      lastReceivedAt: MaybeInstant,
    }),
  }),
);
const Connections = name('Connections', z.object({ items: z.array(ConnectionShape), next: z.null() }));

export function connectionRoutes(context: IngressContext): ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/connections',
      summary: 'Who plays which role, whether they answer, and whether their webhooks can be verified.',
      role: 'viewer',
      answer: { status: 200, schema: Connections },
      handle: async () => ({
        items: await Promise.all(
          eachConnector(context.connectors).map(({ role, connector }) => connection(context, role, connector)),
        ),
        next: null,
      }),
    }),
  ];
}

async function connection(
  context: IngressContext,
  role: Role,
  connector: Connector,
): Promise<z.input<typeof ConnectionShape>> {
  const manifest = modules.get(connector.vendor)?.manifest;
  const secrets = manifest?.webhookSecretVariable
    ? listVariable(context.environment, manifest.webhookSecretVariable)
    : [];
  const [status, received] = await Promise.all([
    check(context, connector),
    lastReceivedAt(context.db, connector.vendor),
  ]);
  return {
    role,
    vendor: connector.vendor,
    title: manifest?.title ?? connector.vendor,
    baseUrl: withoutCredentials(connector.baseUrl),
    ...status,
    webhooks: {
      route: webhookRoute(context, role, connector.vendor),
      secretConfigured: secrets.length > 0,
      lastReceivedAt: received,
    },
  };
}

async function check(
  { logger }: IngressContext,
  connector: { vendor: string; checkConnection(): Promise<ConnectionStatus> },
): Promise<ConnectionStatus> {
  try {
    return await within(PATIENCE_MS, connector.checkConnection());
  } catch (error) {
    if (error instanceof NoAnswer) return { ok: false, detail: `It has not answered within ${PATIENCE_MS / 1000} s.` };
    logger.error({ vendor: connector.vendor, err: kindOfError(error) }, 'a connection could not be checked');
    return { ok: false, detail: 'The connection could not be checked; the log says more.' };
  }
}

/** Chat's clicks come in through /slack, or over a socket that the app opens itself. */
function webhookRoute(context: IngressContext, role: Role, vendor: string): string | null {
  if (modules.get(vendor)?.webhooks) return `${context.publicUrl}/webhooks/${vendor}`;
  return role === 'chat' && !context.environment['SLACK_APP_TOKEN'] ? `${context.publicUrl}/slack/events` : null;
}

function withoutCredentials(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) return '';
  const url = new URL(baseUrl);
  url.username = url.password = url.search = '';
  return url.href.replace(/\/$/, '');
}
