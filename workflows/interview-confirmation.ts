import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { retrySignal } from './contract.js';
import { failureOf } from './failure-of.js';
import { FailureType } from './failure-types.js';
import type { ConfirmationPlan, InterviewActivities, InterviewEscalation } from './interview-activities.js';
import {
  chooseCandidateSignal,
  interviewChangedSignal,
  interviewStatusQuery,
  messageReportedSignal,
  resendSignal,
  type CandidateChoice,
  type InterviewInput,
  type InterviewOutcome,
  type InterviewState,
  type InterviewStatus,
  type MessageState,
  type ReportedMessage,
  type ResendRequest,
} from './interview-contract.js';
import { createInterviewProgress } from './interview-progress.js';

// Attempts at vendors are counted and spaced by the activities themselves; what is retried here are crashes.
const RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

const local = proxyLocalActivities<
  Pick<InterviewActivities, 'matchInterview' | 'composeConfirmation' | 'recordInterview'>
>({
  startToCloseTimeout: '2 minutes',
  localRetryThreshold: '1 second',
  retry: RETRY,
});
const { dispatchConfirmation, escalateInterview } = proxyActivities<
  Pick<InterviewActivities, 'dispatchConfirmation' | 'escalateInterview'>
>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: RETRY,
});

const MINUTE = 60_000;
/** Somebody may have become a candidate, or been linked, without the event having changed. */
const MATCH_AGAIN_MS = 60 * MINUTE;
/** What failed for good is tried again now and then, ever more seldom: an interview comes whether or not it is told. */
const RETRY_LATER_MS = [15 * MINUTE, 30 * MINUTE, 60 * MINUTE, 120 * MINUTE, 240 * MINUTE] as const;
/** In doubt, the vendor is asked once this soon, and again when a report has been waited for as long as policy says. */
const LOOK_AGAIN_MS = MINUTE;
const SOON_MS = 5_000;
/** How long an alert that could not be posted keeps an ended interview's run open. */
const ALERT_PATIENCE_MS = 24 * 60 * MINUTE;

/** A message the candidate has to get, and when it is looked after next. */
interface Errand {
  messageKey: string;
  channel: 'mail' | 'text';
  state: MessageState;
  failures: number;
  reason: string | null;
  doubtSince: number | null;
  nextAt: number;
}

/**
 * Keeps one candidate told about one appointment: found, told, told of every change they would notice, until it is over.
 * What was told, and is to be told, stands in the ledger; a run that starts anew goes on from there.
 */
