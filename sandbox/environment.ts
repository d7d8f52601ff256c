import { SANDBOX_CREDENTIALS } from './credentials.js';
import type { SandboxKeys } from './keys.js';

/** Where each vendor is in the sandbox, by the variable that says so; a path below the sandbox's URL. */
const SIMULATORS: Readonly<Record<string, string>> = {
  GREENHOUSE_API_URL: '/greenhouse',
  GREENHOUSE_AUTH_URL: '/greenhouse',
  BAMBOOHR_API_URL: '/bamboohr',
  GUSTO_API_URL: '/gusto',
  SLACK_API_URL: '/slack/api/',
  GOOGLE_CALENDAR_API_URL: '/google-calendar/calendar/v3',
  GOOGLE_TOKEN_URL: '/google-calendar/token',
  SENDGRID_API_URL: '/sendgrid',
  TWILIO_API_URL: '/twilio',
  CHECKR_API_URL: '/checkr',
  CODESIGNAL_API_URL: '/codesignal',
  SAASQUATCH_API_URL: '/saasquatch',
  SAASQUATCH_JWKS_URL: '/saasquatch/.well-known/jwks.json',
  HUBSPOT_API_URL: '/hubspot',
  ENGAGEMENT_SOURCE_URL: '/engagement',
  GROWSURF_API_URL: '/growsurf',
};

/** The variables that point every vendor at its simulator, with credentials that open it. */
export function sandboxEnvironment(sandboxUrl: string, keys: SandboxKeys): Record<string, string> {
  return {
    ...SANDBOX_CREDENTIALS,
    ...Object.fromEntries(Object.entries(SIMULATORS).map(([variable, path]) => [variable, `${sandboxUrl}${path}`])),
    GOOGLE_SERVICE_ACCOUNT_KEY_FILE: keys.googleKeyFile,
    SENDGRID_WEBHOOK_PUBLIC_KEY: keys.sendgridPublicKey,
  };
}
