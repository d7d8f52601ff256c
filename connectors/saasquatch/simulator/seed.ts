import { PEOPLE } from '../../../sandbox/company.js';
import { keyOf, PROGRAM, type Records } from './records.js';
import type { Users } from './users.js';

/** Employees who share jobs, by their work e-mail; the second Sam Carter does not. */
const ADVOCATES: readonly { id: string; mailbox: string; code: string }[] = [
  { id: 'adv-1001', mailbox: 'maya.lindqvist', code: 'MAYALINDQVIST' },
  { id: 'adv-1002', mailbox: 'tomas.rivera', code: 'TOMASRIVERA' },
  { id: 'adv-1003', mailbox: 'sam.carter', code: 'SAMCARTER' },
  { id: 'adv-1004', mailbox: 'dana.brooks', code: 'DANABROOKS' },
  { id: 'adv-1005', mailbox: 'priya.nair', code: 'PRIYANAIR' },
  { id: 'adv-1006', mailbox: 'alex.kim', code: 'ALEXKIM' },
];

const JOINED = Date.UTC(2026, 0, 12, 9);

/** Fills an empty tenant with advocates of the test company, each with a code and in the segment of employees. */
export function seedTenant(records: Records, users: Users): void {
  if (records.users.size > 0) return;
  for (const { id, mailbox, code } of ADVOCATES) {
    const person = PEOPLE.find(({ workEmail }) => workEmail === `${mailbox}@acme.example`);
    if (!person) throw new Error(`the test company has nobody with the mailbox ${mailbox}`);
    const ref = { id, accountId: id };
    const { firstName, lastName, workEmail: email } = person;
    const codes = { [PROGRAM]: code };
    const stub = { ...ref, firstName, lastName, email, locale: 'en_US', countryCode: 'US', referralCodes: codes };
    const user = users.upsert(ref, { ...stub, segments: ['employee'] }, true);
    records.users.put(keyOf(ref), { ...user, dateCreated: JOINED });
  }
}
