import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import type { CrmHire } from '../roles/crm.js';
import type { HubspotClient } from './client.js';
import { hireProperties, toHire, type ContactNames } from './contact-properties.js';
import { VENDOR } from './manifest.js';
import { Contact, Written } from './wire.js';

/** The longest page of a search. */
const PAGE = 200;
/** How many rows a failure names; it counts them all. */
const NAMED_AT_MOST = 10;

/**
 * CrmConnector.listHires: contacts with an advocate, by search, which shows a write some seconds after it was made.
 * Each page asks for what follows the last id of the page before: a search by `after` ends at 10,000, and skips rows
 * when others change meanwhile.
 */
export function createListHires(client: HubspotClient, names: ContactNames) {
  const { contacts } = client.paths;
  const operation = `POST ${contacts}/search`;

  return async function* (): AsyncGenerator<CrmHire[], void, undefined> {
    const unread = new Map<string, string>();
    let last: string | undefined;
    for (;;) {
      const page = await client.search(contacts, {
        filters: [
          { propertyName: names.advocateId, operator: 'HAS_PROPERTY' },
          ...(last === undefined ? [] : [{ propertyName: 'hs_object_id', operator: 'GT', value: last }]),
        ],
        properties: hireProperties(names),
        sort: 'hs_object_id',
        limit: PAGE,
      });
      const hires = page.results.flatMap((row) => readRow(row, unread));
      if (hires.length > 0) yield hires;
      if (!page.paging?.next && page.results.length < PAGE) break;
      last = following(last, page.results.at(-1));
    }
    if (unread.size > 0) throw leftOut(unread);
  };

  function readRow(row: unknown, unread: Map<string, string>): CrmHire[] {
    const id = Written.safeParse(row).data?.id ?? `without an id (${unread.size + 1})`;
    const contact = Contact.safeParse(row);
    if (!contact.success) {
      const issue = contact.error.issues[0];
      unread.set(id, `${issue?.path.map(String).join('.') || 'the row'}: ${issue?.message ?? 'unexpected form'}`);
      return [];
    }
    const hire = toHire(contact.data, names);
    if (typeof hire !== 'string') return [hire];
    unread.set(id, hire);
    return [];
  }

  /** The id to go on from. @throws VendorContract where the pages do not move on. */
  function following(last: string | undefined, row: unknown): string {
    const id = Written.safeParse(row).data?.id;
    if (id !== undefined && id !== last) return id;
    throw failure('results: expected ids that rise from page to page');
  }

  function leftOut(unread: ReadonlyMap<string, string>) {
    const named = [...unread].slice(0, NAMED_AT_MOST).map(([id, reason]) => `contact ${id}: ${reason}`);
    return failure(`${unread.size} left out that could not be read: ${named.join('; ')}`);
  }

  function failure(message: string) {
    return vendorFailure(FailureType.VendorContract, message, { vendor: VENDOR, operation });
  }
}
