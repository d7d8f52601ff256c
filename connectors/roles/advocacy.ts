import type { Advocate, AdvocateStatus, Referral } from '../../schemas/referral.js';
import type { Connector, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import type { TimeWindow } from './ats.js';

/** Which referral a write is about, at the platform. */
export type ReferralRef = Pick<Referral, 'referralId' | 'referredUserId'>;

/** A candidate who applies through an advocate's link; used by the go-live check with people made up for it. */
export interface TestApplication {
  advocateId: string;
  referredUserId: string;
  jobId: string;
  candidate: { firstName: string; lastName: string; email: string; phone: string };
  /** ISO 8601 UTC. */
  consentAt: string | null;
}

/** The platform on which employees share jobs. */
export interface AdvocacyConnector extends Connector {
  /**
   * Reads a referral with its candidate as they stand now.
   * @throws VendorNotFound when there is none; VendorContract for a form that the documentation does not name.
   */
  readReferral(referralId: string): Promise<Referral>;
  /** The referrals through which this user came; [] where they came by themselves, or the platform has not made one yet. */
  findReferralsOf(referredUserId: string): Promise<Referral[]>;
  /**
   * All referrals that were made in the window, a batch at a time. Rows that cannot be read are left out; when all
   * others have been given, it throws a VendorContract that names them.
   */
  listReferrals(window: TimeWindow): AsyncIterable<Referral[]>;
  /** @throws VendorNotFound when there is no such advocate. */
  readAdvocate(advocateId: string): Promise<Advocate>;
  /** Everybody who may refer or might have referred, without the referred candidates; a batch at a time. */
  listAdvocates(): AsyncIterable<Advocate[]>;

  /** Shows the advocate where their candidate stands; undefined when they are shown that already. */
  putStatus(referral: ReferralRef, status: AdvocateStatus, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Tells the platform that the candidate was hired, which converts the referral; undefined when it knows already. */
  confirmHire(referral: ReferralRef, hiredOn: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Tells the platform that the referral does not count, and why (a word, no personal data); undefined when it knows. */
  rejectReferral(referral: ReferralRef, reason: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Puts a tag on the advocate; undefined when it is there. */
  tagAdvocate(advocateId: string, tag: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;

  /** Applies as a candidate would through the advocate's link. Safe to repeat by the user's id. */
  applyThroughLink(application: TestApplication, trace: WriteTrace): Promise<WriteReceipt>;
}
