import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkView, isObject } from './block-kit.js';
import { findButton } from './buttons.js';
import type { Deliver, Delivered } from './delivery.js';
import { inputValues } from './inputs.js';
import type { Messages } from './messages.js';
import { viewAnswer, TRIGGER_LIFE_MS, type Modals, type OpenView } from './modals.js';
import { SlackError } from './slack-error.js';
import { APP, messageAnswer, TEAM, VERIFICATION_TOKEN, type User, type Workspace } from './workspace.js';

/** After the app has changed a message, a modal may still be on its way. */
const MODAL_GRACE_MS = 300;

export interface Submitted extends Delivered {
  /** By block_id: what is wrong with an input. */
  errors?: Record<string, string>;
}

export interface Interactions {
  /** Clicks a button. `responseBase` is the URL that response_urls are below. */
  click(click: {
    channel: string;
    ts: string;
    actionId: string;
    blockId?: string;
    user: string;
    responseBase: string;
    /** How long to wait for a modal; default: as long as the trigger lives. */
    waitMs?: number;
  }): Promise<Delivered & { view?: Record<string, unknown> }>;
  /** Submits a modal with the texts by block_id. */
  submit(viewId: string, user: string, texts: Record<string, string>): Promise<Submitted>;
  /** Closes a modal, as Escape and Cancel do. */
  dismiss(viewId: string, user: string): Promise<Delivered>;
}

export function createInteractions(parts: {
  workspace: Workspace;
  messages: Messages;
  modals: Modals;
  deliver: Deliver;
}): Interactions {
  const { workspace, messages, modals, deliver } = parts;

  const person = (id: string): User => {
    const user = workspace.users.get(id);
    if (!user || user.isBot) throw new SlackError('user_not_found');
    return user;
  };

  const base = (user: User, trigger: string) => ({
    team: { id: TEAM.id, domain: TEAM.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: TEAM.id },
    api_app_id: APP.id,
    token: VERIFICATION_TOKEN,
    trigger_id: trigger,
    enterprise: null,
    is_enterprise_install: false,
  });

  /** Until the modal is there, the app has answered otherwise, or the trigger has expired. */
  async function waitForModal(trigger: string, clickedAt: number, revision: number, waitMs: number) {
    let until = clickedAt + waitMs;
    while (Date.now() < until) {
      const view = modals.openedBy(trigger);
      if (view) return view;
      if (messages.revision !== revision) until = Math.min(until, Date.now() + MODAL_GRACE_MS);
      revision = messages.revision;
      await sleep(20);
    }
    return modals.openedBy(trigger);
  }

  function ownView(viewId: string, user: string): OpenView {
    const view = modals.find(viewId);
    if (!view || view.user !== user) throw new SlackError('view_not_found');
    return view;
  }

  return {
    async click({ channel, ts, actionId, blockId, user: userId, responseBase, waitMs = TRIGGER_LIFE_MS }) {
      const user = person(userId);
      const message = messages.find(channel, ts);
      if (!message || (message.ephemeralFor && message.ephemeralFor !== userId)) {
        throw new SlackError('message_not_found');
      }
      const button = findButton(message.blocks, actionId, blockId);
      if (!button) throw new SlackError('button_not_found');
      const clickedAt = Date.now();
      const trigger = modals.trigger(userId);
      const responseId = randomBytes(12).toString('hex');
      workspace.responseUrls.put(responseId, {
        id: responseId,
        channel,
        messageTs: ts,
        user: userId,
        createdAt: clickedAt,
        used: 0,
      });
      const isEphemeral = message.ephemeralFor !== undefined;
      const revision = messages.revision;
      const { body: _ignored, ...delivered } = await deliver({
        type: 'block_actions',
        ...base(user, trigger),
        container: {
          type: 'message',
          message_ts: ts,
          channel_id: channel,
          is_ephemeral: isEphemeral,
          ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
        },
        channel: { id: channel, name: workspace.channels.get(channel)?.name ?? channel },
        ...(isEphemeral ? {} : { message: messageAnswer(message, false) }),
        state: { values: {} },
        response_url: `${responseBase}/actions/${TEAM.id}/${responseId}`,
        actions: [{ ...button, action_ts: workspace.nextTs() }],
      });
      const view = delivered.ok ? await waitForModal(trigger, clickedAt, revision, waitMs) : modals.openedBy(trigger);
      return { ...delivered, ...(view ? { view: viewAnswer(view) } : {}) };
    },

    async submit(viewId, userId, texts) {
      const user = person(userId);
      const view = ownView(viewId, userId);
      const { values, errors } = inputValues(view.blocks, texts);
      if (Object.keys(errors).length > 0) return { ok: false, status: 0, errors };
      const { body, ...delivered } = await deliver({
        type: 'view_submission',
        ...base(user, modals.trigger(userId)),
        view: viewAnswer(view, values),
        response_urls: [],
      });
      if (!delivered.ok) return delivered;
      return { ...delivered, ...follow(view, body) };
    },

    async dismiss(viewId, userId) {
      const user = person(userId);
      const view = ownView(viewId, userId);
      const cleared = view.definition['clear_on_close'] === true;
      if (cleared) modals.clear(view.id);
      else modals.close(view.id);
      if (view.definition['notify_on_close'] !== true) return { ok: true, status: 0 };
      const { trigger_id: _none, ...rest } = base(user, '');
      const payload = { type: 'view_closed', ...rest, view: viewAnswer(view), is_cleared: cleared };
      const { body: _ignored, ...delivered } = await deliver(payload);
      return delivered;
    },
  };

  /** Does what the answer to a submission says: https://docs.slack.dev/surfaces/modals#handling_submissions */
  function follow(view: OpenView, body: string): { ok: boolean; error?: string; errors?: Record<string, string> } {
    if (body.trim() === '') {
      modals.close(view.id);
      return { ok: true };
    }
    try {
      const answer: unknown = JSON.parse(body);
      if (!isObject(answer)) return { ok: false, error: 'invalid_response' };
      switch (answer['response_action']) {
        case undefined:
          modals.close(view.id);
          return { ok: true };
        case 'clear':
          modals.clear(view.id);
          return { ok: true };
        case 'update':
          modals.update({ id: view.id, externalId: undefined, hash: undefined }, checkView(answer['view']));
          return { ok: true };
        case 'push':
          modals.push(view, checkView(answer['view']));
          return { ok: true };
        case 'errors':
          return { ok: false, errors: errorsOf(view, answer['errors']) };
        default:
          return { ok: false, error: 'invalid_response' };
      }
    } catch (error) {
      if (error instanceof SlackError || error instanceof SyntaxError) return { ok: false, error: 'invalid_response' };
      throw error;
    }
  }
}

/** Only errors at input blocks of the view can be shown. */
function errorsOf(view: OpenView, errors: unknown): Record<string, string> {
  const inputs = new Set(view.blocks.filter(({ type }) => type === 'input').map((block) => String(block['block_id'])));
  const known = Object.entries(isObject(errors) ? errors : {}).filter(([id]) => inputs.has(id));
  if (known.length === 0) throw new SlackError('invalid_response');
  return Object.fromEntries(known.map(([id, text]) => [id, String(text)]));
}
