import { FailureType } from '../../workflows/failure-types.js';
import type { ConfirmedHire } from '../../schemas/referral.js';
import type { WriteReceipt } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { HttpResponse } from '../http.js';
import { parseAnswer } from '../wire.js';
import type { WriteTrace } from '../write-trace.js';
import type { AccountProperties } from './account-properties.js';
import type { HubspotClient } from './client.js';
import { toProperties, type ContactNames } from './contact-properties.js';
import { duplicateOf, errorBody, refused } from './errors.js';
import { VENDOR } from './manifest.js';
import { BatchAnswer, Contact, Written, type ErrorBody } from './wire.js';

/** Answers that may say that a contact of this person exists already: looked at before they are a failure. */
const MAY_BE_DUPLICATE = [400, 409];

/**
 * CrmConnector.putHire: an upsert by the unique candidate id. HubSpot keeps e-mail addresses unique too: where a contact
 * with the candidate's address exists without a candidate id, that one is made theirs.
 */
export function createPutHire(client: HubspotClient, names: ContactNames, account: AccountProperties) {
  const { http, paths } = client;

  return async (hire: ConfirmedHire, trace: WriteTrace): Promise<WriteReceipt> => {
    const properties = toProperties(hire, names);
    const upserted = await upsert(hire.candidateId, properties, trace);
    return 'receipt' in upserted ? upserted.receipt : adopt(hire, properties, upserted.existingId, trace);
  };

  async function upsert(
    candidateId: string,
    properties: Record<string, string>,
    trace: WriteTrace,
  ): Promise<{ receipt: WriteReceipt } | { existingId: string | undefined }> {
    const path = `${paths.contacts}/batch/upsert`;
    const operation = `POST ${path}`;
    const input = {
      idProperty: names.candidateId,
      id: candidateId,
      // By it HubSpot tells in a partial answer whose error it is.
      objectWriteTraceId: candidateId,
      properties: { ...properties, ...(await account.traceOf(trace, path)) },
    };
    const { response, ...receipt } = await http.write(
      { method: 'POST', path, json: { inputs: [input] }, accept: MAY_BE_DUPLICATE },
      trace,
      (answer) => resultOf(answer)?.id,
    );
    if (receipt.recordId !== undefined) return { receipt };
    const error = errorOf(response, operation);
    const duplicate = error && duplicateOf(error);
    if (duplicate) return duplicate;
    throw refused(operation, response.status, error);
  }

  async function adopt(
    hire: ConfirmedHire,
    properties: Record<string, string>,
    existingId: string | undefined,
    trace: WriteTrace,
  ): Promise<WriteReceipt> {
    const contact = await contactWith(hire.candidate.email, existingId);
    if (!contact) throw undecided('HubSpot says that the contact exists, but shows none with this e-mail address');
    const owner = contact.properties[names.candidateId]?.trim();
    if (owner && owner !== hire.candidateId) {
      throw undecided('the contact with this e-mail address is of another candidate: a person has to decide');
    }
    const path = `${paths.contacts}/${encodeURIComponent(contact.id)}`;
    const marks = await account.traceOf(trace, path);
    const { response, ...receipt } = await http.write(
      {
        method: 'PATCH',
        path,
        json: { properties: { ...withoutSecondAddress(properties, contact), ...marks } },
        accept: MAY_BE_DUPLICATE,
      },
      trace,
      (answer) => (answer.status < 300 ? parseAnswer(VENDOR, `PATCH ${path}`, Written, answer).id : undefined),
    );
    if (receipt.recordId !== undefined) return receipt;
    const operation = `PATCH ${paths.contacts}/{id}`;
    const error = errorBody(response.text);
    const failure = refused(operation, response.status, error);
    if (failure.type !== FailureType.VendorConflict) throw failure;
    throw undecided('two contacts are of this candidate, one by candidate id, one by e-mail address: merge them');
  }

  async function contactWith(email: string | null, existingId: string | undefined): Promise<Contact | undefined> {
    const properties = [names.candidateId, 'email'];
    const found = email ? await client.findByEmail(email, properties) : undefined;
    if (found || !existingId) return found;
    const path = `${paths.contacts}/${encodeURIComponent(existingId)}`;
    return client.find(path, Contact, { properties: properties.join(',') });
  }

  function undecided(message: string) {
    const operation = `POST ${paths.contacts}/batch/upsert`;
    return vendorFailure(FailureType.VendorConflict, message, { vendor: VENDOR, operation, status: 409 });
  }
}

/** A contact may have further addresses beside its first, which writing one of them would replace. */
function withoutSecondAddress(properties: Record<string, string>, contact: Contact): Record<string, string> {
  const { email, ...others } = properties;
  const theirs = contact.properties['email']?.trim().toLowerCase();
  return email && theirs && theirs !== email.toLowerCase() ? others : properties;
}

const batchOf = (response: HttpResponse, operation: string) => parseAnswer(VENDOR, operation, BatchAnswer, response);

function resultOf(response: HttpResponse): Contact | undefined {
  return response.status < 300 ? batchOf(response, 'POST batch/upsert').results?.[0] : undefined;
}

/** The answer's own error, or that of the batch's one input. */
function errorOf(response: HttpResponse, operation: string): ErrorBody | undefined {
  return response.status < 300 ? batchOf(response, operation).errors?.[0] : errorBody(response.text);
}
