import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import type { CrmHire } from '../roles/crm.js';
import { createUnreadRows, reasonOf, type UnreadRows } from '../unread-rows.js';
import type { HubspotClient } from './client.js';
import { hireProperties, toHire, type ContactNames } from './contact-properties.js';
import { VENDOR } from './manifest.js';
import { Contact, Written } from './wire.js';

/** The longest page of a search. */
const PAGE = 200;

/**
 * CrmConnector.listHires: contacts with an advocate, by search, which shows a write some seconds after it was made.
 * Each page asks for what follows the last id of the page before: a search by `after` ends at 10,000, and skips rows
 * when others change meanwhile.
 */
export function createListHires(client: HubspotClient, names: ContactNames) {
  const { contacts } = client.paths;
  const operation = `POST ${contacts}/search`;

  return async function* (): AsyncGenerator<CrmHire[], void, undefined> {
    const unread = createUnreadRows(VENDOR, operation);
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
    unread.end();
  };

  function readRow(row: unknown, unread: UnreadRows): CrmHire[] {
    const named = `contact ${Written.safeParse(row).data?.id ?? `without an id (${unread.size + 1})`}`;
    const contact = Contact.safeParse(row);
    if (!contact.success) {
      unread.add(named, reasonOf(contact.error));
      return [];
    }
    const hire = toHire(contact.data, names);
    if (typeof hire !== 'string') return [hire];
    unread.add(named, hire);
    return [];
  }

  /** The id to go on from. @throws VendorContract where the pages do not move on. */
  function following(last: string | undefined, row: unknown): string {
    const id = Written.safeParse(row).data?.id;
    if (id !== undefined && id !== last) return id;
    const message = 'results: expected ids that rise from page to page';
    throw vendorFailure(FailureType.VendorContract, message, { vendor: VENDOR, operation });
  }
}
