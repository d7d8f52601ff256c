import { PEOPLE } from '../../../sandbox/company.js';
import { namedUuid, newVersion, type Records } from './records.js';

const LOCATIONS = [
  { name: 'headquarters', street_1: '500 Example Street', city: 'San Francisco', state: 'CA', zip: '94107' },
  { name: 'east', street_1: '20 Sample Avenue', city: 'Richmond', state: 'VA', zip: '23218' },
];

const HIRED_ON = '2024-01-08';

/** The test company: two locations, and its people as employees who have been onboarded. Ids never change. */
export function seedCompany(records: Records): void {
  if (records.locations.size > 0) return;
  for (const { name, ...address } of LOCATIONS) {
    const uuid = namedUuid(`location ${name}`);
    records.locations.put(uuid, { uuid, version: newVersion(), ...address, active: true });
  }
  for (const person of PEOPLE) {
    const uuid = namedUuid(`employee ${person.workEmail}`);
    const jobUuid = namedUuid(`job ${person.workEmail}`);
    const compensationUuid = namedUuid(`compensation ${person.workEmail}`);
    records.employees.put(uuid, {
      uuid,
      version: newVersion(),
      first_name: person.firstName,
      middle_initial: null,
      last_name: person.lastName,
      preferred_first_name: null,
      email: person.workEmail,
      work_email: person.workEmail,
      date_of_birth: null,
      has_ssn: true,
      two_percent_shareholder: false,
      onboarding_status: 'onboarding_completed',
    });
    records.workAddresses.put(namedUuid(`work address ${person.workEmail}`), {
      uuid: namedUuid(`work address ${person.workEmail}`),
      version: newVersion(),
      employee_uuid: uuid,
      location_uuid: namedUuid('location headquarters'),
      effective_date: HIRED_ON,
    });
    records.jobs.put(jobUuid, {
      uuid: jobUuid,
      version: newVersion(),
      employee_uuid: uuid,
      title: person.jobTitle,
      hire_date: HIRED_ON,
      primary: true,
      two_percent_shareholder: false,
    });
    records.compensations.put(compensationUuid, {
      uuid: compensationUuid,
      version: newVersion(),
      job_uuid: jobUuid,
      employee_uuid: uuid,
      rate: '90000.00',
      payment_unit: 'Year',
      flsa_status: 'Exempt',
      effective_date: HIRED_ON,
    });
  }
}
