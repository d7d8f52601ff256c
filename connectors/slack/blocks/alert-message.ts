import type { AlertNotice } from '../../../schemas/notice.js';
import {
  context,
  escapeMrkdwn,
  fit,
  header,
  inline,
  link,
  section,
  TEXT_LIMIT,
  TITLE_LIMIT,
  type SlackMessage,
} from './mrkdwn.js';

const EMOJI: Record<AlertNotice['severity'], string> = {
  failure: ':rotating_light:',
  warning: ':warning:',
  info: ':information_source:',
};

/** Something a person should know: title, sentences, links. Nothing to click that changes anything. */
export function alertMessage(notice: AlertNotice): SlackMessage {
  const title = `${EMOJI[notice.severity]} ${notice.title}`;
  const links = [
    ...(notice.runUrl ? [link(notice.runUrl, 'Open the run')] : []),
    ...notice.links.map(({ label, url }) => link(url, label)),
  ];
  const lines = notice.lines.map(escapeMrkdwn).join('\n');
  return {
    // The run comes before the lines, so that it is there however long they are.
    text: fit(
      [fit(inline(title), TITLE_LIMIT), notice.runUrl ? escapeMrkdwn(notice.runUrl) : '', lines]
        .filter(Boolean)
        .join('\n'),
      TEXT_LIMIT,
    ),
    blocks: [
      header(title),
      ...(lines ? [section(lines, notice.runUrl ? `… ${link(notice.runUrl, 'More in the run')}` : undefined)] : []),
      ...(links.length > 0 ? [context(links.join('  ·  '))] : []),
    ],
  };
}
