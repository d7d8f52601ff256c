import type { types } from '@slack/bolt';

/**
 * Slack's text markup. https://docs.slack.dev/messaging/formatting-message-text
 * Limits are of Block Kit, counted in UTF-16 code units, the strictest way to count.
 */
export const BLOCK_LIMIT = 50;
export const HEADER_LIMIT = 150;
export const SECTION_LIMIT = 3000;
export const FIELD_LIMIT = 2000;
export const ID_LIMIT = 255;
/** chat.update refuses more; chat.postMessage advises against it. */
export const TEXT_LIMIT = 4000;
/** Keeps room in the plain text for what follows the title. */
export const TITLE_LIMIT = 500;

/** A message as chat.postMessage and chat.update take it. `text` is what notifications show. */
export interface SlackMessage {
  text: string;
  blocks: types.KnownBlock[];
}

/** Text that must not act as markup, a mention or a link. `*`, `_`, `~` and backticks cannot be escaped in Slack. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A value on one line. */
export function inline(text: string): string {
  return escapeMrkdwn(text.replace(/\s+/g, ' ').trim());
}

export function link(url: string, label: string): string {
  return `<${escapeMrkdwn(url).replaceAll('|', '%7C')}|${inline(label).replaceAll('|', '/')}>`;
}

/**
 * A time that each reader sees in their own time zone.
 * @param iso ISO 8601 with zone; other text is shown as it is.
 */
export function localTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return inline(iso);
  const fallback = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} at {time}|${fallback}>`;
}

/** Whoever "slack:U0DANA", "console:dana" or "cli:dana" stands for: a mention, or the plain name. */
export function actor(decidedBy: string): string {
  const [, system, name] = /^(\w+):(.*)$/.exec(decidedBy) ?? [];
  if (system === 'slack' && name && /^[UW][A-Z0-9]+$/.test(name)) return `<@${name}>`;
  return inline(name ?? decidedBy);
}

/**
 * Markup cut to `limit` characters, never inside an entity, a link or a character; `pointer` then says where the
 * rest is.
 */
export function fit(markup: string, limit: number, pointer = '…'): string {
  if (markup.length <= limit) return markup;
  const cut = markup
    .slice(0, Math.max(0, limit - pointer.length))
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/&[a-z]{0,3}$/, '')
    .replace(/<[^>]*$/, '');
  return (cut + pointer).slice(0, limit);
}

/** Plain text cut to `limit` characters. */
export function fitPlain(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export function header(text: string): types.HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: fitPlain(text, HEADER_LIMIT), emoji: true } };
}

export function section(markup: string, pointer?: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: fit(markup, SECTION_LIMIT, pointer) } };
}

export function context(markup: string): types.ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: fit(markup, SECTION_LIMIT) }] };
}
