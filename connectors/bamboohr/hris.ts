import { manifest } from './manifest.js';
import { requireVariable } from '../../config/environment.js';
import type { HireFields } from '../../schemas/hire.js';
import type { ConnectorContext } from '../connector.js';
import type { HrisConnector } from '../roles/hris.js';
import { createAccessAudit } from './access-audit.js';
import { layoutOf } from './bindings.js';
import { createBambooClient } from './client.js';
import { createEmployeeSearch } from './employee-search.js';
import { createEmployeeReader } from './employee-reader.js';
import { createEmployeeWriter } from './employee-writer.js';
import { createEmploymentWriter } from './employment-writer.js';
import { listCreatedEmployees } from './created-in-window.js';
import { findSamePerson } from './find-same-person.js';
import { createTableRows } from './table-rows.js';
import { findByApplication } from './find-by-application.js';
import { createPeople } from './people.js';
import { signatureOrder } from './webhooks.js';
import { VENDOR, paths } from './client.js';
import { WireEmployee } from './wire.js';

/**
 * BambooHR as the HRIS.
 * @throws Error that names the variable or the field-map entry at fault.
 */
export function createHris(context: ConnectorContext): HrisConnector {
  const { environment, bindings, limiter, timeoutMs } = context;
  const layout = layoutOf(bindings);
  const client = createBambooClient({
    baseUrl: requireVariable(environment, 'BAMBOOHR_API_URL', 'the company domain, such as https://acme.bamboohr.com'),
    apiKey: requireVariable(environment, 'BAMBOOHR_API_KEY', 'an API key of BambooHR'),
    fieldNames: layout.flat.map((one) => one.name),
    limiter,
    timeoutMs,
  });
  signatureOrder(environment);
  const search = createEmployeeSearch(client);
  const people = createPeople(client, search);
  const rows = createTableRows(client);
  const reader = createEmployeeReader(client, layout, people);

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.http.baseUrl,
    async checkConnection() {
      try {
        // Employee 0 is the caller; a key that belongs to no employee gets 404 and is accepted all the same.
        await client.getIf({ path: paths.employee('0'), query: { fields: 'id' } }, WireEmployee, [404]);
        return { ok: true, detail: new URL(client.http.baseUrl).host };
      } catch (error) {
        return { ok: false, detail: error instanceof Error ? error.message : 'unknown problem' };
      }
    },
    auditAccess: createAccessAudit(client, layout, context),
    findByApplication: (applicationId: string, fields: HireFields) =>
      findByApplication(client, search, layout.applicationIdField, applicationId, fields),
    findPeople: (person) => people.find(person),
    findSamePerson: (fields) => findSamePerson(client, search, layout, fields),
    ...createEmployeeWriter(client, rows, layout, limiter),
    ...createEmploymentWriter(client, rows, layout),
    readEmployee: reader.readEmployee,
    listCreatedEmployees: (window) => listCreatedEmployees({ client, search, people, reader }, window),
    close: () => client.http.close(),
  };
}
