import type { Collection, Store } from '../../../sandbox/store.js';

/** A contact or a note; values are text, and only those that are set are kept. */
export interface CrmObject {
  id: string;
  properties: Record<string, string>;
  /** ISO 8601 UTC. */
  createdAt: string;
  updatedAt: string;
  archived: boolean;
  /** Of a note: the records it is attached to, as they were sent. */
  associations?: unknown;
  /** Of a contact that was merged into another one. */
  mergedInto?: string;
}

export interface PropertyRecord {
  name: string;
  label: string;
  type: 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool' | 'phone_number';
  fieldType: string;
  groupName: string;
  hasUniqueValue: boolean;
  /** HubSpot's own values, which nobody writes. */
  readOnly: boolean;
}

export interface Settings {
  /** How long a write is hidden from the search. */
  searchLagMs: number;
  /** Scopes that the token lacks. */
  missingScopes: string[];
  /** What the type of a webhook's event is called. */
  typeKey: 'subscriptionType' | 'eventType';
}

export type Kind = 'contacts' | 'notes';

export interface Records {
  contacts: Collection<CrmObject>;
  notes: Collection<CrmObject>;
  properties: Collection<PropertyRecord>;
  settings(): Settings;
  change(changes: Partial<Settings>): Settings;
  /** Ids are digits, and rise. */
  newId(): string;
}

const FIRST_ID = 171_591_000_001;

export function openRecords(store: Store): Records {
  const kept = store.collection<Settings>('settings');
  const settings = () => kept.get('settings') ?? { searchLagMs: 300, missingScopes: [], typeKey: 'subscriptionType' };
  return {
    contacts: store.collection('contacts'),
    notes: store.collection('notes'),
    properties: store.collection('properties'),
    settings,
    change: (changes) => kept.put('settings', { ...settings(), ...changes }),
    newId: () => String(store.nextId('object', FIRST_ID)),
  };
}
