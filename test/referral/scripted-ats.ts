import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { WriteReceipt } from '../../connectors/connector.js';
import type {
  AtsApplication,
  AtsAttribution,
  AtsCandidate,
  AtsConnector,
  NewCandidate,
  OtherCredit,
} from '../../connectors/roles/ats.js';
import type { Attribution } from '../../schemas/referral.js';

export const receipt = (recordId: string | undefined, sentTo: string): WriteReceipt => ({
  recordId,
  sentTo,
  payloadHash: 'hash',
  status: 200,
});

export const missing = (what: string) => ApplicationFailure.nonRetryable(`no ${what}`, 'VendorNotFound');
export const down = () => ApplicationFailure.create({ type: 'VendorUnavailable', message: 'no answer' });

interface Candidate extends NewCandidate {
  candidateId: string;
  changedAt: number;
}

/** An ATS that keeps what is written and takes its time. */
export class ScriptedAts implements Partial<AtsConnector> {
  readonly vendor = 'greenhouse';
  readonly title = 'Greenhouse';
  readonly candidates = new Map<string, Candidate>();
  readonly applications = new Map<string, AtsAttribution>();
  readonly notes: { id: string; candidateId: string; body: string }[] = [];
  /** Every write, in order. */
  readonly writes: string[] = [];
  /** Referrers as they were written, by application. */
  readonly referrers = new Map<string, Attribution['advocate']>();
  phoneReadings = 0;
  /** Called before each write; what it throws, the write fails with. */
  beforeWrite: (what: string) => void | Promise<void> = () => undefined;
  /** Called after each write: its answer is lost when this throws. */
  afterWrite: (what: string) => void | Promise<void> = () => undefined;
  /** Whom an application credits that no advocate is. */
  readonly credits = new Map<string, OtherCredit>();
  /** Jobs that take no applications; others do, except '999999', which is none. */
  readonly closedJobs = new Set<string>();
  private ids = 0;

  constructor(private readonly delayMs = 0) {}

  /** A candidate whom the ATS has without any referral. */
  knows(person: Partial<NewCandidate>): string {
    const candidateId = `c${(this.ids += 1)}`;
    const plain = { firstName: 'Known', lastName: 'Before', email: `${candidateId}@mail.example`, phone: null };
    this.candidates.set(candidateId, { candidateId, changedAt: Date.now(), ...plain, ...person });
    return candidateId;
  }

  /** An application without any referral. */
  applied(candidateId: string, jobId: string, change: Partial<AtsAttribution> = {}): string {
    const applicationId = `p${(this.ids += 1)}`;
    this.applications.set(applicationId, {
      ...{ applicationId, candidateId, jobId, status: 'active', stage: 'Application Review', offered: false },
      ...{ source: 'LinkedIn', advocateId: null, referralId: null, consentAt: null },
      ...{ appliedAt: '2026-10-01T00:00:00Z', jobOpenedAt: null, hiredAt: null },
      ...change,
    });
    return applicationId;
  }

  change(applicationId: string, change: Partial<AtsAttribution>): void {
    Object.assign(this.require(applicationId), change);
  }

  async findCandidatesByEmail(email: string): Promise<AtsCandidate[]> {
    await this.answer();
    return [...this.candidates.values()].filter((one) => one.email === email).map(toCandidate);
  }

  async readCandidate(candidateId: string): Promise<AtsCandidate> {
    await this.answer();
    const candidate = this.candidates.get(candidateId);
    if (!candidate) throw missing(`candidate ${candidateId}`);
    return toCandidate(candidate);
  }

  async *listCandidatePhones(changedSince: string | null) {
    this.phoneReadings += 1;
    await this.answer();
    const changed = [...this.candidates.values()].filter(
      ({ changedAt }) => changedSince === null || changedAt >= Date.parse(changedSince),
    );
    yield changed.map(({ candidateId, phone }) => ({ candidateId, phones: phone === null ? [] : [phone] }));
  }

