import { ApplicationFailure } from '@temporalio/common';
import type { WriteTrace } from '../write-trace.js';
import type { HubspotClient } from './client.js';
import { PropertyList, type Property } from './wire.js';

/** What contact properties the account has, learned once in a while. */
export interface AccountProperties {
  /** By name; undefined where they could not be read. Never throws for a refusal: nothing that is written waits for it. */
  known(): Promise<ReadonlyMap<string, Property> | undefined>;
  /** The trace, in properties named sent_from and sent_to where the account has them. @param path it is sent to. */
  traceOf(trace: WriteTrace, path: string): Promise<Record<string, string>>;
}

const KEPT_MS = 5 * 60_000;
/** A read that failed is not repeated at once. */
const FAILURE_KEPT_MS = 30_000;

export function createAccountProperties(client: HubspotClient): AccountProperties {
  let learned: { until: number; properties: Promise<ReadonlyMap<string, Property> | undefined> } | undefined;

  async function read(): Promise<ReadonlyMap<string, Property> | undefined> {
    try {
      return await readContactProperties(client);
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) {
        learned = undefined;
        throw error;
      }
      learned = { until: Date.now() + FAILURE_KEPT_MS, properties: Promise.resolve(undefined) };
      return undefined;
    }
  }

  function known() {
    if (!learned || learned.until <= Date.now()) learned = { until: Date.now() + KEPT_MS, properties: read() };
    return learned.properties;
  }

  return {
    known,
    async traceOf(trace, path) {
      const properties = await known();
      const marks = { sent_from: trace.sentFrom, sent_to: client.http.baseUrl + path };
      return Object.fromEntries(Object.entries(marks).filter(([name]) => properties?.has(name)));
    },
  };
}

/** @throws the failures of connectors/failure.ts. */
export async function readContactProperties(client: HubspotClient): Promise<Map<string, Property>> {
  const { results } = await client.get(client.paths.contactProperties, PropertyList);
  return new Map(results.flatMap((property) => (property.archived ? [] : [[property.name, property]])));
}
