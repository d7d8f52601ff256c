import { CliFailure } from '../failure.js';
import type {
  AtsApplicationRecord,
  AtsCandidateRecord,
  CrmContact,
  HrisEmployee,
  Mail,
  PayrollAdjustment,
  PayrollEmployee,
  PlatformReferral,
  PlatformUser,
  RecordedCall,
  ScreeningEntry,
  SlackMessage,
  TextMessage,
} from './sandbox-records.js';

/** Terms of an offer as a recruiter enters them; `manager_email: null` leaves the manager empty. */
export interface OfferTerms {
  salary: string;
  starts_on: string;
  manager_email: string | null;
}

/** What the ATS knows of a candidate beside who they are. */
export interface CandidateTraits {
  /** IANA zone in which they live. */
  time_zone?: string;
  sms_opt_in?: boolean;
  recruiter_email?: string;
}

/** An appointment as a recruiter enters it; instants are ISO 8601. */
export interface CalendarEntry {
  summary: string;
  start: string;
  end: string;
  hangoutLink: string;
  attendees: { email: string; displayName?: string }[];
}

/** An application as a candidate enters it on the careers page that a link leads to. */
export interface LinkApplication {
  advocateId: string;
  jobId: string;
  candidate: { firstName: string; lastName: string; email: string; phone: string };
  /** ISO 8601; null: they have not agreed. */
  consentAt: string | null;
}

/** What becomes of a background check. */
export interface ReportChange {
  status?: 'complete' | 'dispute';
  result?: 'clear' | 'consider';
  adjudication?: 'pre_adverse_action' | 'engaged';
}

export interface Fault {
  /** Method and path. */
  route: string;
  kind: 'status';
  status: number;
  /** How many requests it hits; without it, until it is lifted. */
  count?: number;
}

/** What people do in the vendors' own pages, through the sandbox's controls, and what can be seen there. */
export interface Sandbox {
  url: string;
  addHire(
    hire: { first_name: string; last_name: string; email: string; phone: string; offer: OfferTerms } & CandidateTraits,
  ): Promise<{ application_id: number; candidate_id: number }>;
  /** A hire whose webhooks went nowhere. @returns the application's id. */
  addSilentHire(acceptedAt: Date): Promise<string>;
  acceptOffer(applicationId: string): Promise<void>;
  /** @param terms.accepted the candidate has accepted the new terms, too. */
  changeOffer(applicationId: string, terms: Partial<OfferTerms> & { accepted?: boolean }): Promise<void>;
  markHired(applicationId: string): Promise<void>;
  unhire(applicationId: string): Promise<void>;
  anonymize(candidateId: string): Promise<void>;
  notes(candidateId: string): Promise<{ body: string }[]>;
  screeningHistory(applicationId: string): Promise<ScreeningEntry[]>;
  hrisEmployees(): Promise<HrisEmployee[]>;
  /** Somebody who worked here until that day. */
  addFormerEmployee(
    person: { firstName: string; lastName: string; homeEmail: string },
    days: { from: string; until: string },
  ): Promise<HrisEmployee>;
  editHrisPay(employeeId: string, rate: string): Promise<void>;
  pauseHrisWebhooks(): Promise<void>;
  resumeHrisWebhooks(): Promise<void>;
  hrisCalls(): Promise<RecordedCall[]>;
  hrisFaults(): Promise<Fault[]>;
  addHrisFault(fault: Fault): Promise<void>;
  liftHrisFaults(): Promise<void>;
  payrollEmployees(): Promise<PayrollEmployee[]>;
  addAppointment(entry: CalendarEntry): Promise<{ id: string }>;
  moveAppointment(eventId: string, times: Pick<CalendarEntry, 'start' | 'end'>): Promise<void>;
  mails(): Promise<Mail[]>;
  textMessages(): Promise<TextMessage[]>;
  orderReport(applicationId: string): Promise<{ id: string }>;
  advanceReport(reportId: string, change: ReportChange): Promise<void>;
  /** An advocate shares a job, and somebody follows the link. */
  shareAndClick(advocateId: string, jobId: string): Promise<void>;
  /** A candidate applies through an advocate's link. @param how.lost the platform's webhooks go nowhere. */
  applyThroughLink(
    application: LinkApplication,
    how?: { lost?: boolean },
  ): Promise<{ referralId: string; referredUserId: string }>;
  platformUser(userId: string): Promise<PlatformUser | undefined>;
  platformReferral(referralId: string): Promise<PlatformReferral | undefined>;
  atsCandidates(email: string): Promise<AtsCandidateRecord[]>;
  atsApplication(applicationId: string): Promise<AtsApplicationRecord>;
  moveToStage(applicationId: string, stage: string): Promise<void>;
  makeOfferFor(applicationId: string, terms: OfferTerms): Promise<void>;
  crmContacts(): Promise<CrmContact[]>;
  payrollAdjustments(): Promise<PayrollAdjustment[]>;
  slackMessages(): Promise<SlackMessage[]>;
  /** Clicks a button; gives the modal's id where one opens. */
  click(message: SlackMessage, actionId: string, user: string): Promise<string | undefined>;
  submitReason(viewId: string, user: string, reason: string): Promise<void>;
}

