import { ApplicationFailure } from '@temporalio/common';
import { Duration } from '../../config/duration.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectionStatus, ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { CrmConnector } from '../roles/crm.js';
import { parseAnswer } from '../wire.js';
import { createAccessAudit } from './access-audit.js';
import { createAccountProperties } from './account-properties.js';
import { createHubspotClient } from './client.js';
import { contactNames, HIRES_MARK, hireOf, hireProperties } from './contact-properties.js';
import { errorBody, refused, unknownProperties } from './errors.js';
import { createListHires } from './list-hires.js';
import { manifest, VENDOR } from './manifest.js';
import { createPutHire } from './put-hire.js';
import { createSummaries } from './summaries.js';
import { createWithdrawHire } from './withdraw-hire.js';
import { Account, Contact, Written } from './wire.js';

/**
 * The CRM role.
 * @throws Error that names the variable or the entry of the map at fault, and what was expected.
 */
export function createHubspot(context: ConnectorContext): CrmConnector {
  const { environment } = context;
  const names = contactNames(context.referral);
  const summaryOptions = {
    searchWaitMs: searchWait(environment['HUBSPOT_SEARCH_WAIT']?.trim() || '10s'),
    companyId: environment['HUBSPOT_SUMMARY_COMPANY_ID']?.trim() || undefined,
  };
  const portalId = environment['HUBSPOT_PORTAL_ID']?.trim() || undefined;
  const client = createHubspotClient(context);
  const { http, paths } = client;
  const account = createAccountProperties(client);
  const summaries = createSummaries(client, summaryOptions);
  const contactPath = (id: string) => `${paths.contacts}/${encodeURIComponent(id)}`;
  const properties = hireProperties(names).join(',');

  const findHire: CrmConnector['findHire'] = async (candidateId) => {
    const path = contactPath(candidateId);
    const contact = await client.find(path, Contact, { idProperty: names.candidateId, properties });
    if (!contact) return undefined;
    const operation = `GET ${paths.contacts}/{${names.candidateId}}`;
    const hire = hireOf(contact, names, operation);
    if (hire.candidateId === candidateId) return hire;
    const message = `properties.${names.candidateId}: expected the candidate that was asked for`;
    throw vendorFailure(FailureType.VendorContract, message, { vendor: VENDOR, operation });
  };

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: http.baseUrl,

    async checkConnection() {
      try {
        return connectionStatus(await client.get(paths.account, Account), portalId);
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: createAccessAudit(client, names, { environment, portalId }),

    findHire,

    async readContact(contactId) {
      const contact = await client.get(contactPath(contactId), Contact, { properties });
      return hireOf(contact, names, `GET ${paths.contacts}/{id}`);
    },

    putHire: createPutHire(client, names, account),
    withdrawHire: createWithdrawHire(client, names, account, findHire),
    listHires: createListHires(client, names),

    async tagAdvocate({ email, hires }, trace) {
      const known = await account.known();
      if (known && !known.has(HIRES_MARK)) return undefined;
      const contact = await client.findByEmail(email, [HIRES_MARK]);
      if (!contact || Number(contact.properties[HIRES_MARK] ?? NaN) === hires) return undefined;
      const path = contactPath(contact.id);
      const marks = await account.traceOf(trace, path);
      const { response, ...receipt } = await http.write(
        { method: 'PATCH', path, json: { properties: { [HIRES_MARK]: String(hires), ...marks } }, accept: [400] },
        trace,
        (answer) => (answer.status < 300 ? parseAnswer(VENDOR, `PATCH ${path}`, Written, answer).id : undefined),
      );
      if (response.status !== 400) return receipt;
      const error = errorBody(response.text);
      // Where the account's properties could not be read, this tells that it has no such mark.
      if (error && unknownProperties(error).includes(HIRES_MARK)) return undefined;
      throw refused(`PATCH ${paths.contacts}/{id}`, response.status, error);
    },

    findSummary: (marker) => summaries.find(marker),
    addSummary: (summary, trace) => summaries.add(summary, trace),

    close: () => client.close(),
  };
}

function connectionStatus(account: Account, portalId: string | undefined): ConnectionStatus {
  if (portalId && account.portalId !== portalId) {
    return {
      ok: false,
      detail: `the token is for the account ${account.portalId}, HUBSPOT_PORTAL_ID says ${portalId}`,
    };
  }
  return { ok: true, detail: `account ${account.portalId}${account.accountType ? ` (${account.accountType})` : ''}` };
}

function searchWait(text: string): number {
  const wait = Duration.safeParse(text);
  if (wait.success) return wait.data;
  throw new Error('HUBSPOT_SEARCH_WAIT: expected a duration such as 10s or 500ms.');
}