  async createCandidate(candidate: NewCandidate): Promise<WriteReceipt> {
    return this.write('create candidate', () => this.knows(candidate));
  }

  async completeCandidate(candidateId: string, known: NewCandidate): Promise<WriteReceipt | undefined> {
    const candidate = this.candidates.get(candidateId);
    if (!candidate) throw missing(`candidate ${candidateId}`);
    if (candidate.phone !== null || known.phone === null) return undefined;
    return this.write('complete candidate', () => {
      candidate.phone = known.phone;
      return candidateId;
    });
  }

  async listApplications(candidateId: string): Promise<AtsApplication[]> {
    await this.answer();
    return [...this.applications.values()]
      .filter((one) => one.candidateId === candidateId)
      .map(({ applicationId, jobId, status }) => ({
        ...{ applicationId, candidateId, jobId, jobTitle: null, status, recruiter: null },
      }))
      .reverse();
  }

  async createApplication(application: {
    candidateId: string;
    jobId: string;
    attribution: Attribution;
  }): Promise<WriteReceipt> {
    const { candidateId, jobId, attribution } = application;
    return this.write('create application', () => {
      const applicationId = this.applied(candidateId, jobId, { stage: null });
      this.attribute(applicationId, attribution);
      return applicationId;
    });
  }

  async putAttribution(applicationId: string, attribution: Attribution): Promise<WriteReceipt | undefined> {
    const { advocateId, referralId, consentAt } = this.require(applicationId);
    const said = [attribution.advocateId, attribution.referralId, attribution.consentAt].join();
    if ([advocateId, referralId, consentAt].join() === said) return undefined;
    return this.write('attribute', () => {
      this.attribute(applicationId, attribution);
      return applicationId;
    });
  }

  async findOtherCredit(applicationId: string): Promise<OtherCredit | undefined> {
    await this.answer();
    return this.credits.get(applicationId);
  }

  async isJobOpen(jobId: string): Promise<boolean> {
    await this.answer();
    if (jobId === '999999') throw missing(`job ${jobId}`);
    return !this.closedJobs.has(jobId);
  }

  async readAttribution(applicationId: string): Promise<AtsAttribution> {
    await this.answer();
    return { ...this.require(applicationId) };
  }

  async findNote(candidateId: string, marker: string): Promise<string | undefined> {
    return this.notes.find((note) => note.candidateId === candidateId && note.body.includes(marker))?.id;
  }

  async addNote(note: { candidateId: string; applicationId: string | null; body: string }): Promise<WriteReceipt> {
    return this.write('note', () => {
      const id = `n${(this.ids += 1)}`;
      this.notes.push({ id, candidateId: note.candidateId, body: note.body });
      return id;
    });
  }

  /** What becomes of an attribution that is written. */
  keep: (attribution: Attribution) => Partial<AtsAttribution> = () => ({});

  private attribute(applicationId: string, attribution: Attribution): void {
    const { advocateId, referralId, consentAt, advocate } = attribution;
    this.referrers.set(applicationId, advocate);
    this.change(applicationId, { source: 'Referral', advocateId, referralId, consentAt, ...this.keep(attribution) });
  }

  private require(applicationId: string): AtsAttribution {
    const application = this.applications.get(applicationId);
    if (!application) throw missing(`application ${applicationId}`);
    return application;
  }

  private async write(what: string, change: () => string): Promise<WriteReceipt> {
    await this.answer();
    await this.beforeWrite(what);
    const id = change();
    this.writes.push(what);
    await this.afterWrite(what);
    return receipt(id, `https://ats.example/${what}`);
  }

  private answer(): Promise<void> {
    return sleep(Math.random() * this.delayMs);
  }
}

const toCandidate = ({ candidateId, firstName, lastName, email, phone }: Candidate): AtsCandidate => ({
  ...{ candidateId, firstName, lastName, preferredName: null, timeZone: null },
  ...{ emails: [email], phones: phone === null ? [] : [phone], mailAllowed: true, textsAllowed: false },
});
