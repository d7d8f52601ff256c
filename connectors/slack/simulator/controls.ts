import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { Interactions } from './interactions.js';
import type { Messages } from './messages.js';
import { viewAnswer, type Modals } from './modals.js';
import { SlackError } from './slack-error.js';
import { DISCONNECT_REASONS, type SocketMode } from './socket-mode.js';
import { messageAnswer, type Message, type Workspace } from './workspace.js';

const Click = z.object({
  channel: z.string(),
  ts: z.string(),
  action_id: z.string(),
  block_id: z.string().optional(),
  user: z.string(),
  /** How long to wait for a modal that the app opens. */
  wait_ms: z.number().int().min(0).max(3_000).optional(),
});
const Submit = z.object({ view_id: z.string(), user: z.string(), values: z.record(z.string(), z.string()) });
const Dismiss = z.object({ view_id: z.string(), user: z.string() });
const Said = z.object({
  channel: z.string(),
  user: z.string(),
  text: z.string().min(1),
  thread_ts: z.string().optional(),
});
const Disconnect = z.object({ reason: z.enum(DISCONNECT_REASONS) });
const ChannelChange = z.object({
  id: z.string(),
  name: z.string().optional(),
  is_member: z.boolean().optional(),
  is_archived: z.boolean().optional(),
});

/** What people do and see in Slack, below /_sandbox. */
export function addControls(
  controls: Router,
  {
    workspace,
    messages,
    modals,
    interactions,
    socketMode,
  }: {
    workspace: Workspace;
    messages: Messages;
    modals: Modals;
    interactions: Interactions;
    socketMode: SocketMode;
  },
): void {
  controls.get('/channels', (_request, response) => void response.json(workspace.channels.all()));
  controls.post(
    '/channels',
    handle(ChannelChange, ({ id, name, is_member, is_archived }) => {
      const kept = workspace.channels.get(id) ?? {
        id,
        name: name ?? id.toLowerCase(),
        isMember: true,
        isArchived: false,
      };
      return workspace.channels.put(id, {
        ...kept,
        name: name ?? kept.name,
        isMember: is_member ?? kept.isMember,
        isArchived: is_archived ?? kept.isArchived,
      });
    }),
  );
  controls.get('/users', (_request, response) => void response.json(workspace.users.all()));

  controls.get('/messages', (request, response) => {
    const { channel, thread } = request.query;
    const wanted = typeof channel === 'string' ? [channel] : workspace.channels.all().map(({ id }) => id);
    const found = wanted
      .flatMap((id) => messages.inChannel(id))
      .filter((message) => typeof thread !== 'string' || message.ts === thread || message.threadTs === thread);
    response.json(found.map(messageView));
  });
  controls.get('/ephemerals', (request, response) => {
    const { user } = request.query;
    const found = workspace.messages
      .all()
      .filter(({ ephemeralFor }) => ephemeralFor !== undefined && (typeof user !== 'string' || ephemeralFor === user));
    response.json(found.map(messageView));
  });
  controls.get('/view', (request, response) => {
    const view = modals.topOf(String(request.query['user']));
    response.json(view ? viewAnswer(view) : null);
  });

  controls.post(
    '/click',
    handle(Click, (click, request) =>
      interactions.click({
        channel: click.channel,
        ts: click.ts,
        actionId: click.action_id,
        user: click.user,
        responseBase: simulatorUrl(request),
        ...(click.block_id === undefined ? {} : { blockId: click.block_id }),
        ...(click.wait_ms === undefined ? {} : { waitMs: click.wait_ms }),
      }),
    ),
  );
  controls.post(
    '/submit',
    handle(Submit, ({ view_id, user, values }) => interactions.submit(view_id, user, values)),
  );
  controls.post(
    '/close',
    handle(Dismiss, ({ view_id, user }) => interactions.dismiss(view_id, user)),
  );
  controls.get('/sockets', (_request, response) => void response.json({ connections: socketMode.connections() }));
  controls.post(
    '/sockets/disconnect',
    handle(Disconnect, ({ reason }) => {
      socketMode.disconnect(reason);
      return { ok: true };
    }),
  );
  controls.post(
    '/say',
    handle(Said, ({ channel, user, text, thread_ts }) => {
      const said = { channel, ts: workspace.nextTs(), user, text, blocks: [], mrkdwn: true };
      return messageView(messages.say({ ...said, ...(thread_ts ? { threadTs: thread_ts } : {}) }));
    }),
  );
}

/** A control's answer; `{ok: false, error}` with 400 for a wrong body and 404 for something that is not there. */
function handle<T>(schema: z.ZodType<T>, act: (input: T, request: Request) => unknown) {
  return async (request: Request, response: Response): Promise<void> => {
    const parsed = schema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ ok: false, status: 0, error: z.prettifyError(parsed.error) });
      return;
    }
    try {
      response.json(await act(parsed.data, request));
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      response.status(404).json({ ok: false, status: 0, error: error.code });
    }
  };
}

function messageView(message: Message): Record<string, unknown> {
  return {
    channel: message.channel,
    ...messageAnswer(message, true),
    ...(message.ephemeralFor ? { ephemeral_for: message.ephemeralFor } : {}),
  };
}

/** The simulator's own URL, as the caller reached it. */
function simulatorUrl(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? ''}${request.baseUrl.replace(/\/_sandbox$/, '')}`;
}