const PATIENCE_MS = 20_000;

export function createSandboxClient(url: string): Sandbox {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url + path, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      text = await response.text();
    } catch {
      throw new CliFailure(
        `The sandbox does not answer at ${url}: the demonstration is played there. Is npm start up?`,
      );
    }
    if (!response.ok)
      throw new CliFailure(`The sandbox refuses ${method} ${path} (${response.status}): ${text.slice(0, 300)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  const application = (id: string, what: string) =>
    `/greenhouse/_sandbox/applications/${encodeURIComponent(id)}/${what}`;
  const candidate = (id: string, what: string) => `/greenhouse/_sandbox/candidates/${encodeURIComponent(id)}/${what}`;

  return {
    url,
    addHire: (hire) => call('POST', '/greenhouse/_sandbox/hires', hire),
    async addSilentHire(acceptedAt) {
      const bulk = { count: 1, acceptedAt: acceptedAt.toISOString() };
      const [made] = await call<{ application_id: number }[]>('POST', '/greenhouse/_sandbox/hires/bulk', bulk);
      if (!made) throw new CliFailure('The sandbox made no hire.');
      return String(made.application_id);
    },
    acceptOffer: (id) => call('POST', application(id, 'accept_offer'), {}),
    changeOffer: (id, terms) => call('PATCH', application(id, 'offer'), terms),
    markHired: (id) => call('POST', application(id, 'hire'), {}),
    unhire: (id) => call('POST', application(id, 'unhire'), {}),
    anonymize: (id) => call('POST', candidate(id, 'anonymize'), {}),
    notes: (id) => call('GET', candidate(id, 'notes')),
    async screeningHistory(id) {
      const hires = await call<ListedHire[]>('GET', '/greenhouse/_sandbox/hires');
      const text = hires.find((hire) => String(hire.application.id) === id)?.candidate.custom_fields.screening_history;
      return JSON.parse(text?.value ?? '[]') as ScreeningEntry[];
    },
    hrisEmployees: () => call('GET', '/bamboohr/_sandbox/employees'),
    async addFormerEmployee(person, { from, until }) {
      const employee = { ...person, hireDate: from, createdAt: `${from}T09:00:00Z` };
      const { id } = await call<HrisEmployee>('POST', '/bamboohr/_sandbox/employees', employee);
      return call('POST', `/bamboohr/_sandbox/employees/${encodeURIComponent(id)}/terminate`, { date: until });
    },
    editHrisPay: (id, rate) =>
      call('PUT', `/bamboohr/_sandbox/employees/${encodeURIComponent(id)}/compensation`, { rate }),
    pauseHrisWebhooks: () => call('POST', '/bamboohr/_sandbox/webhooks/pause', {}),
    resumeHrisWebhooks: () => call('POST', '/bamboohr/_sandbox/webhooks/resume', {}),
    hrisCalls: () => call('GET', '/bamboohr/_sandbox/calls'),
    hrisFaults: () => call('GET', '/bamboohr/_sandbox/faults'),
    addHrisFault: (fault) => call('POST', '/bamboohr/_sandbox/faults', fault),
    liftHrisFaults: () => call('DELETE', '/bamboohr/_sandbox/faults'),
    payrollEmployees: () => call('GET', '/gusto/_sandbox/employees'),
    addAppointment: (entry) => call('POST', '/google-calendar/_sandbox/events', entry),
    moveAppointment: (id, times) => call('PATCH', `/google-calendar/_sandbox/events/${encodeURIComponent(id)}`, times),
    mails: () => call('GET', '/sendgrid/_sandbox/mails'),
    textMessages: () => call('GET', '/twilio/_sandbox/messages'),
    orderReport: (applicationId) => call('POST', '/checkr/_sandbox/reports', { applicationId }),
    advanceReport: (id, change) => call('POST', `/checkr/_sandbox/reports/${encodeURIComponent(id)}/advance`, change),
    async shareAndClick(advocateId, jobId) {
      await call('POST', '/engagement/_sandbox/shares', { advocateId, jobId, channel: 'linkedin' });
      await call('POST', '/engagement/_sandbox/clicks', { advocateId, jobId, channel: 'linkedin' });
    },
    applyThroughLink: (applied, { lost = false } = {}) =>
      call('POST', '/saasquatch/_sandbox/applications', { ...applied, sendWebhooks: !lost }),
    async platformUser(userId) {
      const users = await call<PlatformUser[]>('GET', '/saasquatch/_sandbox/users');
      return users.find(({ id }) => id === userId);
    },
    async platformReferral(referralId) {
      const referrals = await call<PlatformReferral[]>('GET', '/saasquatch/_sandbox/referrals');
      return referrals.find(({ id }) => id === referralId);
    },
    atsCandidates: (email) => call('GET', `/greenhouse/_sandbox/candidates?email=${encodeURIComponent(email)}`),
    async atsApplication(id) {
      const found = await call<{ application: AtsApplicationRecord }>(
        'GET',
        `/greenhouse/_sandbox/applications/${encodeURIComponent(id)}`,
      );
      return found.application;
    },
    moveToStage: (id, stage) => call('POST', application(id, 'move'), { stage }),
    makeOfferFor: (id, terms) => call('POST', application(id, 'offer'), terms),
    crmContacts: () => call('GET', '/hubspot/_sandbox/contacts'),
    payrollAdjustments: () => call('GET', '/gusto/_sandbox/adjustments'),
    slackMessages: () => call('GET', '/slack/_sandbox/messages'),
    async click({ channel, ts }, actionId, user) {
      const clicked = await call<Clicked>('POST', '/slack/_sandbox/click', { channel, ts, action_id: actionId, user });
      if (!clicked.ok)
        throw new CliFailure(`The click on ${actionId} was not taken: ${clicked.error ?? clicked.status}.`);
      return clicked.view?.id;
    },
    async submitReason(viewId, user, reason) {
      const values = { reason };
      const submitted = await call<Clicked>('POST', '/slack/_sandbox/submit', { view_id: viewId, user, values });
      if (submitted.ok) return;
      const why = submitted.error ?? Object.values(submitted.errors ?? {}).join('; ');
      throw new CliFailure(`The modal was not taken: ${why || submitted.status}.`);
    },
  };
}

interface ListedHire {
  application: { id: number };
  candidate: { custom_fields: { screening_history: { value: string | null } } };
}

interface Clicked {
  ok: boolean;
  status: number;
  error?: string;
  errors?: Record<string, string>;
  view?: { id: string };
}
