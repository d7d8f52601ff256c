import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { SimulatorBase } from '../../../../sandbox/simulator.js';
import type { Messages } from '../messages.js';
import type { Modals } from '../modals.js';
import type { Channel, User, Workspace } from '../workspace.js';
import { html } from './html.js';
import { layout } from './layout.js';
import { entries, namesOf } from './messages-html.js';
import { modalHtml } from './modal-html.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The workspace as a page at /, for people: channels, messages, working buttons and modals. Its script and its
 * state are below /_sandbox/page, where neither faults nor the call log see them.
 */
export function addPage(
  { api, controls }: SimulatorBase,
  { workspace, messages, modals }: { workspace: Workspace; messages: Messages; modals: Modals },
): void {
  // After a restart, no page must take its old state for the present one.
  const boot = randomBytes(4).toString('hex');

  controls.get('/page/style.css', (_request, response) => void response.type('css').send(STYLE));
  controls.get('/page/script.js', (_request, response) => void response.type('js').send(SCRIPT));
  controls.get('/page/state', (request, response) => {
    const { channel, user } = chosen(request, workspace);
    const view = modals.topOf(user.id);
    const revision = [boot, messages.revision, view?.id ?? '', view?.hash ?? ''].join('.');
    if (request.query['revision'] === revision) return void response.status(204).end();
    response.json({
      revision,
      entries: entries(messages.inChannel(channel.id, user.id), workspace),
      modal: view ? { id: view.id, hash: view.hash, html: modalHtml(view, namesOf(workspace)).html } : null,
    });
  });

  api.get('/', (request, response) => {
    const path = new URL(request.originalUrl, 'http://localhost').pathname;
    if (!path.endsWith('/')) return response.redirect(`${path}/`);
    const { channel, user } = chosen(request, workspace);
    response.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    response.type('html').send(
      layout({
        channel,
        user,
        channels: workspace.channels.all(),
        users: workspace.users.all().filter(({ isBot }) => !isBot),
        messages: entries(messages.inChannel(channel.id, user.id), workspace).map(
          ({ key, rev, html: content }) =>
            html`<div class="entry" data-key="${key}" data-rev="${rev}">${{ html: content }}</div>`,
        ),
      }),
    );
  });
}

function chosen(request: Request, workspace: Workspace): { channel: Channel; user: User } {
  const channels = workspace.channels.all();
  const users = workspace.users.all().filter(({ isBot }) => !isBot);
  const channel = channels.find(({ id }) => id === request.query['channel']) ?? channels[0];
  const user = users.find(({ id }) => id === request.query['user']) ?? users[0];
  return {
    channel: channel ?? { id: '', name: 'no channels yet', isMember: false, isArchived: false },
    user: user ?? { id: '', name: 'nobody', realName: 'Nobody', email: undefined, isBot: false },
  };
}
