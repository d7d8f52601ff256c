import { randomBytes } from 'node:crypto';
import { isObject } from './block-kit.js';
import { SlackError } from './slack-error.js';
import { APP, BOT, TEAM, type Block } from './workspace.js';

/** How long a trigger_id opens a modal. UNVERIFIED: Slack's pages say three seconds without a guarantee. */
export const TRIGGER_LIFE_MS = 3_000;

/** A modal on somebody's screen. */
export interface OpenView {
  id: string;
  user: string;
  /** The one it lies on. */
  previous: string | undefined;
  root: string;
  hash: string;
  trigger: string;
  definition: Record<string, unknown>;
  blocks: Block[];
}

interface Trigger {
  user: string;
  createdAt: number;
  used: boolean;
}

/** Triggers and modals. In memory: in Slack, too, they are gone when the window is. */
export interface Modals {
  /** A new trigger_id for something the user did. */
  trigger(user: string): string;
  /** @throws SlackError invalid_trigger_id, expired_trigger_id, exchanged_trigger_id, duplicate_external_id. */
  open(trigger: string, definition: Record<string, unknown>): Record<string, unknown>;
  /** @throws SlackError not_found, hash_conflict. */
  update(
    which: { id: string | undefined; externalId: string | undefined; hash: string | undefined },
    definition: Record<string, unknown>,
  ): Record<string, unknown>;
  /** Puts another modal on top. */
  push(view: OpenView, definition: Record<string, unknown>): OpenView;
  /** The top one of this user's. */
  topOf(user: string): OpenView | undefined;
  find(id: string): OpenView | undefined;
  openedBy(trigger: string): OpenView | undefined;
  close(id: string): void;
  /** Closes the modal and all below and above it. */
  clear(id: string): void;
}

export function createModals(now: () => number = Date.now): Modals {
  const triggers = new Map<string, Trigger>();
  const views = new Map<string, OpenView>();
  let sequence = 0;

  const newHash = () => `${Math.floor(now() / 1000)}.${randomBytes(4).toString('hex')}`;

  function add(user: string, trigger: string, definition: Record<string, unknown>, below?: OpenView): OpenView {
    const id = `V0${(now() * 1000 + ++sequence).toString(36).toUpperCase()}`;
    const view: OpenView = {
      id,
      user,
      previous: below?.id,
      root: below?.root ?? id,
      hash: newHash(),
      trigger,
      definition,
      blocks: namedBlocks(definition['blocks']),
    };
    views.set(id, view);
    return view;
  }

  function clear(id: string): void {
    const root = views.get(id)?.root;
    for (const view of [...views.values()]) if (view.root === root) views.delete(view.id);
  }

  return {
    trigger(user) {
      for (const [id, { createdAt }] of triggers) if (now() - createdAt > 60_000) triggers.delete(id);
      const id = `${now()}.${++sequence}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { user, createdAt: now(), used: false });
      return id;
    },
    open(triggerId, definition) {
      const trigger = triggers.get(triggerId);
      if (!trigger) throw new SlackError('invalid_trigger_id');
      if (trigger.used) throw new SlackError('exchanged_trigger_id');
      if (now() - trigger.createdAt > TRIGGER_LIFE_MS) throw new SlackError('expired_trigger_id');
      const externalId = definition['external_id'];
      if (externalId && [...views.values()].some((view) => view.definition['external_id'] === externalId)) {
        throw new SlackError('duplicate_external_id');
      }
      trigger.used = true;
      return viewAnswer(add(trigger.user, triggerId, definition));
    },
    update({ id, externalId, hash }, definition) {
      const view = id
        ? views.get(id)
        : externalId && [...views.values()].find((one) => one.definition['external_id'] === externalId);
      if (!view) throw new SlackError('not_found');
      if (hash !== undefined && hash !== view.hash) throw new SlackError('hash_conflict');
      const changed = { ...view, hash: newHash(), definition, blocks: namedBlocks(definition['blocks']) };
      views.set(view.id, changed);
      return viewAnswer(changed);
    },
    push: (view, definition) => add(view.user, view.trigger, definition, view),
    topOf: (user) => [...views.values()].filter((view) => view.user === user).at(-1),
    find: (id) => views.get(id),
    openedBy: (trigger) => [...views.values()].find((view) => view.trigger === trigger),
    close: (id) => void views.delete(id),
    clear,
  };
}

/** The view in the form of Slack's answers and payloads. */
export function viewAnswer(
  view: OpenView,
  values: Record<string, Record<string, unknown>> = {},
): Record<string, unknown> {
  const { definition } = view;
  return {
    id: view.id,
    team_id: TEAM.id,
    app_id: APP.id,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.id,
    type: 'modal',
    title: definition['title'],
    submit: definition['submit'] ?? null,
    close: definition['close'] ?? null,
    blocks: view.blocks,
    private_metadata: definition['private_metadata'] ?? '',
    callback_id: definition['callback_id'] ?? '',
    external_id: definition['external_id'] ?? '',
    state: { values },
    hash: view.hash,
    clear_on_close: definition['clear_on_close'] === true,
    notify_on_close: definition['notify_on_close'] === true,
    root_view_id: view.root,
    previous_view_id: view.previous ?? null,
  };
}

function namedBlocks(blocks: unknown): Block[] {
  return (Array.isArray(blocks) ? blocks : []).filter(isObject).map((block, index) => {
    const id = block['block_id'] ?? `block-${index}`;
    const element = isObject(block['element']) ? { action_id: `action-${index}`, ...block['element'] } : undefined;
    return { ...block, type: String(block['type']), block_id: id, ...(element ? { element } : {}) };
  });
}
