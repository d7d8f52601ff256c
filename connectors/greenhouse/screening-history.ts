import type { WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { kindOf } from '../wire.js';
import type { HarvestClient } from './client.js';
import { notFound } from './hires.js';
import { createLookup } from './lookup.js';
import { VENDOR } from './manifest.js';
import { valueAt, type Place } from './places.js';
import { WireCandidate } from './wire.js';

/** The custom field that lists a candidate's screening results: a long_text, by its name_key. */
export function createScreeningHistory(client: HarvestClient, place: Place) {
  const candidates = createLookup(client, '/v3/candidates', WireCandidate);
  return {
    async read(candidateId: string): Promise<string | null> {
      const candidate = await candidates.find(candidateId);
      if (!candidate) throw notFound('GET /v3/candidates', `no candidate ${candidateId}`);
      const history = valueAt(candidate, place);
      if (history === undefined || history === null || history === '') return null;
      if (typeof history === 'string') return history;
      const message = `candidate.custom_fields.${place.name}: expected text, found ${kindOf(history)}`;
      throw vendorFailure(FailureType.VendorContract, message, { vendor: VENDOR, operation: 'GET /v3/candidates' });
    },
    async write(candidateId: string, history: string, trace: WriteTrace): Promise<WriteReceipt> {
      const body = { custom_fields: [{ name_key: place.name, value: history }] };
      const receipt = await client.patch(`/v3/candidates/${encodeURIComponent(candidateId)}`, body, trace);
      return { ...receipt, recordId: candidateId };
    },
  };
}
