import type { Events } from './events.js';
import { newId, timeText, type Candidate, type Invitation, type Records, type Report } from './records.js';

/** What happens to candidates, invitations and reports at Checkr, with the events each change fires. */
export interface Screenings {
  addCandidate(fields: Partial<Candidate>): Candidate;
  invite(candidate: Candidate, slug: string): Invitation;
  /** The candidate has filled in the form: the report begins. */
  complete(invitation: Invitation): { invitation: Invitation; report: Report };
  /** Without an answer in seven days an invitation is void. */
  end(invitation: Invitation, how: 'expired' | 'deleted'): Invitation;
  order(candidate: Candidate, slug: string): Report;
  advance(report: Report, change: Advance): Report;
}

export interface Advance {
  status?: Report['status'];
  result?: Report['result'];
  adjudication?: Report['adjudication'];
}

const INVITATION_DAYS = 7;

export function createScreenings(records: Records, events: Events): Screenings {
  const { candidates, invitations, reports } = records;

  function keepReport(report: Report, types: readonly string[]): Report {
    reports.put(report.id, report);
    for (const type of types) events.fire(type, report);
    return report;
  }

  function order(candidate: Candidate, slug: string): Report {
    const id = newId();
    candidates.put(candidate.id, { ...candidate, report_ids: [...candidate.report_ids, id] });
    const report: Report = {
      ...{ id, object: 'report', uri: `/v1/reports/${id}`, status: 'pending', result: null, adjudication: null },
      ...{ package: slug, candidate_id: candidate.id, created_at: timeText(), completed_at: null, revised_at: null },
      ...{ turnaround_time: null, ssn_trace_id: newId(), county_criminal_search_ids: [newId()], document_ids: [] },
      tags: [],
    };
    return keepReport(report, ['report.created']);
  }

  return {
    order,
    addCandidate(fields) {
      const id = newId();
      const candidate: Candidate = {
        ...{ first_name: null, middle_name: null, last_name: null, email: null, phone: null, zipcode: null, dob: null },
        ...{ ssn: 'XXX-XX-0000', custom_id: null, copy_requested: false, report_ids: [], invitation_ids: [] },
        ...fields,
        ...{ id, object: 'candidate', uri: `/v1/candidates/${id}`, created_at: timeText() },
      };
      candidates.put(id, candidate);
      events.fire('candidate.created', candidate);
      return candidate;
    },

    invite(candidate, slug) {
      const id = newId();
      candidates.put(candidate.id, { ...candidate, invitation_ids: [...candidate.invitation_ids, id] });
      const invitation: Invitation = {
        ...{ id, object: 'invitation', uri: `/v1/invitations/${id}`, status: 'pending' },
        ...{ invitation_url: `https://apply.checkr.example/invite/${id}`, package: slug, candidate_id: candidate.id },
        created_at: timeText(),
        expires_at: timeText(new Date(Date.now() + INVITATION_DAYS * 24 * 3_600_000)),
        ...{ completed_at: null, deleted_at: null, report_id: null },
      };
      invitations.put(id, invitation);
      events.fire('invitation.created', invitation);
      return invitation;
    },

    complete(invitation) {
      const candidate = candidates.get(invitation.candidate_id);
      if (!candidate) throw new Error(`invitation ${invitation.id} is for no candidate`);
      const report = order(candidate, invitation.package);
      const completed: Invitation = {
        ...invitation,
        ...{ status: 'completed', completed_at: timeText(), report_id: report.id },
      };
      invitations.put(completed.id, completed);
      events.fire('invitation.completed', completed);
      return { invitation: completed, report };
    },

    end(invitation, how) {
      const ended: Invitation =
        how === 'expired' ? { ...invitation, status: 'expired' } : { ...invitation, deleted_at: timeText() };
      invitations.put(ended.id, ended);
      events.fire(`invitation.${how}`, ended);
      return ended;
    },

    advance: (report, change) => keepReport(changed(report, change), eventsOf(report, change)),
  };
}

function changed(report: Report, change: Advance): Report {
  const next = { ...report, ...change };
  if (!isFinished(next) || isFinished(report)) {
    return next.result === report.result ? next : { ...next, revised_at: timeText() };
  }
  // The older statuses are the result themselves.
  const result = next.status === 'complete' ? (next.result ?? 'clear') : next.result;
  // A report that is finished a second time (after a dispute, say) keeps its first time and is revised.
  if (report.completed_at) return { ...next, result, revised_at: timeText() };
  const seconds = Math.round((Date.now() - Date.parse(report.created_at)) / 1000);
  return { ...next, result, completed_at: timeText(), turnaround_time: Math.max(0, seconds) };
}

const isFinished = ({ status }: Report): boolean => ['complete', 'clear', 'consider'].includes(status);

/** The status's event first, then the adjudication's; a change of neither is an update. */
function eventsOf(report: Report, { status, adjudication }: Advance): string[] {
  const types = [
    ...(status && status !== report.status ? [STATUS_EVENTS[status]] : []),
    ...(adjudication && adjudication !== report.adjudication ? [`report.${adjudication}`] : []),
  ];
  return types.length > 0 ? types : ['report.updated'];
}

const STATUS_EVENTS: Readonly<Record<Report['status'], string>> = {
  pending: 'report.resumed',
  suspended: 'report.suspended',
  paused: 'report.paused',
  complete: 'report.completed',
  clear: 'report.completed',
  consider: 'report.completed',
  canceled: 'report.canceled',
  dispute: 'report.disputed',
};
