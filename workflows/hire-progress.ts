import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { HeldFor } from '../schemas/hire-diff.js';
import type { HireStatus } from '../schemas/hire-status.js';
import type { HireAttention, HireState } from './contract.js';

/** Where a hire stands: answered to queries, and shown in the Web UI's list and details. */
export interface HireProgress {
  state(): HireState;
  enter(status: HireStatus): void;
  hold(hold: NonNullable<HireState['hold']>): void;
  /** The open hold has been decided about. */
  decided(): void;
  fail(reason: string): void;
  /** Stays where it is, for this reason. */
  wait(reason: string): void;
  /** Goes back to where the hire stood before it failed. */
  restore(state: HireState): void;
  collected(hire: { vendors: string[]; fieldMapVersion: string }): void;
  employeeIs(employeeId: string): void;
  payrollEmployeeIs(payrollEmployeeId: string): void;
}

export function createHireProgress(applicationId: string): HireProgress {
  let state: HireState = { status: 'received', reason: null, employeeId: null, payrollEmployeeId: null, hold: null };
  let shown: { HireStage?: string[]; HireAttention?: string[] } = {};
  let vendors: string[] | undefined;
  let fieldMapVersion: string | undefined;

  function show(next: HireState): void {
    state = next;
    setCurrentDetails(describe(applicationId, next, fieldMapVersion));
    const attention: HireAttention = next.status === 'held' ? 'held' : next.status === 'failed' ? 'failed' : 'none';
    const stage = shown.HireStage?.[0];
    // The list must tell what waits for a person. Stages that pass by themselves within moments are left out of it:
    // every entry costs the server a write.
    if (PASSING.has(next.status) && shown.HireAttention?.[0] === attention && vendors === undefined) return;
    if (stage === next.status && shown.HireAttention?.[0] === attention && vendors === undefined) return;
    shown = { HireStage: [next.status], HireAttention: [attention] };
    upsertSearchAttributes({ ...shown, ...(vendors ? { HireVendors: vendors } : {}) });
    vendors = undefined;
  }

  shown = initialAttributes();

  return {
    state: () => state,
    enter: (status) => show({ ...state, status, reason: null, hold: null }),
    hold: (hold) => show({ ...state, status: 'held', reason: heldBecause(hold.fields), hold }),
    decided: () => show({ ...state, status: 'comparing', reason: null, hold: null }),
    wait: (reason) => show({ ...state, reason }),
    fail: (reason) => show({ ...state, status: 'failed', reason }),
    restore: (before) => show(before),
    collected(hire) {
      vendors = hire.vendors;
      fieldMapVersion = hire.fieldMapVersion;
    },
    employeeIs: (employeeId) => void (state = { ...state, employeeId }),
    payrollEmployeeIs: (payrollEmployeeId) => void (state = { ...state, payrollEmployeeId }),
  };
}

function heldBecause(fields: readonly HeldFor[]): string {
  if (fields.includes('employment')) return 'The hire was rescinded after payroll had paid.';
  return `The offer and the HRIS differ on ${fields.join(', ')}.`;
}

const PASSING: ReadonlySet<HireStatus> = new Set<HireStatus>(['writing_hris', 'comparing', 'dispatching']);

function initialAttributes(): { HireStage?: string[]; HireAttention?: string[] } {
  const attributes = workflowInfo().searchAttributes;
  return {
    ...(attributes['HireStage'] ? { HireStage: attributes['HireStage'] as string[] } : {}),
    ...(attributes['HireAttention'] ? { HireAttention: attributes['HireAttention'] as string[] } : {}),
  };
}

const SENTENCES: Record<HireStatus, string> = {
  received: 'The offer was accepted. Nothing has been written yet.',
  writing_hris: 'Pulling the hire from the ATS and writing it to the HRIS.',
  waiting_for_hris: 'Written to the HRIS. Waiting for the HRIS to confirm the new employee.',
  comparing: 'Comparing the offer with what the HRIS holds.',
  held: 'Payroll is held until a person decides.',
  dispatching: 'The offer and the HRIS agree, or a person decided. Dispatching to payroll.',
  done: 'In the HRIS and in payroll.',
  failed: 'Stopped. Somebody has to mend the cause and retry.',
  rejected: 'A person rejected the hold. Nothing was sent to payroll.',
  rescinded: 'The offer was rescinded.',
  compensating: 'Undoing what was written.',
};

function describe(applicationId: string, state: HireState, fieldMapVersion: string | undefined): string {
  return [
    `**Application ${applicationId}**: ${SENTENCES[state.status]}`,
    ...(state.reason ? [state.reason] : []),
    ...(state.employeeId ? [`HRIS employee: ${state.employeeId}`] : []),
    ...(state.payrollEmployeeId ? [`Payroll employee: ${state.payrollEmployeeId}`] : []),
    ...(fieldMapVersion ? [`Field map: ${fieldMapVersion}`] : []),
  ].join('\n\n');
}
