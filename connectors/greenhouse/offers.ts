import { z } from 'zod';
import type { HarvestClient } from './client.js';
import { LONGEST_PAGE } from './lookup.js';
import { currentOffer } from './mapping.js';
import { idOf, type UnreadRows } from './unread-rows.js';
import { WireOffer } from './wire.js';

export interface CurrentOffers {
  /** The offer that counts, by application. */
  current: ReadonlyMap<string, WireOffer>;
  /** Applications with a version that can't be read, which is noted: which one counts is not known. */
  uncertain: ReadonlySet<string>;
}

/** The offers of these applications, fifty at most. */
export async function currentOffersOf(
  client: Pick<HarvestClient, 'pages'>,
  applicationIds: readonly string[],
  unread: UnreadRows,
): Promise<CurrentOffers> {
  const versions = new Map<string, WireOffer[]>();
  const uncertain = new Set<string>();
  const query = { application_ids: applicationIds.join(','), per_page: LONGEST_PAGE };
  for await (const page of client.pages('/v3/offers', query, z.unknown())) {
    for (const raw of page) {
      const id = idOf(raw, 'application_id') ?? '';
      const [offer] = unread.readable('offer', [raw], WireOffer);
      if (offer) versions.set(id, [...(versions.get(id) ?? []), offer]);
      else uncertain.add(id);
    }
  }
  const current = [...versions].flatMap(([id, offers]) => {
    const offer = uncertain.has(id) ? undefined : currentOffer(offers);
    return offer ? [[id, offer] as const] : [];
  });
  return { current: new Map(current), uncertain };
}