export async function interviewConfirmation(input: InterviewInput): Promise<InterviewOutcome> {
  const ref = { source: input.source, eventId: input.eventId };
  const progress = createInterviewProgress(ref);

  let news = true;
  let choice: CandidateChoice | null = null;
  let resend: ResendRequest | null = null;
  const reports: ReportedMessage[] = [];

  const errands = new Map<string, Errand>();
  /** Where the interview stands, apart from its messages. */
  let standing: InterviewStatus = 'matching';
  let trouble: string | null = null;
  let troubles = 0;
  let planAt = Infinity;
  let endsAt: number | null = null;
  let doubtWaitMs = 0;
  let untold = 0;

  setHandler(interviewStatusQuery, () => progress.state());
  setHandler(interviewChangedSignal, () => void (news = true));
  setHandler(retrySignal, () => void (news = true));
  setHandler(chooseCandidateSignal, (chosen) => {
    choice = chosen;
    news = true;
  });
  setHandler(resendSignal, (request) => {
    resend = request;
    news = true;
  });
  setHandler(messageReportedSignal, (report) => void reports.push(report));

  for (;;) {
    if (news || Date.now() >= planAt) await plan();
    for (const report of reports.splice(0)) hear(report);
    for (const errand of errands.values()) {
      if (!news && errand.nextAt <= Date.now()) await look(errand);
    }
    await show();
    if (news || reports.length > 0) continue;
    if (isThrough()) break;
    if (workflowInfo().continueAsNewSuggested && untold === 0) await continueAsNew<typeof interviewConfirmation>(input);
    const next = Math.min(planAt, endsAt ?? Infinity, ...[...errands.values()].map(({ nextAt }) => nextAt));
    const heard = () => news || reports.length > 0;
    if (next === Infinity) await condition(heard);
    else await condition(heard, Math.max(1, next - Date.now()));
  }
  await condition(() => untold === 0 && allHandlersFinished(), ALERT_PATIENCE_MS);
  return { status: progress.state().status };

  /** Finds out whose interview it is, and what they have to be told. */
  async function plan(): Promise<void> {
    const [asked, chosen] = [resend, choice];
    news = false;
    planAt = Infinity;
    try {
      const match = await local.matchInterview(ref, chosen);
      if (chosen === choice) choice = null;
      trouble = null;
      if (match.outcome === 'matched') {
        progress.belongsTo(match.applicationId, match.candidateId);
        follow(await local.composeConfirmation(ref, asked?.requestId ?? null));
        if (asked === resend) resend = null;
      } else {
        forget();
        standing = match.outcome === 'nothing' ? 'over' : match.outcome;
        if (match.outcome === 'unmatched' || match.outcome === 'ambiguous') {
          planAt = Date.now() + MATCH_AGAIN_MS;
          escalate({ kind: match.outcome, key: 'match', reason: '' });
        }
      }
      troubles = 0;
    } catch (error) {
      if (isCancellation(error)) throw error;
      standing = 'failed';
      trouble = failureOf(error);
      planAt = Date.now() + later(troubles);
      troubles += 1;
      // Each run tells of it once: what it is about may be another thing the next time.
      if (troubles === 1) escalate({ kind: 'failed', key: workflowInfo().runId.slice(0, 8), reason: trouble });
    }
  }

  function follow(planned: ConfirmationPlan): void {
    standing = planned.status;
    endsAt = planned.endsAt === null ? null : Date.parse(planned.endsAt);
    doubtWaitMs = planned.doubtWaitMs;
    const before = new Map(errands);
    errands.clear();
    for (const { messageKey, channel, state } of planned.messages) {
      const known = before.get(messageKey);
      const due = state === 'due' || state === 'in_doubt';
      // A doubt goes on as it was: asking for something else does not make it younger.
      const nextAt = !due ? Infinity : state === 'in_doubt' && known?.state === 'in_doubt' ? known.nextAt : Date.now();
      const [failures, doubtSince] = [known?.failures ?? 0, known?.doubtSince ?? null];
      errands.set(messageKey, { messageKey, channel, state, failures, reason: null, doubtSince, nextAt });
      if (state === 'undelivered') undelivered(messageKey);
    }
    if (planned.status === 'unreachable') {
      escalate({ kind: 'unreachable', key: planned.fingerprint.slice(0, 16), reason: '' });
    }
  }

  /** What may still be heard of messages that were sent is all that is left of them. */
  function forget(): void {
    for (const [key, { state }] of errands) if (state === 'due' || state === 'failed') errands.delete(key);
  }

  /** Sends a message, or finds out whether it was sent. */
  async function look(errand: Errand): Promise<void> {
    try {
      const { state } = await dispatchConfirmation(ref, errand.messageKey);
      errand.reason = null;
      errand.nextAt = Infinity;
      if (state === 'superseded') {
        errands.delete(errand.messageKey);
        planAt = Math.min(planAt, Date.now() + SOON_MS);
        return;
      }
      errand.state = state;
      if (state === 'in_doubt') doubt(errand);
      if (state === 'undelivered') undelivered(errand.messageKey);
    } catch (error) {
      if (isCancellation(error)) throw error;
      errand.state = 'failed';
      errand.reason = failureOf(error);
      errand.nextAt = mayPass(error) ? Date.now() + later(errand.failures) : Infinity;
      errand.failures += 1;
      if (errand.failures === 1) escalate({ kind: 'not_sent', key: errand.messageKey, reason: errand.reason });
    }
  }

  /** It is not sent again: a report may come, or the vendor may know more after a while, or else a person decides. */
  function doubt(errand: Errand): void {
    const now = Date.now();
    errand.doubtSince ??= now;
    errand.reason = 'The vendor has not said whether it took the message.';
    const until = errand.doubtSince + doubtWaitMs;
    if (now < until) errand.nextAt = Math.min(until, now + (now === errand.doubtSince ? LOOK_AGAIN_MS : Infinity));
    else escalate({ kind: 'in_doubt', key: errand.messageKey, reason: errand.reason });
  }

  function hear({ messageKey, state }: ReportedMessage): void {
    const errand = errands.get(messageKey);
    // Signals may overtake each other: what has arrived is not on its way again.
    const settled = errand?.state === 'undelivered' || (errand?.state === 'delivered' && state === 'sent');
    if (errand && !settled) Object.assign(errand, { state, reason: null, nextAt: Infinity });
    if (state === 'undelivered') undelivered(messageKey);
  }

  function undelivered(messageKey: string): void {
    escalate({ kind: 'undelivered', key: messageKey, reason: '' });
  }

  /** The same escalation is posted once, whatever runs ask for it. It must not keep the interview waiting. */
  function escalate(escalation: InterviewEscalation): void {
    untold += 1;
    escalateInterview(ref, escalation)
      .catch((error: unknown) => {
        if (!isCancellation(error)) log.error('people could not be told', { reason: failureOf(error) });
      })
      .finally(() => (untold -= 1));
  }

  async function show(): Promise<void> {
    const messages = [...errands.values()].map(({ messageKey, channel, state }) => ({ messageKey, channel, state }));
    const [status, reason] = overall(messages);
    if (!progress.stand(status, reason, messages)) return;
    try {
      await local.recordInterview(ref, { status, reason });
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('where the interview stands could not be listed', { reason: failureOf(error) });
    }
  }

  /** What matters most of all that is known. */
  function overall(messages: InterviewState['messages']): [InterviewStatus, string | null] {
    const first = (state: MessageState) => messages.find((one) => one.state === state);
    const reasonOf = (key: string) => errands.get(key)?.reason ?? null;
    if (standing === 'failed') return ['failed', trouble];
    const [failed, lost, doubtful] = [first('failed'), first('undelivered'), first('in_doubt')];
    if (failed) return ['failed', reasonOf(failed.messageKey)];
    if (lost) return ['failed', 'The message did not reach the candidate.'];
    if (doubtful) return ['in_doubt', reasonOf(doubtful.messageKey)];
    return standing === 'confirming' && !first('due') ? ['confirmed', null] : [standing, null];
  }

  /** Whether nothing can happen any more that the candidate or a person has to be told of. */
  function isThrough(): boolean {
    const open = [...errands.values()].some(({ nextAt }) => nextAt !== Infinity);
    if (standing === 'over' || standing === 'led') return !open;
    if (endsAt !== null) return Date.now() >= endsAt;
    return standing === 'cancelled' && !open;
  }
}

/** Whether trying again later can help: vendors come back, a refusal stays one. */
const mayPass = (error: unknown): boolean =>
  error instanceof ActivityFailure &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === FailureType.AttemptsExhausted;

const later = (failures: number): number =>
  RETRY_LATER_MS[Math.min(failures, RETRY_LATER_MS.length - 1)] ?? RETRY_LATER_MS[0];
