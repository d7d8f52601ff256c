import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { HireAttention } from './contract.js';
import type { InterviewInput, InterviewState, InterviewStatus } from './interview-contract.js';

/** Where an interview stands: answered to queries, and shown in the Web UI's list and details. */
export interface InterviewProgress {
  state(): InterviewState;
  /** @returns whether status or reason is another now. */
  stand(status: InterviewStatus, reason: string | null, messages: InterviewState['messages']): boolean;
  belongsTo(applicationId: string, candidateId: string): void;
}

export function createInterviewProgress({ source, eventId }: InterviewInput): InterviewProgress {
  let state: InterviewState = {
    status: 'matching',
    reason: null,
    applicationId: null,
    candidateId: null,
    messages: [],
  };
  let attention: HireAttention | undefined;
  return {
    state: () => state,
    stand(status, reason, messages) {
      const another = status !== state.status || reason !== state.reason;
      state = { ...state, status, reason, messages };
      setCurrentDetails(describe(eventId, state));
      if (ATTENTION[status] !== attention) {
        upsertSearchAttributes({
          HireAttention: [ATTENTION[status]],
          ...(attention === undefined ? { HireVendors: [source] } : {}),
        });
        attention = ATTENTION[status];
      }
      return another;
    },
    belongsTo: (applicationId, candidateId) => void (state = { ...state, applicationId, candidateId }),
  };
}

const ATTENTION: Record<InterviewStatus, HireAttention> = {
  matching: 'none',
  unmatched: 'held',
  ambiguous: 'held',
  waiting: 'none',
  confirming: 'none',
  confirmed: 'none',
  in_doubt: 'held',
  failed: 'failed',
  unreachable: 'held',
  cancelled: 'none',
  led: 'none',
  over: 'none',
};

const SENTENCES: Record<InterviewStatus, string> = {
  matching: 'Looking for the candidate.',
  unmatched: 'Nobody is known whose interview this is. A person can choose the application.',
  ambiguous: 'It could be an interview for several applications. A person has to choose.',
  waiting: 'There is nothing to tell yet: it is tentative, or has no time.',
  confirming: 'Telling the candidate.',
  confirmed: 'The candidate has been told. Moves and cancellations follow by themselves.',
  in_doubt: 'It is in doubt whether the candidate has been told.',
  failed: 'The candidate could not be told.',
  unreachable: 'The ATS has no address of the candidate that may be written to.',
  cancelled: 'Cancelled; whoever was told of it has been told so.',
  led: "The calendar has this appointment: its event's own run tells the candidate.",
  over: 'Over.',
};

function describe(eventId: string, state: InterviewState): string {
  return [
    `**Interview ${eventId}**: ${SENTENCES[state.status]}`,
    ...(state.reason ? [state.reason] : []),
    ...(state.applicationId ? [`Application: ${state.applicationId}`] : []),
    ...state.messages.map(({ channel, state: stands, messageKey }) => `${channel} ${messageKey}: ${stands}`),
  ].join('\n\n');
}
