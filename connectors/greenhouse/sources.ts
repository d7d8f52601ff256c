import { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import type { HarvestClient } from './client.js';
import { LONGEST_PAGE } from './lookup.js';
import { VENDOR } from './manifest.js';
import { remembered } from './remembered.js';
import { Id, Text } from './wire.js';

const WireSource = z.looseObject({
  id: Id,
  name: Text,
  type: z.looseObject({ name: Text }).nullish().catch(undefined),
});

/** The type under which Greenhouse lists the sources that stand for agencies. */
const AGENCIES = 'Agencies';

/** An organisation has some thirty sources, and hardly ever a new one. */
const KEPT_MS = 5 * 60_000;

export type Sources = ReturnType<typeof createSources>;

/** Where applications come from: applications hold a source's id, people know its name. */
export function createSources(client: Pick<HarvestClient, 'list'>) {
  const all = remembered(() => client.list('/v3/sources', { per_page: LONGEST_PAGE }, WireSource), KEPT_MS);

  return {
    /**
     * The id of the source that the field map names.
     * @throws VendorContract when Greenhouse has no source of this name.
     */
    async idOf(name: string): Promise<string> {
      const named = (rows: z.infer<typeof WireSource>[]) => rows.find((source) => source.name === name)?.id;
      const id = named(await all.get()) ?? named(await all.renew());
      if (id !== undefined) return id;
      const message = `field map, section referral, source, ats: Greenhouse has no source of the name ${name}`;
      throw vendorFailure(FailureType.VendorContract, message, { vendor: VENDOR, operation: 'GET /v3/sources' });
    },

    /** Whether a source stands for an agency. */
    async isAgencys(id: string): Promise<boolean> {
      const withId = (rows: z.infer<typeof WireSource>[]) => rows.find((source) => source.id === id);
      const source = withId(await all.get()) ?? withId(await all.renew());
      return source?.type?.name === AGENCIES;
    },

    /** Names by id, of those that are listed: a source that was removed has none any more. */
    async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      if (ids.length === 0) return new Map();
      const known = await all.get();
      const complete = ids.every((id) => known.some((source) => source.id === id));
      const rows = complete ? known : await all.renew();
      return new Map(rows.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const])));
    },
  };
}
