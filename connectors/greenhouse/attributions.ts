import { z } from 'zod';
import type { AtsAttribution, TimeWindow } from '../roles/ats.js';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { kindOf } from '../wire.js';
import type { HarvestClient } from './client.js';
import { applicationStatus, notFound } from './hires.js';
import { createLookup, groupsOf, LONGEST_PAGE, MOST_IDS } from './lookup.js';
import { VENDOR } from './manifest.js';
import { currentOffersOf } from './offers.js';
import { valueAt, type Place } from './places.js';
import type { ReferralPlaces } from './referral-places.js';
import type { Sources } from './sources.js';
import { createUnreadRows, type UnreadRows } from './unread-rows.js';
import * as values from './values.js';
import { Id, Moment, WireAttributed, type WireOffer } from './wire.js';

const WireJobDates = z.looseObject({ id: Id, opened_at: Moment.nullish() });

/** Many applications share a few jobs. */
const JOBS_KEPT = { keptMs: 5 * 60_000, keptAtMost: 2_000 };

/** Where applications came from and how far they got: applications, joined with jobs, offers and sources. */
export function createAttributions(client: HarvestClient, places: ReferralPlaces, sources: Sources) {
  const jobs = createLookup(client, '/v3/jobs', WireJobDates, JOBS_KEPT);

  /** @param raws at most fifty rows. */
  async function complete(raws: readonly unknown[], unread: UnreadRows): Promise<AtsAttribution[]> {
    const rows = unread.readable('application', raws, WireAttributed);
    if (rows.length === 0) return [];
    const [openings, offers, names] = await Promise.all([
      jobs.findAll(rows.flatMap(({ job_id }) => job_id ?? [])),
      currentOffersOf(
        client,
        rows.map(({ id }) => id),
        unread,
      ),
      sources.namesOf(rows.flatMap(({ source_id }) => source_id ?? [])),
    ]);
    return rows.flatMap((row) => {
      const lost = openings.unreadable.get(row.job_id ?? '');
      if (lost !== undefined) unread.add(`job ${row.job_id}`, lost);
      if (lost !== undefined || offers.uncertain.has(row.id)) return [];
      try {
        const openedAt = openings.rows.get(row.job_id ?? '')?.opened_at ?? null;
        return [
          { ...toAttribution(row, offers.current.get(row.id)), source: nameOf(row, names), jobOpenedAt: openedAt },
        ];
      } catch (error) {
        if (!(error instanceof Misfit)) throw error;
        unread.add(`application ${row.id}`, error.message);
        return [];
      }
    });
  }

  function toAttribution(
    row: WireAttributed,
    offer: WireOffer | undefined,
  ): Omit<AtsAttribution, 'source' | 'jobOpenedAt'> {
    return {
      applicationId: row.id,
      candidateId: row.candidate_id,
      jobId: row.job_id ?? null,
      status: applicationStatus(row),
      stage: row.stage_name ?? null,
      offered: offer?.status === 'created' || offer?.status === 'accepted',
      ...(offer?.created_at ? { offeredAt: offer.created_at } : {}),
      advocateId: customText(row, places.advocateId),
      referralId: customText(row, places.referralId),
      consentAt: customText(row, places.consentAt),
      appliedAt: row.created_at,
      hiredAt: acceptedAt(offer),
    };
  }

  async function readAll(applicationIds: readonly string[]): Promise<AtsAttribution[]> {
    const unread = createUnreadRows('GET /v3/applications');
    const found: AtsAttribution[] = [];
    for (const ids of groupsOf([...new Set(applicationIds)], MOST_IDS)) {
      const rows = await client.list('/v3/applications', { ids: ids.join(',') }, z.unknown());
      found.push(...(await complete(rows, unread)).filter(({ applicationId }) => ids.includes(applicationId)));
    }
    // An application that is there but can't be read must not look like one that is not there.
    unread.end();
    return found;
  }

  return {
    readAll,
    async read(applicationId: string): Promise<AtsAttribution> {
      const [attribution] = await readAll([applicationId]);
      if (!attribution) throw notFound('GET /v3/applications', `no application ${applicationId}`);
      return attribution;
    },
    /** Prospects are left out: nobody has applied yet, and who does gets an application of their own. */
    async *list(window: TimeWindow): AsyncGenerator<AtsAttribution[], void, undefined> {
      const unread = createUnreadRows('GET /v3/applications');
      const query = { created_at: `gte|${window.from}`, prospect: false, per_page: LONGEST_PAGE };
      for await (const page of client.pages('/v3/applications', query, z.unknown())) {
        const within = page.filter((raw) => !isOutside(window, raw));
        for (const group of groupsOf(within, MOST_IDS)) {
          const found = await complete(group, unread);
          if (found.length > 0) yield found;
        }
      }
      unread.end();
    },
  };
}

const WireApplied = z.looseObject({ created_at: Moment });

/** Whether a row says that it is of another time; one that does not say when it is from is looked at. */
function isOutside({ from, to }: TimeWindow, raw: unknown): boolean {
  const applied = WireApplied.safeParse(raw).data;
  if (!applied) return false;
  const milliseconds = Date.parse(applied.created_at);
  return milliseconds < Date.parse(from) || milliseconds >= Date.parse(to);
}

const nameOf = ({ source_id }: WireAttributed, names: ReadonlyMap<string, string>): string | null =>
  names.get(source_id ?? '') ?? null;

/** Something of a row is not what it has to be. Names the place, not the value. */
class Misfit extends Error {}

/** @throws Misfit */
function acceptedAt(offer: WireOffer | undefined): string | null {
  if (offer?.status !== 'accepted') return null;
  if (offer.resolved_at) return offer.resolved_at;
  throw new Misfit(`resolved_at of offer ${offer.id}: expected a time, as the offer is accepted`);
}

/**
 * The text at a place of an application; null where it is empty, or the map has no such place.
 * @throws Misfit
 */
function customText(row: WireAttributed, place: Place | undefined): string | null {
  if (!place) return null;
  const raw = valueAt(row, place);
  try {
    return values.text(raw) ?? null;
  } catch (error) {
    if (!(error instanceof values.Malformed)) throw error;
    throw new Misfit(`application.custom_fields.${place.name}: expected ${error.expected}, found ${kindOf(raw)}`);
  }
}

/**
 * The text that a custom field holds now.
 * @throws VendorContract when it is none.
 */
export function presentText(row: WireAttributed, place: Place): string | null {
  try {
    return customText(row, place);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw vendorFailure(FailureType.VendorContract, error.message, {
      vendor: VENDOR,
      operation: 'GET /v3/applications',
    });
  }
}
