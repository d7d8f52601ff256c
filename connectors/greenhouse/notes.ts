import type { WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import type { HarvestClient } from './client.js';
import { LONGEST_PAGE } from './lookup.js';
import { WireNote } from './wire.js';

/**
 * Notes can be added and read, never changed. A note is what people read among a candidate's notes; what hireline has to
 * say (of screenings, say) is for those who decide, so only admins of the job and of the site see it.
 */
const KIND = { note_type: 'NOTE', visibility: 'admin_only' };

export function createNotes(client: HarvestClient) {
  return {
    async find(candidateId: string, marker: string): Promise<string | undefined> {
      const query = { candidate_ids: candidateId, per_page: LONGEST_PAGE };
      for await (const page of client.pages('/v3/notes', query, WireNote)) {
        const found = page.find(({ body }) => body?.includes(marker));
        if (found) return found.id;
      }
      return undefined;
    },
    async add(
      { candidateId, applicationId, body }: { candidateId: string; applicationId: string | null; body: string },
      trace: WriteTrace,
    ): Promise<WriteReceipt> {
      const about = {
        candidate_id: Number(candidateId),
        ...(applicationId === null ? {} : { application_id: Number(applicationId) }),
      };
      return client.post('/v3/notes', { ...about, body, ...KIND }, trace);
    },
  };
}
