import type { ConnectorModule } from '../connector.js';
import type { AtsConnector } from '../roles/ats.js';
import { createGreenhouse } from './ats.js';
import { manifest } from './manifest.js';
import { bindingProblem } from './places.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<AtsConnector> = {
  manifest,
  create: createGreenhouse,
  webhooks,
  checkBinding(role, field, binding) {
    return role === 'ats' ? bindingProblem(field, binding) : `Greenhouse plays the ats role, not ${role}.`;
  },
  holds: {
    'hire.endDate': 'offer.status, application.status',
    'hire.question': 'candidate, offer and job, at the places of the field map',
    'referral.source': 'application.source_id',
    'referral.referrer': 'application.referrer_id',
    'referral.advocateEmail': 'user.primary_email (search)',
    'referral.linkedReferral': 'note.body',
    'referral.conversion': 'offer.status',
    'screening.candidateEmail': 'candidate.email_addresses (search)',
    'interview.candidateEmail': 'candidate.email_addresses',
    'interview.candidateName': 'candidate.preferred_name, first_name, last_name',
    'interview.candidatePhone': 'candidate.phone_numbers',
    'interview.recruiter': 'application.recruiter_id',
    'interview.jobTitle': 'job.name',
    'interview.time': 'interview.starts_at, ends_at, all_day_start_on, all_day_end_on',
    'interview.location': 'interview.location',
    'interview.videoUrl': 'interview.video_conferencing_url',
    'interview.panelists': 'interviewer.user_id',
  },
};
