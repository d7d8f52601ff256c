import type { Notice } from '../../../schemas/notice.js';
import { alertMessage } from './alert-message.js';
import { holdMessage } from './hold-message.js';
import type { SlackMessage } from './mrkdwn.js';

/** A notice as a Slack message. */
export function noticeMessage(notice: Notice): SlackMessage {
  return notice.kind === 'hold' ? holdMessage(notice) : alertMessage(notice);
}
