import { CHANNELS, SLACK_USERS } from './company.js';

/**
 * The credentials that the simulators accept and sign with. They are for simulators on this machine only and
 * open nothing else; a production process never reads them.
 */
export const SANDBOX_CREDENTIALS = {
  GREENHOUSE_CLIENT_ID: 'sandbox-greenhouse-client',
  GREENHOUSE_CLIENT_SECRET: 'sandbox-greenhouse-secret',
  GREENHOUSE_USER_ID: '4000',
  GREENHOUSE_WEBHOOK_SECRET: 'sandbox-greenhouse-webhook',
  BAMBOOHR_API_KEY: 'sandbox-bamboohr-key',
  BAMBOOHR_WEBHOOK_SECRET: 'sandbox-bamboohr-webhook',
  GUSTO_CLIENT_ID: 'sandbox-gusto-client',
  GUSTO_CLIENT_SECRET: 'sandbox-gusto-secret',
  GUSTO_REFRESH_TOKEN: 'sandbox-gusto-refresh-0',
  GUSTO_COMPANY_ID: '5df911a0-e8e9-412d-8aaf-a46ad193dd96',
  GUSTO_WEBHOOK_SECRET: 'sandbox-gusto-webhook',
  GOOGLE_CALENDAR_ID: 'c_interviews@group.calendar.google.com',
  SENDGRID_API_KEY: 'SG.sandbox',
  SENDGRID_FROM: 'Acme Recruiting <recruiting@acme.example>',
  TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000',
  TWILIO_AUTH_TOKEN: 'sandbox-twilio-token',
  TWILIO_FROM: '+14155550100',
  CHECKR_API_KEY: 'sandbox-checkr-key',
  CODESIGNAL_API_KEY: 'sandbox-codesignal-key',
  CODESIGNAL_WEBHOOK_SECRET: 'sandbox-codesignal-webhook',
  SAASQUATCH_TENANT: 'test_acme',
  SAASQUATCH_API_KEY: 'TEST_sandbox_saasquatch',
  HUBSPOT_ACCESS_TOKEN: 'sandbox-hubspot-token',
  HUBSPOT_CLIENT_SECRET: 'sandbox-hubspot-secret',
  ENGAGEMENT_WEBHOOK_SECRET: 'whsec_aGlyZWxpbmUtc2FuZGJveC1lbmdhZ2VtZW50LWtleSE=',
  GROWSURF_CAMPAIGN_ID: 'acme01',
  GROWSURF_API_KEY: 'sandbox-growsurf-key',
  GROWSURF_WEBHOOK_SECRET: 'sandbox-growsurf-webhook',
  SLACK_BOT_TOKEN: 'xoxb-sandbox',
  SLACK_SIGNING_SECRET: 'sandbox-slack-signing',
  SLACK_HR_OPS_CHANNEL: CHANNELS.hrOps.id,
  SLACK_RECRUITING_CHANNEL: CHANNELS.recruiting.id,
  SLACK_APPROVERS: SLACK_USERS.filter((user) => user.approver)
    .map((user) => user.id)
    .join(','),
} as const;
