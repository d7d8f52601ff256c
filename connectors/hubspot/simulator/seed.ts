import { PEOPLE } from '../../../sandbox/company.js';
import type { Contacts } from './contacts.js';
import type { PropertyRecord, Records } from './records.js';

type Column = [name: string, label: string, type: PropertyRecord['type'], more?: Partial<PropertyRecord>];

const HUBSPOTS: readonly Column[] = [
  ['email', 'Email', 'string', { hasUniqueValue: true }],
  ['firstname', 'First Name', 'string'],
  ['lastname', 'Last Name', 'string'],
  ['phone', 'Phone Number', 'string'],
  ['company', 'Company Name', 'string'],
  ['lifecyclestage', 'Lifecycle Stage', 'enumeration'],
  ['hs_object_id', 'Record ID', 'number', { readOnly: true }],
  ['createdate', 'Create Date', 'datetime', { readOnly: true }],
  ['lastmodifieddate', 'Last Modified Date', 'datetime', { readOnly: true }],
];

/** What the default tenant has added. */
const TENANTS: readonly Column[] = [
  ['ats_candidate_id', 'ATS candidate', 'string', { hasUniqueValue: true }],
  ['ats_application_id', 'ATS application', 'string'],
  ['advocate_id', 'Advocate', 'string'],
  ['referral_id', 'Referral', 'string'],
  ['hired_on', 'Hired on', 'date'],
  ['referred_hires', 'Referred hires', 'number'],
  ['sent_from', 'Sent from', 'string'],
  ['sent_to', 'Sent to', 'string'],
];

/** Colleagues whom marketing writes to already: as many as advocates are likely to be among. */
const KNOWN_COLLEAGUES = 4;

/** An account with the tenant's properties, and contacts of some employees. */
export function seedAccount(records: Records, contacts: Contacts): void {
  for (const [groupName, columns] of [
    ['contactinformation', HUBSPOTS],
    ['hireline', TENANTS],
  ] as const) {
    for (const [name, label, type, more] of columns) {
      const fieldType = type === 'string' ? 'text' : type;
      const property = { name, label, type, fieldType, groupName, hasUniqueValue: false, readOnly: false, ...more };
      if (!records.properties.get(name)) records.properties.put(name, property);
    }
  }
  if (records.contacts.size > 0) return;
  for (const { firstName, lastName, workEmail } of PEOPLE.slice(0, KNOWN_COLLEAGUES)) {
    contacts.create({ firstname: firstName, lastname: lastName, email: workEmail, company: 'Acme' }, 'CRM_UI');
  }
}
