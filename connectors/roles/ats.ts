import type { HireReading } from '../../schemas/hire.js';
import type { AtsInterview } from '../../schemas/interview.js';
import type { Person } from '../../schemas/person.js';
import type { Attribution } from '../../schemas/referral.js';
import type { Connector, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';

/** One hire as the ATS holds it: candidate, application, offer and job pulled together. */
export interface AtsHire extends HireReading {
  applicationId: string;
  candidateId: string;
  jobId: string;
  offerId: string;
  offerVersion: number;
  offerStatus: 'created' | 'accepted' | 'rejected' | 'deprecated';
  /** When the offer was accepted, ISO 8601 with zone; null where the ATS has not said. */
  acceptedAt: string | null;
  applicationStatus: 'active' | 'rejected' | 'hired' | 'converted';
  /** Page of the application in the ATS, for people. */
  url: string | undefined;
}

/** A person who applied, as far as they are written to. */
export interface AtsCandidate {
  candidateId: string;
  firstName: string | null;
  lastName: string | null;
  preferredName: string | null;
  /** The address to write to first. */
  emails: string[];
  /** E.164, the number to text to first; numbers that are none are left out. */
  phones: string[];
  /** IANA zone; null where the ATS has none that is known. */
  timeZone: string | null;
  /** Whether they may be sent mail at all. */
  mailAllowed: boolean;
  /** Whether they opted in to text messages, by the place `textMessageConsent` of systems.yaml. */
  textsAllowed: boolean;
}

export interface AtsApplication {
  applicationId: string;
  candidateId: string;
  jobId: string | null;
  jobTitle: string | null;
  status: AtsHire['applicationStatus'];
  recruiter: Person | null;
}

/** An application with where it came from, and how far it got. */
export interface AtsAttribution {
  applicationId: string;
  candidateId: string;
  jobId: string | null;
  status: AtsHire['applicationStatus'];
  /** Name of the stage it is in; null where it is in none. */
  stage: string | null;
  /** Whether an offer was made that stands. */
  offered: boolean;
  /** When it was made, ISO 8601 UTC; absent where the ATS does not say. */
  offeredAt?: string;
  /** Name of the source; null where it has none. */
  source: string | null;
  /** As the custom fields of the map hold them; null where they are empty. */
  advocateId: string | null;
  referralId: string | null;
  consentAt: string | null;
  /** ISO 8601 UTC. */
  appliedAt: string;
  /** When the job was opened, ISO 8601 UTC; null where the ATS does not say. */
  jobOpenedAt: string | null;
  /** When the offer was accepted, ISO 8601 UTC; null before. */
  hiredAt: string | null;
}

/** Somebody whom the ATS credits with an application. */
export interface OtherCredit {
  /** The ATS's id of the referrer, or of the source. */
  id: string;
  /** A referrer who is an employee, who is none (an agency or the like), or whom the ATS lists no more; or a source. */
  is: 'employee' | 'no_employee' | 'unlisted' | 'agency_source';
}

/** A candidate to be created from a referral. */
export interface NewCandidate {
  firstName: string;
  lastName: string;
  email: string;
  /** E.164. */
  phone: string | null;
}

/** Two instants, ISO 8601 UTC; `from` is included, `to` is not. */
export interface TimeWindow {
  from: string;
  to: string;
}

export interface AtsConnector extends Connector {
  /**
   * Pulls candidate, application, newest offer, job, department and manager of one application.
   * @throws VendorNotFound when the application, its candidate or its offer does not exist.
   */
  readHire(applicationId: string): Promise<AtsHire>;
  /**
   * All hires whose accepted offer was accepted in the window, a batch at a time. Rows that cannot be read are left
   * out; when all others have been given, it throws a VendorContract that names them.
   */
  listAcceptedHires(window: TimeWindow): AsyncIterable<AtsHire[]>;
  /** Writes the HRIS employee id to the application, through the map's binding of `employeeId`. */
  writeEmployeeId(applicationId: string, employeeId: string, trace: WriteTrace): Promise<WriteReceipt>;

  /** @throws VendorNotFound when there is no such candidate. */
  readCandidate(candidateId: string): Promise<AtsCandidate>;
  /** Candidates with exactly this e-mail address, capitals ignored. */
  findCandidatesByEmail(email: string): Promise<AtsCandidate[]>;
  /** @throws VendorNotFound when there is no such application. */
  readApplication(applicationId: string): Promise<AtsApplication>;
  /** All applications of a candidate, newest first. */
  listApplications(candidateId: string): Promise<AtsApplication[]>;
  /**
   * Interviews that were made or changed since an instant (ISO 8601 UTC), a batch at a time, with their panelists. Rows
   * that cannot be read: as for listAcceptedHires.
   */
  listInterviews(changedSince: string): AsyncIterable<AtsInterview[]>;

  /** The id of the candidate's note that holds this marker. */
  findNote(candidateId: string, marker: string): Promise<string | undefined>;
  /** Adds a note. Not idempotent: look for its marker, which the body has to hold, first. */
  addNote(
    note: { candidateId: string; applicationId: string | null; body: string },
    trace: WriteTrace,
  ): Promise<WriteReceipt>;
  /** The text at the place `screeningHistory` of systems.yaml; null when it is empty. */
  readScreeningHistory(candidateId: string): Promise<string | null>;
  writeScreeningHistory(candidateId: string, history: string, trace: WriteTrace): Promise<WriteReceipt>;

  /**
   * E.164 numbers of the candidates that were made or changed since an instant (ISO 8601 UTC; null: of all), a batch at
   * a time: an ATS need not be able to search by phone. Rows that cannot be read: as for listAcceptedHires.
   */
  listCandidatePhones(changedSince: string | null): AsyncIterable<{ candidateId: string; phones: string[] }[]>;
  /**
   * Whether a job takes applications.
   * @throws VendorNotFound when there is no such job.
   */
  isJobOpen(jobId: string): Promise<boolean>;
  /** The job that was opened last of those that are open to anybody; undefined where there is none. */
  findOpenJob(): Promise<string | undefined>;
  /** Creates a candidate, without an application where the ATS allows. Not idempotent: look them up first. */
  createCandidate(candidate: NewCandidate, trace: WriteTrace): Promise<WriteReceipt>;
  /** Adds what a candidate's record lacks of these; undefined when it lacks nothing. Nothing that is there is changed. */
  completeCandidate(candidateId: string, known: NewCandidate, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /**
   * Creates an application with its attribution. Not idempotent: look the candidate's applications up first.
   * @throws VendorRejected when the job does not exist or takes no applications.
   */
  createApplication(
    application: { candidateId: string; jobId: string; attribution: Attribution },
    trace: WriteTrace,
  ): Promise<WriteReceipt>;
  /** Makes an application say who brought it: source, referrer, and the map's places. Undefined when it does already. */
  putAttribution(applicationId: string, attribution: Attribution, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /**
   * Whom an application credits that is none of these advocates: its referrer, else an agency as its source; undefined
   * where it credits nobody or one of them. Job boards are nobody. Places of the map are not looked at.
   * @throws VendorNotFound when there is no such application.
   */
  findOtherCredit(
    applicationId: string,
    advocates: readonly Attribution['advocate'][],
  ): Promise<OtherCredit | undefined>;
  /** @throws VendorNotFound when there is no such application. */
  readAttribution(applicationId: string): Promise<AtsAttribution>;
  /** All applications made in the window, a batch at a time. Rows that cannot be read: as for listAcceptedHires. */
  listAttributions(window: TimeWindow): AsyncIterable<AtsAttribution[]>;
  /** Those of these applications that exist, in any order. */
  readAttributions(applicationIds: readonly string[]): Promise<AtsAttribution[]>;
  /**
   * Moves an application to the stage that follows; the go-live check's test candidates are taken through every stage.
   * Undefined when it is in the last one.
   */
  advanceApplication(applicationId: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
}
