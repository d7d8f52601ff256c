import express, { type Request, type Response, type Router } from 'express';
import { checkBlocks } from './block-kit.js';
import type { MessageContent, Messages } from './messages.js';
import { flag, optional, readArguments } from './request-arguments.js';
import { SlackError } from './slack-error.js';
import { BOT, type ResponseUrl, type Workspace } from './workspace.js';

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const USES = 5;
const LIFE_MS = 30 * 60_000;

/** The endpoint behind a payload's response_url: five posts within thirty minutes, no token. */
export function responseUrls(workspace: Workspace, messages: Messages, now: () => number = Date.now): Router {
  const router = express.Router();
  router.post('/actions/:team/:id', (request: Request<{ team: string; id: string }>, response) => {
    const kept = workspace.responseUrls.get(request.params.id);
    if (!kept) return refuse(response, 'no_service');
    if (now() - kept.createdAt > LIFE_MS) return refuse(response, 'expired_url');
    if (kept.used >= USES) return refuse(response, 'used_url');
    try {
      respond(kept, readArguments(request).values);
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return refuse(response, error.code, 400);
    }
    workspace.responseUrls.put(kept.id, { ...kept, used: kept.used + 1 });
    response.type('text/plain').send('ok');
  });
  return router;

  function respond({ channel, messageTs, user }: ResponseUrl, values: Record<string, unknown>): void {
    if (flag(values, 'delete_original')) return messages.remove(channel, messageTs);
    const original = messages.find(channel, messageTs);
    const content: MessageContent = {
      text: optional(values, 'text') ?? '',
      blocks: values['blocks'] === undefined ? [] : checkBlocks(values['blocks']),
    };
    if (content.text === '' && content.blocks.length === 0) throw new SlackError('no_text');
    if (flag(values, 'replace_original')) {
      if (!original) throw new SlackError('message_not_found');
      if (original.ephemeralFor) {
        messages.remove(channel, messageTs);
        messages.postEphemeral(channel, user, content, original.threadTs);
      } else if (original.user === BOT.userId) messages.update(channel, messageTs, content);
      return;
    }
    const thread = optional(values, 'thread_ts');
    if (optional(values, 'response_type') === 'in_channel') messages.post(channel, content, thread);
    else messages.postEphemeral(channel, user, content, thread);
  }
}

function refuse(response: Response, error: string, status = 404): void {
  response.status(status).json({ ok: false, error });
}
