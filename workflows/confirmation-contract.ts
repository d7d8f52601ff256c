import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { CrmEvent } from '../schemas/events.js';

/** What hireConfirmation is started with. */
export interface HireConfirmationInput {
  ats: string;
  applicationId: string;
}

/** What somebody else has done to the record of the hire in the CRM. */
export type ContactChange = CrmEvent['contacts'][number];

/** How a run ended. */
export interface HireConfirmationOutcome {
  status: 'confirmed' | 'erased' | 'notReferred' | 'notHired' | 'notConnected';
  /** The bonuses that were started, or were under way already. */
  bonuses: string[];
}

/** What `hireConfirmationStatus` answers, without personal data. */
export interface HireConfirmationState {
  status: 'reading' | 'confirming' | 'withdrawing' | 'waiting_for_consent' | 'failed' | 'ended';
  /** Why it waits for a person, in a sentence; null when it does not. */
  reason: string | null;
}

export const hireConfirmationStatusQuery = defineQuery<HireConfirmationState>('hireConfirmationStatus');

/** The ATS says that the candidate was hired, or somebody asks to confirm it again. Starts a run where there is none. */
export const confirmHireSignal = defineSignal('confirmHire');
/** The ATS says that the hire is none any more: what it says itself counts. Also told to the bonuses of the hire. */
export const hireUndoneSignal = defineSignal('hireUndone');
/** Somebody else has changed the record in the CRM. Starts a run where there is none. */
export const recheckContactSignal = defineSignal<[ContactChange]>('recheckContact');
