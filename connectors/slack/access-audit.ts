import { z } from 'zod';
import type { Environment } from '../../config/environment.js';
import { publicUrl } from '../../config/links.js';
import { arrival, ask, endpointFinding, environmentFinding, rateLimitFinding } from '../access-findings.js';
import type { AccessFinding } from '../connector.js';
import type { SlackClient } from './client.js';
import { manifest } from './manifest.js';

/** Of these two, the one for the channel's kind is needed to find a message again. */
const HISTORY = ['channels:history', 'groups:history'];

/** Not needed, but by a person's address it is seen that nobody decides about their own bonus. */
const WHO = ['users:read', 'users:read.email'];
const INSTALL = 'add it, and install the app again';
const UNTOLD = 'whether an approver decides about their own bonus cannot be told';

const CHANNELS = ['SLACK_HR_OPS_CHANNEL', 'SLACK_RECRUITING_CHANNEL'];

/** ChatConnector.auditAccess. */
export function createAccessAudit(client: SlackClient, environment: Environment) {
  return async (): Promise<AccessFinding[]> => {
    const first = await ask(() => client.readScopes());
    const arrived = arrival(manifest.title, client.baseUrl, 'SLACK_BOT_TOKEN', first, 'The bot token is accepted.');
    if ('failure' in first) return arrived;
    return [
      ...arrived,
      environmentFinding(environment, manifest, client.baseUrl),
      ...permissions(first.value),
      ...(await channels()),
      interactivity(),
      rateLimitFinding({}, 'Slack names no limit in its headers: about one message a second and channel.'),
    ];
  };

  function permissions(scopes: readonly string[]): AccessFinding[] {
    const needed = [['chat:write'], HISTORY].map(
      (either) => ({ either, status: 'missing', without: INSTALL }) as const,
    );
    const wanted = WHO.map((scope) => ({ either: [scope], status: 'unknown', without: UNTOLD }) as const);
    return [...needed, ...wanted].map(({ either, status, without }) => {
      const finding = { check: 'permission', subject: either.join(' or ') } as const;
      if (scopes.length === 0) return { ...finding, status: 'unknown', detail: 'Slack does not tell the scopes.' };
      return either.some((scope) => scopes.includes(scope))
        ? { ...finding, status: 'ok', detail: 'The bot token has the scope.' }
        : { ...finding, status, detail: `The bot token lacks the scope: ${without}.` };
    });
  }

  /** A channel that the bot is not in takes no message of it. */
  async function channels(): Promise<AccessFinding[]> {
    const set = CHANNELS.flatMap((variable) => {
      const channel = environment[variable]?.trim();
      return channel ? [{ variable, channel }] : [];
    });
    return Promise.all(
      set.map(async ({ variable, channel }) => {
        const read = await ask(() => client.read('conversations.history', { channel, limit: '1' }, z.unknown()));
        return endpointFinding(`conversations.history of ${variable}`, read, 'messages in this channel');
      }),
    );
  }

  function interactivity(): AccessFinding {
    const socket = Boolean(environment['SLACK_APP_TOKEN']?.trim());
    return {
      check: 'webhook',
      subject: socket ? 'Socket Mode' : `${publicUrl(environment)}/slack/events`,
      status: 'unknown',
      detail: socket
        ? 'Clicks come over a socket that the app opens itself; that it is allowed to shows when hireline starts.'
        : "The app's interactivity cannot be read: see that its request URL is this one.",
    };
  }
}
