import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import {
  candidatesByPhone,
  keepCandidatePhones,
  ledgerTime,
  phonesReadUntil,
  savePhonesReadUntil,
} from '../ledger/candidate-phones.js';
import { livingCandidate } from '../ledger/candidates.js';
import { candidatesOfReferrals, type ReferredPerson } from '../ledger/referral-matching.js';
import type { ReferralRecord } from '../ledger/referrals.js';
import { FailureType } from '../workflows/failure-types.js';
import type { Dependencies } from './dependencies.js';
import { withLease } from './lease.js';

/** What the ATS wrote while an earlier reading was under way, or stamped by a clock that is behind, is read again. */
const OVERLAP_MS = 2 * 60_000;

/** What nobody else may be at while a person is looked for and written: an address and a number each are one person's. */
export function personKeys({ email, phone }: ReferredPerson): string[] {
  return [`referral-email:${hash(email)}`, ...(phone === null ? [] : [`referral-phone:${hash(phone)}`])];
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The candidate of the ATS that a referral is about: whom it was found or said to be about before, else by e-mail, else
 * by phone and by earlier referrals. Candidates who were merged count as the one that lives on.
 * @returns undefined where there is none.
 * @throws DuplicateRecords when several could be meant: a person has to say, it is not guessed.
 */
export async function findReferredCandidate(
  deps: Dependencies,
  referral: ReferralRecord,
  person: ReferredPerson,
): Promise<string | undefined> {
  const { db, ats } = deps;

  if (referral.candidateId !== null) {
    const before = await existing(await living(referral.candidateId));
    if (before) return before.candidateId;
  }
  const byEmail = await ats.findCandidatesByEmail(person.email);
  const addressed = await unique(byEmail.map(({ candidateId }) => candidateId));
  if (addressed.length > 0) return only(addressed, 'e-mail address');

  const referred = await candidatesOfReferrals(db, referral, ats.vendor, person);
  const known = await unique([...(person.phone === null ? [] : await byPhone(person.phone)), ...referred]);
  const found: string[] = [];
  for (const candidateId of known) if (await existing(candidateId)) found.push(candidateId);
  return found.length > 0 ? only(found, 'phone number or an earlier referral') : undefined;

  async function byPhone(phone: string): Promise<string[]> {
    await refreshCandidatePhones(deps);
    return candidatesByPhone(db, ats.vendor, phone);
  }

  function only(ids: readonly string[], by: string): string {
    const [one, ...others] = ids;
    if (one !== undefined && others.length === 0) return one;
    throw ApplicationFailure.nonRetryable(
      `${ids.length} candidates of ${ats.title} could be meant by the ${by}: ${ids.join(', ')}; say which, or merge them`,
      FailureType.DuplicateRecords,
    );
  }

  async function unique(ids: readonly string[]): Promise<string[]> {
    return [...new Set(await Promise.all(ids.map(living)))];
  }

  function living(candidateId: string): Promise<string> {
    return livingCandidate(db, ats.vendor, candidateId);
  }

  async function existing(candidateId: string) {
    try {
      return await ats.readCandidate(candidateId);
    } catch (error) {
      if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
      throw error;
    }
  }
}

/**
 * Brings the index of phone numbers to what the ATS has now. Whoever comes while it is being read waits, and is served
 * by a reading that began after they came: many at once cause few readings.
 */
async function refreshCandidatePhones(deps: Dependencies): Promise<void> {
  const { db, ats } = deps;
  const asked = await ledgerTime(db);
  await withLease(deps, `candidate-phones:${ats.vendor}`, async () => {
    const until = await phonesReadUntil(db, ats.vendor);
    if (until && until >= asked) return;
    const began = await ledgerTime(db);
    const since = until ? new Date(until.getTime() - OVERLAP_MS).toISOString() : null;
    try {
      for await (const batch of ats.listCandidatePhones(since)) await keepCandidatePhones(db, ats.vendor, batch);
    } catch (error) {
      // Thrown when all others have been given: a row that cannot be read must not stop what is about somebody else.
      if (!(error instanceof ApplicationFailure) || error.type !== FailureType.VendorContract) throw error;
      Context.current().log.warn('numbers of some candidates could not be read', { reason: error.message });
    }
    await savePhonesReadUntil(db, ats.vendor, began);
  });
}
