import { randomBytes } from 'node:crypto';
import type { Response, Router } from 'express';
import { z } from 'zod';
import type { Store } from '../../../sandbox/store.js';
import { MOST_IN_A_BATCH } from '../payload.js';

const Id = z.union([z.string().min(1), z.number().int()]).transform(String);

const Share = z.strictObject({ advocateId: Id, jobId: Id, channel: z.string().optional(), url: z.string().optional() });
type Share = z.infer<typeof Share>;

/** A click on a known share's link needs no more than its id. */
const Click = z.strictObject({
  advocateId: Id.optional(),
  jobId: Id.optional(),
  channel: z.string().optional(),
  url: z.string().optional(),
  shareId: z.string().optional(),
});

/** Several of one kind, told of in one webhook. */
const Batch = <T extends z.ZodType>(event: T) => z.strictObject({ events: z.array(event).min(1).max(MOST_IN_A_BATCH) });

type Send = (id: string, eventType: string, body: unknown) => void;

/** What advocates and those who follow their links do, below /_sandbox. */
export function addControls(controls: Router, store: Store, send: Send): void {
  const shares = store.collection<Share & { shareId: string }>('shares');

  controls.get('/shares', (_request, response) => void response.json(shares.all()));

  controls.post('/shares', (request, response) => {
    const one = Share.safeParse(request.body);
    if (one.success) return told(response, 'post.shared', share(one.data));
    const several = Batch(Share).safeParse(request.body);
    if (several.success) return told(response, 'post.shared', { events: several.data.events.map(share) });
    response.status(400).json({ error: one.error.issues });
  });

  controls.post('/clicks', (request, response) => {
    const one = Click.transform(click).safeParse(request.body);
    if (one.success) return told(response, 'link.clicked', one.data);
    const several = Batch(Click.transform(click)).safeParse(request.body);
    if (several.success) return told(response, 'link.clicked', several.data);
    response.status(400).json({ error: one.error.issues });
  });

  function share(input: Share): Share & { shareId: string } {
    const shareId = `shr_${randomBytes(6).toString('hex')}`;
    return shares.put(shareId, { ...input, shareId });
  }

  function click(input: z.infer<typeof Click>, context: z.RefinementCtx) {
    const known = input.shareId === undefined ? undefined : shares.get(input.shareId);
    const { advocateId, jobId } = { ...known, ...input };
    if (advocateId !== undefined && jobId !== undefined) return { ...known, ...input, advocateId, jobId };
    context.addIssue({ code: 'custom', message: 'expected the id of a share, or advocateId and jobId' });
    return z.NEVER;
  }

  function told(response: Response, type: string, data: object): void {
    const id = `msg_${randomBytes(16).toString('hex')}`;
    send(id, type, { type, timestamp: new Date().toISOString(), data });
    response.status(201).json({ id, ...data });
  }
}
