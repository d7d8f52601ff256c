import { createHash } from 'node:crypto';
import type { WriteReceipt } from '../connector.js';
import { parseAnswer } from '../wire.js';
import type { CrmSummary } from '../roles/crm.js';
import type { WriteTrace } from '../write-trace.js';
import type { HubspotClient } from './client.js';
import { VENDOR } from './manifest.js';
import { pause } from './rate-limit.js';
import { Note, Written } from './wire.js';

export interface Summaries {
  find(marker: string): Promise<string | undefined>;
  add(summary: CrmSummary, trace: WriteTrace): Promise<WriteReceipt>;
}

/** hs_note_body takes 65,536 characters. */
const LONGEST_BODY = 65_000;
/** Between two looks for a summary. */
const LOOK_AGAIN_MS = 1_000;
/** HubSpot's own association of a note with a company. */
const NOTE_TO_COMPANY = 190;

/**
 * Summaries as notes.
 * @param options.searchWaitMs how long one is looked for. @param options.companyId the company they are attached to.
 */
export function createSummaries(
  client: HubspotClient,
  options: { searchWaitMs: number; companyId: string | undefined },
): Summaries {
  const { http, paths } = client;

  return {
    async find(marker) {
      const token = tokenOf(marker);
      const until = Date.now() + options.searchWaitMs;
      for (;;) {
        const { results } = await client.search(paths.notes, {
          filters: [{ propertyName: 'hs_note_body', operator: 'CONTAINS_TOKEN', value: token }],
          properties: ['hs_note_body'],
          sort: 'hs_object_id',
          limit: 10,
        });
        const note = results
          .map((row) => Note.safeParse(row).data)
          .find((one) => one?.properties['hs_note_body']?.includes(token));
        if (note) return note.id;
        const left = until - Date.now();
        if (left <= 0) return undefined;
        await pause(Math.min(LOOK_AGAIN_MS, left));
      }
    },

    async add(summary, trace) {
      const associations = options.companyId
        ? [
            {
              to: { id: options.companyId },
              types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: NOTE_TO_COMPANY }],
            },
          ]
        : [];
      const properties = { hs_timestamp: summary.at, hs_note_body: noteBody(summary) };
      const { response: _, ...receipt } = await http.write(
        { method: 'POST', path: paths.notes, json: { properties, associations } },
        trace,
        (answer) => parseAnswer(VENDOR, `POST ${paths.notes}`, Written, answer).id,
      );
      return receipt;
    },
  };
}

/**
 * One word that stands for a marker: how the search splits a text with signs in it into words is not documented, but
 * letters and digits stay together.
 */
const tokenOf = (marker: string): string => `hl${createHash('sha256').update(marker).digest('hex').slice(0, 24)}`;

/** HTML, as notes are. Lines that are too many are left out, and counted. */
export function noteBody({ title, lines, marker }: CrmSummary): string {
  const head = `<p><strong>${escape(title)}</strong></p>`;
  const foot = `<p>${escape(marker)} · ${tokenOf(marker)}</p>`;
  let room = LONGEST_BODY - head.length - foot.length;
  const kept: string[] = [];
  for (const line of lines) {
    const html = `${escape(line)}<br>`;
    room -= html.length;
    if (room < 0) break;
    kept.push(html);
  }
  const left = lines.length - kept.length;
  return `${head}<p>${kept.join('')}${left > 0 ? `and ${left} more lines` : ''}</p>${foot}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
