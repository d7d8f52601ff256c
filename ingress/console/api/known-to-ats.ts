import { ApplicationFailure } from '@temporalio/common';
import { kindOfError } from '../../../config/logger.js';
import { FailureType } from '../../../workflows/failure-types.js';
import type { IngressContext } from '../../context.js';
import { within } from '../within.js';
import { Refusal } from './refusal.js';

const PATIENCE_MS = 10_000;

type Context = Pick<IngressContext, 'connectors' | 'logger'>;

/**
 * Refuses what a person has mistyped while they can still see it. When the ATS does not answer nothing is refused: the
 * run asks it again.
 * @throws Refusal when the ATS has no such application, or it is another candidate's.
 */
export async function requireApplication(context: Context, applicationId: string, candidateId?: string): Promise<void> {
  const { ats } = context.connectors;
  const application = await asked(context, () => ats.readApplication(applicationId));
  if (application === 'missing') throw new Refusal(422, `${ats.title} has no application ${applicationId}.`);
  if (application && candidateId !== undefined && application.candidateId !== candidateId) {
    throw new Refusal(
      422,
      `In ${ats.title} application ${applicationId} is candidate ${application.candidateId}'s, not ${candidateId}'s.`,
    );
  }
}

/** @throws Refusal when the ATS has no such candidate. */
export async function requireCandidate(context: Context, candidateId: string): Promise<void> {
  const { ats } = context.connectors;
  const candidate = await asked(context, () => ats.readCandidate(candidateId));
  if (candidate === 'missing') throw new Refusal(422, `${ats.title} has no candidate ${candidateId}.`);
}

async function asked<T>({ logger }: Context, ask: () => Promise<T>): Promise<T | 'missing' | undefined> {
  try {
    return await within(PATIENCE_MS, ask());
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return 'missing';
    logger.warn({ err: kindOfError(error) }, 'the ATS could not be asked whom a choice is about');
    return undefined;
  }
}
