import { TEAM, type Channel, type User } from '../workspace.js';
import { html, type Html } from './html.js';

/** The whole page as first sent; it reads well without its script, too. */
export function layout({
  channel,
  user,
  channels,
  users,
  messages,
}: {
  channel: Channel;
  user: User;
  channels: Channel[];
  users: User[];
  messages: Html[];
}): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>#${channel.name} · ${TEAM.name} (Slack simulator)</title>
      <link rel="stylesheet" href="_sandbox/page/style.css" />
      <script src="_sandbox/page/script.js" defer></script>
    </head>
    <body data-channel="${channel.id}" data-user="${user.id}">
      <a class="skip" href="#messages">Skip to messages</a>
      <nav aria-label="Workspace">
        <p class="team"><strong>${TEAM.name}</strong><span>Slack simulator</span></p>
        <h2>Channels</h2>
        <ul>
          ${channels.map(
            ({ id, name }) =>
              html`<li>
                <a href="?channel=${id}&user=${user.id}" ${id === channel.id && html`aria-current="page"`}># ${name}</a>
              </li>`,
          )}
        </ul>
        <form class="you" method="get">
          <input type="hidden" name="channel" value="${channel.id}" />
          <label for="you">You are</label>
          <select id="you" name="user">
            ${users.map(
              ({ id, realName }) =>
                html`<option value="${id}" ${id === user.id && html`selected`}>${realName}</option>`,
            )}
          </select>
          <noscript><button>Change</button></noscript>
        </form>
      </nav>
      <main>
        <header>
          <h1># ${channel.name}</h1>
          <p id="offline" role="status"></p>
        </header>
        <div id="messages" tabindex="-1" role="log" aria-label="Messages in ${channel.name}">
          ${messages}
          <p class="empty">This is the beginning of <strong># ${channel.name}</strong>.</p>
        </div>
        <form id="composer">
          <label class="hidden" for="said">Message # ${channel.name} as ${user.realName}</label>
          <input id="said" type="text" autocomplete="off" placeholder="Message #${channel.name} as ${user.realName}" />
          <button type="submit" class="button primary">Send</button>
        </form>
      </main>
      <dialog id="modal" aria-labelledby="modal-title"></dialog>
      <dialog id="confirm" aria-labelledby="confirm-title">
        <form method="dialog" class="modal">
          <header><h2 id="confirm-title"></h2></header>
          <div class="modal-body"><p id="confirm-text"></p></div>
          <footer>
            <button class="button plain" value="deny" id="confirm-deny"></button>
            <button class="button primary" value="confirm" id="confirm-yes"></button>
          </footer>
        </form>
      </dialog>
    </body>
  </html>`;
  return `<!doctype html>\n${page.html}`;
}
