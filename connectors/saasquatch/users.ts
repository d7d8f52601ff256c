import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import { vendorFailure } from '../failure.js';
import { parseAnswer } from '../wire.js';
import type { WriteTrace } from '../write-trace.js';
import { PAGE_SIZE, type SaasquatchClient } from './client.js';
import { VENDOR } from './manifest.js';
import { SaasquatchUser, type UserRef } from './wire.js';

/** The people of a tenant: those who refer, and those who came through them. */
export interface Users {
  /** With codes, segments, custom fields, and whether they are blocked; undefined when there is no such user. */
  read(ref: UserRef): Promise<SaasquatchUser | undefined>;
  /**
   * By their id alone. Employees and candidates are accounts of their own, so the account is tried under the same id;
   * otherwise the user is searched for.
   * @throws VendorNotFound; DuplicateRecords when several accounts have a user of this id.
   */
  locate(userId: string): Promise<SaasquatchUser>;
  /**
   * Creates or changes a user. Custom fields and segments that are not named stay as they are in `known`.
   * @param known the user as read just before; undefined for a new one.
   * @returns the receipt, and the user as SaaSquatch shows it afterwards.
   */
  put(
    ref: UserRef,
    changes: UserChanges,
    known: SaasquatchUser | undefined,
    trace: WriteTrace,
  ): Promise<{ receipt: WriteReceipt; written: SaasquatchUser }>;
}

/** What of a user is written. */
export interface UserChanges {
  firstName?: string;
  lastName?: string;
  email?: string;
  referredByCodes?: string[];
  segments?: string[];
  customFields?: Record<string, string>;
}

/** Not among the fields that a user is shown with unless asked for. */
const EXTRA_FIELDS = 'dateBlocked,dateCreated';

/** How far a search for an id is followed: it also finds the id as part of others, of names and of e-mail addresses. */
const SEARCH_PAGES = 5;

export const userPath = ({ accountId, id }: UserRef): string =>
  `/open/account/${encodeURIComponent(accountId)}/user/${encodeURIComponent(id)}`;

export function createUsers(client: SaasquatchClient): Users {
  const read = (ref: UserRef) => client.find(userPath(ref), SaasquatchUser, { extraFields: EXTRA_FIELDS });

  async function search(userId: string): Promise<SaasquatchUser | undefined> {
    const accounts = new Set<string>();
    for (let page = 0; page < SEARCH_PAGES; page += 1) {
      const query = { query: userId, limit: PAGE_SIZE, offset: page * PAGE_SIZE };
      const { rows, total } = (await client.page('/users', 'users', query)) ?? { rows: [], total: 0 };
      for (const row of rows) {
        const user = SaasquatchUser.safeParse(row).data;
        if (user?.id === userId) accounts.add(user.accountId);
      }
      if (rows.length === 0 || (total ?? 0) <= query.offset + rows.length) break;
    }
    if (accounts.size > 1) throw inSeveralAccounts(accounts.size);
    const [accountId] = accounts;
    return accountId === undefined ? undefined : read({ id: userId, accountId });
  }

  return {
    read,
    async locate(userId) {
      const user = (await read({ id: userId, accountId: userId })) ?? (await search(userId));
      if (user) return user;
      throw vendorFailure(FailureType.VendorNotFound, 'no such user', { vendor: VENDOR, operation: 'GET /users' });
    },
    async put(ref, { customFields, ...changes }, known, trace) {
      const path = userPath(ref);
      const body = {
        id: ref.id,
        accountId: ref.accountId,
        ...changes,
        customFields: { ...known?.customFields, ...customFields, ...client.traceFields(path, trace) },
      };
      const { response, ...receipt } = await client.put(path, body, trace);
      return { receipt, written: parseAnswer(VENDOR, `PUT ${path}`, SaasquatchUser, response) };
    },
  };
}

const inSeveralAccounts = (accounts: number) =>
  vendorFailure(FailureType.DuplicateRecords, `a user of this id is in ${accounts} accounts`, {
    vendor: VENDOR,
    operation: 'GET /users',
  });
