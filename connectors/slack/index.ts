import type { ConnectorModule } from '../connector.js';
import type { ChatConnector } from '../roles/chat.js';
import { manifest } from './manifest.js';
import { createSlackConnector } from './slack.js';

/** Slack. Its clicks come in through Bolt in ingress/slack, so it has no webhook source. */
export const connector: ConnectorModule<ChatConnector> = {
  manifest,
  create: createSlackConnector,
  webhooks: undefined,
  checkBinding: (role, field) =>
    `${field}: Slack holds no fields of a hire, so it has no place to bind to in the role "${role}"`,
  holds: {
    'hire.question': 'message.blocks',
    'bonus.question': 'message.blocks',
    'reporting.attributionSummary': 'message.blocks',
    'reporting.alert': 'message.blocks',
  },
};

export { BONUS_BUTTONS, type BonusButton } from './blocks/bonus-message.js';
export { BUTTONS, type HoldButton } from './blocks/hold-message.js';
export {
  BONUS_REASON_CALLBACK_ID,
  bonusDecisionOfAction,
  bonusDecisionOfView,
  bonusReasonModal,
  type ButtonBonusDecision,
} from './bonus-modal.js';
export {
  decisionOfAction,
  decisionOfView,
  reasonMetadataOf,
  reasonModal,
  REASON_CALLBACK_ID,
  type ButtonDecision,
  type ReasonMetadata,
} from './modal.js';
export { signSlackRequest, verifySlackRequest } from './request-signature.js';
