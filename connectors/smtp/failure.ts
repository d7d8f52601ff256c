import type { ApplicationFailure } from '@temporalio/common';
import type { NodemailerError } from 'nodemailer';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { VENDOR } from './manifest.js';

/** How far a conversation with the server got: before the mail's content began to leave, nothing can have been taken. */
export type Stage = 'connect' | 'login' | 'envelope' | 'content';

/** Replies that ask for (other) credentials. RFC 4954, 6. */
const UNAUTHORIZED = [530, 534, 535, 538];

/**
 * A server's refusal carries its reply code as the status: the mail was not taken (RFC 5321, 4.2.5: only a positive
 * reply to the content hands it over). Without a reply, `reached: false` says that none of the mail had left; otherwise
 * the outcome is in doubt.
 */
export function smtpFailure(error: NodemailerError, stage: Stage): ApplicationFailure {
  const operation = `SMTP ${stage}`;
  if (error.responseCode) {
    const reply = `${replyOf(error)} to ${commandOf(error)}`;
    return vendorFailure(typeOf(error.responseCode), reply, { vendor: VENDOR, operation, status: error.responseCode });
  }
  const details = { vendor: VENDOR, operation, ...(stage === 'content' ? {} : { reached: false as const }) };
  // Addresses and sizes that cannot be sent to this server at all, found before anything left.
  if (stage === 'envelope' && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE')) {
    const what = error.code === 'EMESSAGE' ? 'the mail is larger than the server takes' : 'an address is not valid';
    return vendorFailure(FailureType.VendorRejected, what, details);
  }
  return vendorFailure(FailureType.VendorUnavailable, `no answer (${reasonOf(error)})`, details);
}

function typeOf(responseCode: number): FailureType {
  if (responseCode < 500) return FailureType.VendorUnavailable;
  return UNAUTHORIZED.includes(responseCode) ? FailureType.VendorUnauthorized : FailureType.VendorRejected;
}

/** Code and enhanced code (RFC 3463), "550 5.1.1"; never the text, which quotes addresses. */
function replyOf({ responseCode, response }: NodemailerError): string {
  const [, enhanced] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '') ?? [];
  return enhanced ? `${responseCode} ${enhanced}` : String(responseCode);
}

const commandOf = ({ command }: NodemailerError): string =>
  command && command !== 'CONN' && /^[A-Z][A-Z0-9 -]{2,20}$/.test(command) ? command : 'the connection';

/** "ECONNREFUSED", "ETIMEDOUT" …: the system's code where there is one. */
function reasonOf(error: NodemailerError): string {
  const code = error.originalCode ?? error.code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : error.name;
}
