import type { Notice } from '../../../schemas/notice.js';
import { alertMessage } from './alert-message.js';
import { bonusMessage } from './bonus-message.js';
import { holdMessage } from './hold-message.js';
import type { SlackMessage } from './mrkdwn.js';

/** A notice as a Slack message. */
export function noticeMessage(notice: Notice): SlackMessage {
  switch (notice.kind) {
    case 'hold':
      return holdMessage(notice);
    case 'bonus':
      return bonusMessage(notice);
    case 'alert':
      return alertMessage(notice);
  }
}
