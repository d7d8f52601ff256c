import { CliFailure } from '../failure.js';

/** What the demonstration reads of the sandbox's records. */
export interface HrisEmployee {
  id: string;
  homeEmail?: string;
  customAtsApplicationId?: string;
  jobInfo: { reportsTo: string }[];
  /** The newest last. */
  compensation: { rate: { value: string; currency: string }; paidPer: string }[];
}

export interface PayrollEmployee {
  uuid: string;
  email: string | null;
  jobs: { rate: string; payment_unit: string }[];
}

export interface SlackMessage {
  channel: string;
  ts: string;
  text: string;
  thread_ts?: string;
  blocks?: { type: string }[];
}

export interface RecordedCall {
  method: string;
  path: string;
  body?: unknown;
  status?: number;
}

/** Terms of an offer as a recruiter enters them; `manager_email: null` leaves the manager empty. */
export interface OfferTerms {
  salary: string;
  starts_on: string;
  manager_email: string | null;
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
  addHire(hire: {
    first_name: string;
    last_name: string;
    email: string;
    phone: string;
    offer: OfferTerms;
  }): Promise<{ application_id: number }>;
  acceptOffer(applicationId: string): Promise<void>;
  changeOffer(applicationId: string, terms: Partial<OfferTerms>): Promise<void>;
  hrisEmployees(): Promise<HrisEmployee[]>;
  editHrisPay(employeeId: string, rate: string): Promise<void>;
  pauseHrisWebhooks(): Promise<void>;
  resumeHrisWebhooks(): Promise<void>;
  hrisCalls(): Promise<RecordedCall[]>;
  hrisFaults(): Promise<Fault[]>;
  addHrisFault(fault: Fault): Promise<void>;
  liftHrisFaults(): Promise<void>;
  payrollEmployees(): Promise<PayrollEmployee[]>;
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

  return {
    url,
    addHire: (hire) => call('POST', '/greenhouse/_sandbox/hires', hire),
    acceptOffer: (id) => call('POST', application(id, 'accept_offer'), {}),
    changeOffer: (id, terms) => call('PATCH', application(id, 'offer'), terms),
    hrisEmployees: () => call('GET', '/bamboohr/_sandbox/employees'),
    editHrisPay: (id, rate) =>
      call('PUT', `/bamboohr/_sandbox/employees/${encodeURIComponent(id)}/compensation`, { rate }),
    pauseHrisWebhooks: () => call('POST', '/bamboohr/_sandbox/webhooks/pause', {}),
    resumeHrisWebhooks: () => call('POST', '/bamboohr/_sandbox/webhooks/resume', {}),
    hrisCalls: () => call('GET', '/bamboohr/_sandbox/calls'),
    hrisFaults: () => call('GET', '/bamboohr/_sandbox/faults'),
    addHrisFault: (fault) => call('POST', '/bamboohr/_sandbox/faults', fault),
    liftHrisFaults: () => call('DELETE', '/bamboohr/_sandbox/faults'),
    payrollEmployees: () => call('GET', '/gusto/_sandbox/employees'),
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

interface Clicked {
  ok: boolean;
  status: number;
  error?: string;
  errors?: Record<string, string>;
  view?: { id: string };
}
