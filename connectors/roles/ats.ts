import type { HireReading } from '../../schemas/hire.js';
import type { AtsInterview } from '../../schemas/interview.js';
import type { Person } from '../../schemas/person.js';
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
}
