import { duplicateContact, invalidValues, notFound, refusal, type Refusal } from './answers.js';
import type { ContactEvent, Events } from './events.js';
import { checkValues } from './property-values.js';
import type { CrmObject, Records } from './records.js';
import type { SearchIndex } from './search.js';

/** Who changes something, in a webhook's words. */
export type Source = 'INTEGRATION' | 'CRM_UI';

export type Outcome = { contact: CrmObject; isNew: boolean } | Refusal;

/** What happens to contacts, with the webhooks each change fires. */
export interface Contacts {
  /** By HubSpot's id, or by a unique property. */
  find(value: string, idProperty: string | undefined): CrmObject | undefined | Refusal;
  create(properties: Record<string, unknown>, source: Source): Outcome;
  update(contact: CrmObject, properties: Record<string, unknown>, source: Source): Outcome;
  archive(contact: CrmObject, source: Source): void;
  restore(contact: CrmObject): void;
  /** Deletes for good, on the person's own request. */
  erase(contact: CrmObject): void;
  /** Two contacts turn out to be one person: the second's values fill the first's gaps. */
  merge(primary: CrmObject, other: CrmObject): CrmObject;
}

export function createContacts(records: Records, index: SearchIndex, events: Events): Contacts {
  const { contacts } = records;

  function keep(contact: CrmObject, fired: ContactEvent[]): CrmObject {
    contacts.put(contact.id, contact);
    index.put('contacts', contact);
    events.fire(fired);
    return contact;
  }

  const live = (matches: (contact: CrmObject) => boolean) =>
    contacts.all().find((contact) => !contact.archived && matches(contact));

  function write(contact: CrmObject, properties: Record<string, unknown>, source: Source): Outcome {
    const known = contacts.get(contact.id);
    const checked = checkValues(records, properties, contact.id);
    if ('problems' in checked) return invalidValues(checked.problems);
    const { values } = checked;
    const email = values['email'];
    const twin = email ? live((one) => one.id !== contact.id && one.properties['email'] === email) : undefined;
    if (twin) return duplicateContact(twin.id);
    const changed = Object.entries(values).filter(([name, value]) => (contact.properties[name] ?? '') !== value);
    const next = Object.fromEntries(
      Object.entries({ ...contact.properties, ...values }).filter(([, value]) => value !== ''),
    );
    const kept = keep(
      { ...contact, properties: next, updatedAt: new Date().toISOString() },
      changed.map(([propertyName, propertyValue]) => ({
        ...{ type: 'contact.propertyChange', objectId: contact.id, changeSource: source },
        ...{ propertyName, propertyValue },
      })),
    );
    return { contact: kept, isNew: known === undefined };
  }

  return {
    find(value, idProperty) {
      if (!idProperty) {
        const contact = contacts.get(value);
        // The id of a contact that was merged leads to the one that it was merged into.
        const lasting = contact?.mergedInto ? contacts.get(contact.mergedInto) : contact;
        return lasting?.archived ? undefined : lasting;
      }
      if (!records.properties.get(idProperty)?.hasUniqueValue) {
        return refusal(400, 'VALIDATION_ERROR', `Property ${idProperty} is not a unique property`);
      }
      const wanted = idProperty === 'email' ? value.toLowerCase() : value;
      return live((contact) => contact.properties[idProperty] === wanted);
    },

    create(properties, source) {
      const now = new Date().toISOString();
      const contact = { id: records.newId(), properties: {}, createdAt: now, updatedAt: now, archived: false };
      return write(contact, properties, source);
    },

    update: write,

    archive(contact, source) {
      keep({ ...contact, archived: true }, [
        { type: 'contact.deletion', objectId: contact.id, changeSource: source, changeFlag: 'DELETED' },
      ]);
    },

    restore(contact) {
      keep({ ...contact, archived: false }, [
        { type: 'contact.restore', objectId: contact.id, changeSource: 'CRM_UI', changeFlag: 'RESTORED' },
      ]);
    },

    erase(contact) {
      contacts.delete(contact.id);
      index.put('contacts', { ...contact, archived: true });
      events.fire([{ type: 'contact.privacyDeletion', objectId: contact.id, changeSource: 'CRM_UI' }]);
    },

    merge(primary, other) {
      const properties = { ...other.properties, ...primary.properties };
      keep({ ...other, archived: true, mergedInto: primary.id }, []);
      return keep({ ...primary, properties, updatedAt: new Date().toISOString() }, [
        {
          ...{ type: 'contact.merge', objectId: primary.id, changeSource: 'CRM_UI' },
          ...{ primaryObjectId: primary.id, mergedObjectIds: [other.id], numberOfPropertiesMoved: 0 },
        },
      ]);
    },
  };
}

/** A contact that was looked for, as an answer: refused, or not there. */
export const orNotFound = (found: CrmObject | undefined | Refusal): CrmObject | Refusal => found ?? notFound();

export const isRefusal = (value: object): value is Refusal => 'status' in value && 'body' in value;
