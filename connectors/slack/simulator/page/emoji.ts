/** The emoji that alerts and approvals use; others keep their name. */
const EMOJI: Readonly<Record<string, string>> = {
  rotating_light: '🚨',
  warning: '⚠️',
  information_source: 'ℹ️',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  no_entry: '⛔',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  bell: '🔔',
  arrows_counterclockwise: '🔄',
  leftwards_arrow_with_hook: '↩️',
  raised_hand: '✋',
  lock: '🔒',
  mag: '🔍',
  moneybag: '💰',
  money_with_wings: '💸',
  memo: '📝',
  tada: '🎉',
  thumbsup: '👍',
  '+1': '👍',
  thumbsdown: '👎',
  '-1': '👎',
  eyes: '👀',
  wave: '👋',
  smile: '😄',
  point_right: '👉',
  calendar: '📆',
  link: '🔗',
};

export function emojis(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => EMOJI[name] ?? whole);
}
