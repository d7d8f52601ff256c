import { z } from 'zod';
import type { HarvestClient } from './client.js';
import { notFound } from './hires.js';
import { createLookup, LONGEST_PAGE } from './lookup.js';
import { Id, Moment, Text } from './wire.js';

const WireOpenJob = z.looseObject({
  id: Id,
  opened_at: Moment.nullish(),
  confidential: z.boolean().nullish(),
  is_template: z.boolean().nullish(),
});

/** AtsConnector.findOpenJob: confidential jobs and templates are nobody's to apply for. */
export function createFindOpenJob(client: Pick<HarvestClient, 'pages'>) {
  return async (): Promise<string | undefined> => {
    let newest: { id: string; openedAt: string } | undefined;
    for await (const page of client.pages('/v3/jobs', { status: 'open', per_page: LONGEST_PAGE }, WireOpenJob)) {
      for (const { id, opened_at: openedAt, confidential, is_template: isTemplate } of page) {
        if (confidential || isTemplate || (newest && (openedAt ?? '') <= newest.openedAt)) continue;
        newest = { id, openedAt: openedAt ?? '' };
      }
    }
    return newest?.id;
  };
}

const WireJobStatus = z.looseObject({ id: Id, status: Text });

/** AtsConnector.isJobOpen: "draft", "open" or "closed". What is none of these is for Greenhouse to refuse. */
export function createIsJobOpen(client: Pick<HarvestClient, 'list'>) {
  const jobs = createLookup(client, '/v3/jobs', WireJobStatus);
  return async (jobId: string): Promise<boolean> => {
    const job = /^[1-9]\d{0,14}$/.test(jobId) ? await jobs.find(jobId) : undefined;
    if (!job) throw notFound('GET /v3/jobs', `no job ${jobId}`);
    return job.status !== 'closed';
  };
}
