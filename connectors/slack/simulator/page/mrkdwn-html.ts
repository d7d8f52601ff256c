import { emojis } from './emoji.js';
import { escapeHtml, type Html } from './html.js';

/** Names for the ids in mentions. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

/**
 * Slack's markup as HTML: bold, italic, strike, code, quotes, links, mentions, dates, emoji.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function mrkdwnToHtml(markup: string, names: Names): Html {
  const kept: string[] = [];
  // Finished pieces wait behind a mark that no later step touches.
  const keep = (piece: string) => `\uE000${kept.push(piece) - 1}\uE001`;

  const text = markup
    .replace(/[\uE000\uE001]/g, '')
    .replace(/```\n?([\s\S]+?)\n?```/g, (_all, code: string) => keep(`<pre>${plain(code)}</pre>`))
    .replace(/`([^`\n]+)`/g, (_all, code: string) => keep(`<code>${plain(code)}</code>`))
    .replace(/<([^<>\n]+)>/g, (_all, token: string) => keep(tokenToHtml(token, names)));

  const formatted = escapeHtml(decode(text))
    .replace(/(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\w*])/g, '<strong>$1</strong>')
    .replace(/(?<![\w_])_(?!\s)([^_\n]+?)(?<!\s)_(?![\w_])/g, '<em>$1</em>')
    .replace(/(?<![\w~])~(?!\s)([^~\n]+?)(?<!\s)~(?![\w~])/g, '<s>$1</s>')
    .replace(/^&gt; ?(.*)$/gm, '<span class="quote">$1</span>')
    .replaceAll('\n', '<br>');

  const restored = emojis(formatted).replace(/\uE000(\d+)\uE001/g, (_all, index: string) => kept[Number(index)] ?? '');
  return { html: restored };
}

/** Plain text as HTML: emoji only. */
export function plainToHtml(text: string): Html {
  return { html: emojis(escapeHtml(text)).replaceAll('\n', '<br>') };
}

const decode = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const plain = (text: string) => escapeHtml(decode(text));

function tokenToHtml(token: string, names: Names): string {
  const [head = '', ...rest] = token.split('|');
  const label = rest.join('|');
  if (head.startsWith('@'))
    return `<span class="mention">@${plain(names.user(head.slice(1)) ?? (label || head.slice(1)))}</span>`;
  if (head.startsWith('#'))
    return `<span class="mention">#${plain(names.channel(head.slice(1)) ?? (label || head.slice(1)))}</span>`;
  if (head.startsWith('!date^')) return dateToHtml(head, label);
  if (head.startsWith('!')) return `<span class="mention">@${plain(label || head.slice(1))}</span>`;
  const url = decode(head);
  if (!/^(https?:|mailto:)/i.test(url)) return plain(`<${token}>`);
  return `<a href="${escapeHtml(url)}" target="_blank" rel="noreferrer">${plain(label || head)}</a>`;
}

/** `!date^<seconds>^<format>[^<link>]`: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function dateToHtml(head: string, fallback: string): string {
  const [, seconds = '', format = ''] = head.split('^');
  const at = new Date(Number(seconds) * 1000);
  if (!/^\d+$/.test(seconds) || Number.isNaN(at.getTime())) return plain(fallback);
  const written = format.replace(/\{(\w+)\}/g, (whole, name: string) => datePart(at, name) ?? whole);
  return `<time datetime="${at.toISOString()}" title="${escapeHtml(decode(fallback))}">${plain(written)}</time>`;
}

function datePart(at: Date, name: string): string | undefined {
  const inWords = (options: Intl.DateTimeFormatOptions) => at.toLocaleDateString('en-US', options);
  const relative = (otherwise: string) => {
    const days = Math.round((startOfDay(at) - startOfDay(new Date())) / 86_400_000);
    return days === 0 ? 'today' : days === -1 ? 'yesterday' : days === 1 ? 'tomorrow' : otherwise;
  };
  const long = () => inWords({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
  const middle = () => inWords({ month: 'long', day: 'numeric', year: 'numeric' });
  const short = () => inWords({ month: 'short', day: 'numeric', year: 'numeric' });
  switch (name) {
    case 'date_num':
      return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
    case 'date':
      return middle();
    case 'date_pretty':
      return relative(middle());
    case 'date_short':
      return short();
    case 'date_short_pretty':
      return relative(short());
    case 'date_long':
      return long();
    case 'date_long_pretty':
      return relative(long());
    case 'time':
      return at.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' });
    case 'time_secs':
      return at.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit', second: '2-digit' });
    default:
      return undefined;
  }
}

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
