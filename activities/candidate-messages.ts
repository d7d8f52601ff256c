import type { AtsApplication, AtsCandidate } from '../connectors/roles/ats.js';
import { invitationOf, type Contact } from '../domain/interview-invitation.js';
import { mailOf, textOf, type Telling } from '../domain/interview-message.js';
import type { TellingPlan } from '../domain/interview-telling.js';
import { zoneFor } from '../domain/interview-time.js';
import type { CandidateMessage } from '../ledger/sent-messages.js';
import type { CalendarEvent } from '../schemas/interview.js';
import type { InterviewRef } from '../workflows/interview-activities.js';
import type { MessageChannel } from '../workflows/interview-contract.js';
import { listed, type KnownAppointment } from './appointment.js';
import type { Dependencies } from './dependencies.js';

/** The messages that tell a candidate what the plan says: by mail and, where they opted in, by text. */
export function messagesOf(
  deps: Dependencies,
  ref: InterviewRef,
  application: AtsApplication,
  candidate: AtsCandidate,
  appointment: KnownAppointment,
  plan: Extract<TellingPlan, { outcome: 'tell' }>,
): CandidateMessage[] {
  const { details, kind, fingerprint, uid, sequence } = plan;
  const [email] = candidate.emails;
  const [phone] = candidate.phones;
  const possible: MessageChannel[] = [
    ...(email && candidate.mailAllowed ? ['mail' as const] : []),
    ...(phone && candidate.textsAllowed && deps.sms ? ['text' as const] : []),
  ];
  const recruiter = contactOf(application);
  const telling: Telling = {
    kind,
    details,
    before: plan.before,
    salutation: candidate.preferredName ?? candidate.firstName,
    zone: zoneFor(candidate.timeZone, details.time, deps.policy.company.timeZone),
    recruiter,
  };
  const name = [telling.salutation, candidate.lastName].filter(Boolean).join(' ') || null;
  const targets =
    plan.pending.length > 0
      ? plan.pending.filter(({ channel }) => possible.includes(channel))
      : possible.map((channel) => ({ channel, messageKey: plan.keyOf(channel) }));
  return targets.map(({ channel, messageKey }) => ({
    ...listed(ref),
    messageKey,
    channel,
    applicationId: application.applicationId,
    candidateId: candidate.candidateId,
    kind,
    basedOn: appointment.basedOn,
    uid,
    sequence,
    fingerprint,
    told: details,
    content:
      channel === 'mail'
        ? {
            messageKey,
            to: { email: email ?? '', name },
            replyTo: recruiter,
            ...mailOf(telling),
            attachments: [
              invitationOf({
                uid,
                sequence,
                cancelled: kind === 'cancelled',
                details,
                attendee: { email: email ?? '', name },
                organizer: recruiter ?? organizerOf(appointment.event),
                at: new Date(),
              }),
            ],
          }
        : { messageKey, to: phone ?? '', ...textOf(telling) },
  }));
}

function contactOf({ recruiter }: AtsApplication): Contact | null {
  if (!recruiter?.email) return null;
  const name = recruiter.name ?? [recruiter.firstName, recruiter.lastName].filter(Boolean).join(' ');
  return { email: recruiter.email, name: name || null };
}

function organizerOf(event: CalendarEvent | null): Contact | null {
  const organizer = event?.attendees.find((attendee) => attendee.organizer);
  return organizer ? { email: organizer.email, name: organizer.name } : null;
}
