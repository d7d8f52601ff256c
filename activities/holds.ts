import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { ChatMessageRef } from '../connectors/roles/chat.js';
import {
  closeHold,
  countReminder,
  decideHold,
  findHold,
  openHold,
  recordHoldMessage,
  recordHoldProgress,
  type Hold,
} from '../ledger/holds.js';
import { recordProgress } from '../ledger/hires.js';
import { clearAdverseResults } from '../ledger/screening.js';
import type { HireStatus } from '../schemas/hire-status.js';
import { DECIDED, holdSubject, type HoldSubject } from '../schemas/hold-subject.js';
import { decisionNeedsReason, type DecisionRequest, type HoldDecision } from '../schemas/hold.js';
import type { HoldNotice } from '../schemas/notice.js';
import { FailureType } from '../workflows/failure-types.js';
import type { HireActivities, HireRef } from '../workflows/hire-activities.js';
import type { Dependencies } from './dependencies.js';
import { postOnce, replyOnce, updateMessage } from './messages.js';
import { currentRun, hireInOneLine, progressOf, requireSnapshot } from './run.js';

type HoldActivities = Pick<HireActivities, 'announceHold' | 'remindOfHold' | 'acceptDecision' | 'reportHold'>;

/** Asks people about a held hire, and keeps the question's message true. */
export function holdActivities(deps: Dependencies): HoldActivities {
  return {
    async announceHold(hire, { holdId, diffHash, note }) {
      const snapshot = await requireSnapshot(deps, hire);
      if (snapshot.comparedDiff?.hash !== diffHash) {
        throw ApplicationFailure.nonRetryable(
          'the records changed since they were compared',
          FailureType.ApprovalStale,
        );
      }
      const { workflowId, runId } = currentRun(deps);
      await openHold(deps.db, {
        id: holdId,
        applicationId: hire.applicationId,
        workflowId,
        runId,
        diff: snapshot.comparedDiff,
        hire: hireInOneLine(snapshot),
        note,
      });
      await ask(hire, await requireHold(holdId));
    },

    async remindOfHold(hire, { holdId, escalate, times }) {
      const hold = await requireHold(holdId);
      if (hold.status !== 'open') return;
      const since = hold.openedAt.toISOString();
      const reply = escalate
        ? { text: `Escalated: nobody has decided about ${hold.hire} since ${since}.`, mention: deps.approvers }
        : { text: `Reminder: ${hold.hire} waits for a decision since ${since}.` };
      const ref = messageOf(hold) ?? (await ask(hire, hold));
      await replyOnce(deps, { hire, step: `hold.${holdId}.remind.${times}` }, ref, reply);
      await countReminder(deps.db, holdId);
    },

    async acceptDecision(hire, request) {
      const hold = await requireHold(request.holdId);
      const refusal = refusalOf(deps, hold, request);
      if (refusal !== null) return { accepted: false, why: refusal };
      const subject = holdSubject(hold.diff.differences);
      await decideHold(deps.db, request, 'Decided.');
      if (request.decision !== 'reject' && hold.diff.adverse) {
        const { decidedBy, reason } = request;
        await clearAdverseResults(deps.db, hire.applicationId, hold.diff.adverse, decidedBy, reason ?? null);
      }
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: statusAfter(subject, request.decision),
        ...(request.reason ? { reason: request.reason } : {}),
        text: `${request.decidedBy} decided: ${DECIDED[subject][request.decision]}.`,
        details: {
          holdId: request.holdId,
          decision: request.decision,
          decidedBy: request.decidedBy,
          decidedAt: request.decidedAt,
          reason: request.reason,
        },
      });
      return { accepted: true, why: null };
    },

    async reportHold(hire, { holdId, close, progress }) {
      if (close) await closeHold(deps.db, holdId, close, progress);
      else await recordHoldProgress(deps.db, holdId, progress);
      const hold = await requireHold(holdId);
      const ref = messageOf(hold);
      if (!ref) return;
      const version = createHash('sha256').update(`${hold.status}\n${progress}`).digest('hex').slice(0, 8);
      await updateMessage(deps, { hire, step: `hold.${holdId}.update.${version}` }, ref, holdNotice(deps, hold));
    },
  };

  /** Posts the question, or finds it posted; a reminder makes up for a question that could not be posted. */
  async function ask(hire: HireRef, hold: Hold): Promise<ChatMessageRef> {
    const message = { hire, step: `hold.${hold.id}.ask`, channelId: deps.channels.hrOps };
    const ref = await postOnce(deps, message, holdNotice(deps, hold));
    await recordHoldMessage(deps.db, hold.id, ref);
    return ref;
  }

  async function requireHold(id: string): Promise<Hold> {
    const hold = await findHold(deps.db, id);
    if (!hold) throw ApplicationFailure.nonRetryable(`The ledger has no hold ${id}.`, FailureType.VendorNotFound);
    return hold;
  }
}

function statusAfter(subject: HoldSubject, decision: HoldDecision): HireStatus {
  if (subject === 'employment') return 'compensating';
  return decision === 'reject' ? 'rejected' : 'comparing';
}

/** Why a decision does not count; null when it does. Checked here too: a signal can be sent by others than Slack. */
function refusalOf(deps: Dependencies, hold: Hold, request: DecisionRequest): string | null {
  if (hold.status !== 'open') return `the hold is ${hold.status}`;
  if (hold.diffHash !== request.diffHash) return 'the difference has changed since';
  if (decisionNeedsReason(request.decision) && !request.reason?.trim()) return 'a reason is needed';
  const [where, who = ''] = request.decidedBy.split(':');
  if (where === 'slack' && !deps.approvers.includes(who)) return 'not on the list of approvers';
  return null;
}

function messageOf(hold: Hold): ChatMessageRef | undefined {
  return hold.channelId !== null && hold.messageId !== null
    ? { channelId: hold.channelId, messageId: hold.messageId }
    : undefined;
}

function holdNotice(deps: Dependencies, hold: Hold): HoldNotice {
  return {
    kind: 'hold',
    holdId: hold.id,
    applicationId: hold.applicationId,
    hire: hold.hire,
    differences: hold.diff.differences,
    diffHash: hold.diffHash,
    runUrl: deps.links.run(hold.workflowId, hold.runId),
    consoleUrl: deps.links.hire(hold.applicationId),
    ...(hold.note ? { note: hold.note } : {}),
    state: noticeState(hold),
  };
}

function noticeState(hold: Hold): HoldNotice['state'] {
  if (hold.status === 'decided' && hold.decision && hold.decidedBy && hold.decidedAt) {
    return {
      is: 'decided',
      decision: hold.decision,
      decidedBy: hold.decidedBy,
      decidedAt: hold.decidedAt.toISOString(),
      ...(hold.reason ? { reason: hold.reason } : {}),
      progress: hold.progress ?? '',
    };
  }
  if (hold.status === 'void' || hold.status === 'expired') return { is: hold.status, why: hold.progress ?? '' };
  return { is: 'open', remindedTimes: hold.remindedTimes };
}
