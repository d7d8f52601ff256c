import type { ConfirmedHire } from '../../schemas/referral.js';
import type { WriteReceipt } from '../connector.js';
import type { CrmConnector } from '../roles/crm.js';
import { parseAnswer } from '../wire.js';
import type { WriteTrace } from '../write-trace.js';
import type { AccountProperties } from './account-properties.js';
import type { HubspotClient } from './client.js';
import type { ContactNames } from './contact-properties.js';
import { VENDOR } from './manifest.js';
import { Written } from './wire.js';

/**
 * CrmConnector.withdrawHire: an empty text clears a property
 * (developers.hubspot.com/docs/api-reference/crm/objects/contacts/update-contact).
 */
export function createWithdrawHire(
  { http, paths }: HubspotClient,
  names: ContactNames,
  account: AccountProperties,
  findHire: CrmConnector['findHire'],
) {
  return async (
    { candidateId, applicationId }: Pick<ConfirmedHire, 'candidateId' | 'applicationId'>,
    trace: WriteTrace,
  ): Promise<WriteReceipt | undefined> => {
    const kept = await findHire(candidateId);
    if (kept?.applicationId !== applicationId || kept.hiredOn === null) return undefined;
    const path = `${paths.contacts}/${encodeURIComponent(kept.contactId)}`;
    const properties = { [names.hiredOn]: '', ...(await account.traceOf(trace, path)) };
    return http.write(
      { method: 'PATCH', path, json: { properties } },
      trace,
      (answer) => parseAnswer(VENDOR, `PATCH ${path}`, Written, answer).id,
    );
  };
}
