import type { ConfirmedHire } from '../../schemas/referral.js';
import type { Connector, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';

/** A confirmed hire as the CRM holds it; null where a property is empty. */
export interface CrmHire {
  contactId: string;
  candidateId: string | null;
  applicationId: string | null;
  advocateId: string | null;
  referralId: string | null;
  /** YYYY-MM-DD. */
  hiredOn: string | null;
}

/** A text for leadership that stands in the CRM once. */
export interface CrmSummary {
  /** Stands in the text; by it the summary is found again. */
  marker: string;
  /** ISO 8601 UTC: the moment it is about. */
  at: string;
  title: string;
  /** Plain lines. */
  lines: string[];
}

export interface CrmConnector extends Connector {
  /** The record with this candidate id in its unique property, read without the search, which lags behind writes. */
  findHire(candidateId: string): Promise<CrmHire | undefined>;
  /** @throws VendorNotFound when there is no such record. */
  readContact(contactId: string): Promise<CrmHire>;
  /** Makes the one record of this candidate say this: created, or adopted by e-mail, or changed. */
  putHire(hire: ConfirmedHire, trace: WriteTrace): Promise<WriteReceipt>;
  /**
   * Takes from the candidate's record that they were hired; who brought them stays. Undefined where it does not say so
   * of this application, or there is none: the candidate may have been hired for another job since.
   */
  withdrawHire(
    hire: Pick<ConfirmedHire, 'candidateId' | 'applicationId'>,
    trace: WriteTrace,
  ): Promise<WriteReceipt | undefined>;
  /** All records that name an advocate, a batch at a time. Rows that cannot be read: as for AtsConnector.listAcceptedHires. */
  listHires(): AsyncIterable<CrmHire[]>;
  /**
   * Marks the advocate's own record, found by e-mail, with the number of hires they have brought. Undefined where
   * the CRM has no record of them, keeps no such mark, or says so already.
   */
  tagAdvocate(
    advocate: { advocateId: string; email: string; hires: number },
    trace: WriteTrace,
  ): Promise<WriteReceipt | undefined>;
  /** The id of the summary that holds this marker; asks again for as long as the search may lag. */
  findSummary(marker: string): Promise<string | undefined>;
  /** Adds a summary. Not idempotent: look for its marker first. */
  addSummary(summary: CrmSummary, trace: WriteTrace): Promise<WriteReceipt>;
}
