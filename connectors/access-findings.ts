import { ApplicationFailure } from '@temporalio/common';
import { deploymentOf } from '../config/deployment.js';
import type { Environment } from '../config/environment.js';
import { publicUrl } from '../config/links.js';
import { FailureType } from '../workflows/failure-types.js';
import type { AccessFinding, VendorManifest } from './connector.js';
import type { VendorFailureDetails } from './failure.js';

/** What a question to a vendor came to. */
export type Answered<T> = { value: T } | { failure: ApplicationFailure };

/** Asks a vendor something; its refusal is an answer. */
export async function ask<T>(question: () => Promise<T>): Promise<Answered<T>> {
  try {
    return { value: await question() };
  } catch (error) {
    if (error instanceof ApplicationFailure) return { failure: error };
    throw error;
  }
}

/**
 * Whether the vendor answers, and takes the credentials, told by the first question.
 * @param signedInAs what the credentials open: "company 7f1c…".
 */
export function arrival(
  title: string,
  baseUrl: string,
  credentials: string,
  first: Answered<unknown>,
  signedInAs: string,
): AccessFinding[] {
  const reachable = { check: 'reachable', subject: baseUrl } as const;
  const authenticated = { check: 'authenticated', subject: credentials } as const;
  if ('value' in first) {
    return [
      { ...reachable, status: 'ok', detail: `${title} answers.` },
      { ...authenticated, status: 'ok', detail: signedInAs },
    ];
  }
  const { failure } = first;
  const answers = statusOf(failure) !== undefined || failure.type !== FailureType.VendorUnavailable;
  const refused = failure.type === FailureType.VendorUnauthorized;
  return [
    { ...reachable, status: answers ? 'ok' : 'missing', detail: answers ? `${title} answers.` : failure.message },
    { ...authenticated, status: refused ? 'missing' : 'unknown', detail: failure.message },
  ];
}

/** Whether an endpoint can be used, told by a cheap read of it. @param purpose what it is needed for. */
export function endpointFinding(subject: string, answer: Answered<unknown>, purpose: string): AccessFinding {
  const finding = { check: 'endpoint', subject } as const;
  if ('value' in answer) return { ...finding, status: 'ok', detail: `Readable; for ${purpose}.` };
  return {
    ...finding,
    status: statusOfFailure(answer.failure),
    detail: `${answer.failure.message}: needed for ${purpose}.`,
  };
}

/** A refusal is final; that nothing could be learned is not. */
export const statusOfFailure = ({ type }: ApplicationFailure): 'missing' | 'unknown' =>
  type === FailureType.VendorUnavailable || type === FailureType.VendorThrottled ? 'unknown' : 'missing';

/** Whether the address serves the kind of data that this deployment is for. */
export function environmentFinding(environment: Environment, manifest: VendorManifest, baseUrl: string): AccessFinding {
  const { hostname } = new URL(baseUrl);
  const deployment = deploymentOf(environment);
  const isOf = (hosts: readonly string[]) => hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  const kind = isOf(manifest.hosts.production) ? 'production' : isOf(manifest.hosts.sandbox) ? 'sandbox' : undefined;
  const finding = { check: 'environment', subject: hostname } as const;
  if (!kind) {
    const detail = `The address does not tell test data from real people; this is a ${deployment} deployment.`;
    return { ...finding, status: 'unknown', detail };
  }
  if (kind === deployment)
    return { ...finding, status: 'ok', detail: `${manifest.title}'s ${kind} host, as is right.` };
  const detail = `${manifest.title}'s ${kind} host, and this is a ${deployment} deployment.`;
  // A sandbox account may live on the production host (systems.yaml): start-up has refused everything else.
  return { ...finding, status: kind === 'production' ? 'unknown' : 'missing', detail };
}

/** What the headers told of the rate limit. @param otherwise what is known of it where they tell nothing. */
export function rateLimitFinding(
  told: { limit?: number; remaining?: number },
  otherwise: string,
  subject = 'rate limit',
): AccessFinding {
  const { limit, remaining } = told;
  if (limit === undefined) return { check: 'rate_limit', subject, status: 'unknown', detail: otherwise };
  const left = remaining === undefined ? 'how many are left is not told' : `${remaining} of them left`;
  return { check: 'rate_limit', subject, status: 'ok', detail: `${limit} requests a window, ${left}.` };
}

/** Where a vendor's webhooks are to be sent. */
export const webhookUrl = (environment: Environment, vendor: string): string =>
  `${publicUrl(environment)}/webhooks/${vendor}`;

/** That a vendor sends its webhooks to us cannot be read; a person sees to it. */
export const webhookUnknown = (subject: string, why: string): AccessFinding => ({
  check: 'webhook',
  subject,
  status: 'unknown',
  detail: why,
});

function statusOf({ details }: ApplicationFailure): number | undefined {
  const [first] = (details ?? []) as (VendorFailureDetails | undefined)[];
  return first?.status;
}
