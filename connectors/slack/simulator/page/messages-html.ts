import { createHash } from 'node:crypto';
import { BOT, type Message, type User, type Workspace } from '../workspace.js';
import { messageBody } from './blocks-html.js';
import { html, type Html } from './html.js';
import type { Names } from './mrkdwn-html.js';

/** One entry of the list: the page replaces it only when `rev` has changed. */
export interface Entry {
  key: string;
  rev: string;
  html: string;
}

/** Older ones are left out of the page. */
const SHOWN = 200;

export function namesOf(workspace: Workspace): Names {
  return {
    user: (id) => workspace.users.get(id)?.realName,
    channel: (id) => workspace.channels.get(id)?.name,
  };
}

/** The channel's messages in order of time, each with its thread below it. */
export function entries(all: Message[], workspace: Workspace): Entry[] {
  const names = namesOf(workspace);
  const parents = all.filter((message) => !message.threadTs);
  const left = parents.length - SHOWN;
  const shown = parents.slice(-SHOWN).map((parent) => {
    const replies = all.filter(({ threadTs }) => threadTs === parent.ts);
    return entry(
      parent.ts,
      html`<article class="message ${parent.ephemeralFor ? 'ephemeral' : ''}">
        ${messageHtml(parent, workspace.users.get(parent.user), names)}
        ${
          replies.length > 0 &&
          html`<section class="thread" aria-label="Thread">
            <p class="count">${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}</p>
            ${replies.map(
              (reply) =>
                html`<article class="message ${reply.ephemeralFor ? 'ephemeral' : ''}">
                  ${messageHtml(reply, workspace.users.get(reply.user), names)}
                </article>`,
            )}
          </section>`
        }
      </article>`,
    );
  });
  const note = html`<p class="older">${left} older messages are not shown.</p>`;
  return left > 0 ? [entry('older', note), ...shown] : shown;
}

function entry(key: string, content: Html): Entry {
  return { key, rev: createHash('sha256').update(content.html).digest('hex').slice(0, 16), html: content.html };
}

function messageHtml(message: Message, user: User | undefined, names: Names): Html {
  const isBot = message.user === BOT.userId;
  const name = user?.realName ?? message.user;
  const at = new Date(Number(message.ts) * 1000);
  return html`<div class="avatar ${isBot ? 'bot' : `person-${toneOf(message.user)}`}" aria-hidden="true">
      ${name.charAt(0).toUpperCase()}
    </div>
    <div class="content">
      ${message.ephemeralFor && html`<p class="only-you">👁 Only visible to you</p>`}
      <p class="meta">
        <strong>${name}</strong> ${isBot && html`<span class="badge">APP</span>`}
        <time datetime="${at.toISOString()}" title="${at.toISOString()}">
          ${at.toLocaleString('en-US', { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })}
        </time>
      </p>
      ${messageBody(message, names)} ${message.editedAt && html`<span class="edited">(edited)</span>`}
      <p class="error" data-click-problem="${message.ts}" role="alert"></p>
    </div>`;
}

function toneOf(id: string): number {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5;
}
