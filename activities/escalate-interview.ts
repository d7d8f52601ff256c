import { describeTime } from '../domain/interview-time.js';
import { findInterviewRun, patchInterview } from '../ledger/interviews.js';
import type { AlertNotice } from '../schemas/notice.js';
import type { InterviewActivities, InterviewEscalation } from '../workflows/interview-activities.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** Keeps the ledger's list of interviews, and tells recruiting what needs a person. */
export function interviewReportActivities(
  deps: Dependencies,
): Pick<InterviewActivities, 'escalateInterview' | 'recordInterview'> {
  return {
    async recordInterview(ref, { status, reason }) {
      await patchInterview(deps.db, ref, { status, reason });
    },

    async escalateInterview(ref, { kind, key, reason }) {
      const row = await findInterviewRun(deps.db, ref);
      const { title, severity, next } = WORDS[kind];
      const applicationId = row?.applicationId ?? null;
      const hire = applicationId ? { ats: deps.ats.vendor, applicationId } : null;
      const zone = deps.policy.company.timeZone;
      const when =
        row?.startsAt && row.endsAt
          ? describeTime(
              { startsAt: row.startsAt.toISOString(), endsAt: row.endsAt.toISOString(), timeZone: null },
              zone,
            )
          : null;
      const recruiter = applicationId ? await recruiterOf(applicationId) : undefined;
      await postOnce(
        deps,
        // The channel for recruiting is optional.
        { hire, step: `escalate.${kind}.${key}`, channelId: deps.channels.recruiting || deps.channels.hrOps },
        {
          kind: 'alert',
          severity,
          title,
          lines: [
            ...(applicationId ? [`Application ${applicationId}.`] : []),
            ...(when ? [`When: ${when}.`] : []),
            ...(recruiter ? [`Recruiter: ${recruiter}.`] : []),
            ...(reason ? [`Why: ${reason}`] : []),
            next,
          ],
          runUrl: currentRun(deps).runUrl,
          links: [{ label: 'Open in hireline', url: deps.links.interview(ref.source, ref.eventId) }],
        },
      );
    },
  };

  /** Who is told by name. That they cannot be read must not keep the alert back. */
  async function recruiterOf(applicationId: string): Promise<string | undefined> {
    try {
      return (await deps.ats.readApplication(applicationId)).recruiter?.name;
    } catch {
      return undefined;
    }
  }
}

const WORDS: Record<InterviewEscalation['kind'], { title: string; severity: AlertNotice['severity']; next: string }> = {
  unmatched: {
    title: 'An interview in the calendar belongs to no candidate who is known',
    severity: 'warning',
    next: 'Nobody was told of it. Link it to the interview in the ATS, or choose the application in hireline.',
  },
  ambiguous: {
    title: 'An interview in the calendar could belong to several applications',
    severity: 'warning',
    next: 'Nobody was told of it. Link it to the interview in the ATS, or choose the application in hireline.',
  },
  unreachable: {
    title: 'A candidate cannot be told of their interview',
    severity: 'failure',
    next: 'The ATS has no address that may be written to. Tell them yourself, or add one: hireline looks again when it is retried.',
  },
  failed: {
    title: 'An interview could not be prepared for its candidate',
    severity: 'failure',
    next: 'The candidate has not been told. It is tried again, now and then, until the interview.',
  },
  not_sent: {
    title: 'The confirmation of an interview did not go out',
    severity: 'failure',
    next: 'The candidate has not been told. Where trying again can help, it is tried until the interview; else retry it once the cause is mended.',
  },
  in_doubt: {
    title: 'It is in doubt whether a candidate was told of their interview',
    severity: 'failure',
    next: 'It is not sent again by itself, as they might get it twice. Ask them, or have it sent again in hireline.',
  },
  undelivered: {
    title: 'The confirmation of an interview did not reach the candidate',
    severity: 'failure',
    next: 'Tell them yourself, or correct the address in the ATS and have it sent again in hireline.',
  },
};
