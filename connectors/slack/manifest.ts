import type { VendorManifest } from '../connector.js';

export const VENDOR = 'slack';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'Slack',
  roles: ['chat'],
  variables: [
    {
      name: 'SLACK_API_URL',
      required: false,
      secret: false,
      meaning: 'where the Web API is, ending with /api/ (default: https://slack.com/api/)',
    },
    {
      name: 'SLACK_BOT_TOKEN',
      required: true,
      secret: true,
      meaning: 'a bot token (xoxb-…) with the scope chat:write',
    },
    {
      name: 'SLACK_SIGNING_SECRET',
      required: false,
      secret: true,
      meaning: "the app's signing secret, newest first; needed unless SLACK_APP_TOKEN is set",
    },
    {
      name: 'SLACK_APP_TOKEN',
      required: false,
      secret: true,
      meaning: 'an app-level token (xapp-…) with connections:write: Socket Mode in place of HTTP',
    },
    {
      name: 'SLACK_HR_OPS_CHANNEL',
      required: true,
      secret: false,
      meaning: 'the id of the channel for holds, failures and quarantined rows',
    },
    {
      name: 'SLACK_RECRUITING_CHANNEL',
      required: false,
      secret: false,
      meaning: 'the id of the channel for escalations about candidate messages',
    },
    {
      name: 'SLACK_APPROVERS',
      required: true,
      secret: false,
      meaning: 'the ids of the users who may decide about a hold, comma-separated',
    },
  ],
  apiUrlVariable: 'SLACK_API_URL',
  productionUrl: 'https://slack.com/api/',
  // One host serves every workspace, test workspaces included: it does not tell sandbox from production.
  hosts: { production: [], sandbox: [] },
  webhookSecretVariable: 'SLACK_SIGNING_SECRET',
  sources: [
    'https://docs.slack.dev/reference/methods/chat.postMessage',
    'https://docs.slack.dev/reference/methods/chat.update',
    'https://docs.slack.dev/reference/methods/conversations.history',
    'https://docs.slack.dev/reference/methods/conversations.replies',
    'https://docs.slack.dev/apis/web-api/rate-limits',
    'https://docs.slack.dev/reference/block-kit/blocks',
    'https://docs.slack.dev/reference/interaction-payloads/block_actions-payload',
    'https://docs.slack.dev/authentication/verifying-requests-from-slack',
    'https://docs.slack.dev/messaging/message-metadata',
  ],
};
