import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';
import { requireVariable } from '../../config/environment.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { createVendorHttp, type QueryValue, type VendorHttp } from '../http.js';
import { parseAnswer } from '../wire.js';
import { describeError, refused, requestId } from './errors.js';
import { PRODUCTION_URL, VENDOR } from './manifest.js';
import { createPace, pause, rateLimit } from './rate-limit.js';
import { BatchAnswer, SearchPage, type Contact } from './wire.js';

/** HubSpot's API in its own words; answers parsed, what is not read dropped. */
export interface HubspotClient {
  http: VendorHttp;
  paths: HubspotPaths;
  get<T>(path: string, schema: z.ZodType<T>, query?: Record<string, QueryValue>): Promise<T>;
  /** The same, with undefined where HubSpot answers 404. */
  find<T>(path: string, schema: z.ZodType<T>, query?: Record<string, QueryValue>): Promise<T | undefined>;
  /**
   * The contact with this e-mail address, read without the search. By a batch of one, as an address in the path would
   * stand in failures and audit rows.
   */
  findByEmail(email: string, properties: string[]): Promise<Contact | undefined>;
  /** One page of a search, in its turn. @param path of the objects, "/crm/v3/objects/contacts". */
  search(path: string, query: SearchQuery): Promise<SearchPage>;
  close(): Promise<void>;
}

export interface HubspotPaths {
  contacts: string;
  notes: string;
  contactProperties: string;
  account: string;
}

export interface SearchQuery {
  filters: { propertyName: string; operator: string; value?: string }[];
  properties: string[];
  /** A property to sort by, rising. */
  sort: string;
  /** 200 at most. */
  limit: number;
}

/** 4 a second: the older limit, which accounts may still have. */
const SEARCH_INTERVAL_MS = 250;
/** A search that comes too early for the account's other programs is repeated this often. */
const SEARCH_RETRIES = 5;
/** A wait that is worth waiting for within a call. */
const BRIEF_MS = 2_000;

/** @throws Error that names the variable at fault and what was expected. */
export function createHubspotClient({ environment, limiter, timeoutMs }: ConnectorContext): HubspotClient {
  const token = requireVariable(environment, 'HUBSPOT_ACCESS_TOKEN', 'an access token of the HubSpot account');
  const paths = pathsOf(environment['HUBSPOT_API_VERSION']?.trim() || 'v3');
  const http = createVendorHttp({
    baseUrl: environment['HUBSPOT_API_URL']?.trim() || PRODUCTION_URL,
    limiter,
    timeoutMs,
    protocol: {
      vendor: VENDOR,
      headers: { accept: 'application/json' },
      authorize: async () => ({ authorization: `Bearer ${token}` }),
      refreshesTokens: false,
      describeError,
      rateLimit,
      requestId,
    },
  });
  const searchTurn = createPace(SEARCH_INTERVAL_MS);

  return {
    http,
    paths,
    async get(path, schema, query) {
      const response = await http.read({ method: 'GET', path, ...(query ? { query } : {}) });
      return parseAnswer(VENDOR, `GET ${path}`, schema, response);
    },
    async find(path, schema, query) {
      const response = await http.read({ method: 'GET', path, accept: [404], ...(query ? { query } : {}) });
      return response.status === 404 ? undefined : parseAnswer(VENDOR, `GET ${path}`, schema, response);
    },
    async findByEmail(email, properties) {
      const path = `${paths.contacts}/batch/read`;
      const json = { idProperty: 'email', inputs: [{ id: email }], properties };
      const response = await http.read({ method: 'POST', path, json, changesNothing: true, accept: [404] });
      if (response.status === 404) return undefined;
      const { results, errors } = parseAnswer(VENDOR, `POST ${path}`, BatchAnswer, response);
      const refusal = errors?.find((error) => error.category !== 'OBJECT_NOT_FOUND');
      if (refusal) throw refused(`POST ${path}`, response.status, refusal);
      return results?.[0];
    },
    async search(objects, { filters, properties, sort, limit }) {
      const path = `${objects}/search`;
      const sorts = [{ propertyName: sort, direction: 'ASCENDING' }];
      const json = { filterGroups: [{ filters }], sorts, properties, limit };
      for (let retries = 0; ; retries += 1) {
        await searchTurn();
        try {
          const response = await http.read({ method: 'POST', path, json, changesNothing: true });
          return parseAnswer(VENDOR, `POST ${path}`, SearchPage, response);
        } catch (error) {
          const wait = briefWait(error);
          if (wait === undefined || retries === SEARCH_RETRIES) throw error;
          await pause(wait);
        }
      }
    },
    close: () => http.close(),
  };
}

/**
 * Versions by date have it behind the kind of resource.
 * @throws Error that says what was expected.
 */
function pathsOf(version: string): HubspotPaths {
  if (!/^(v3|\d{4}-\d{2})$/.test(version)) {
    throw new Error('HUBSPOT_API_VERSION: expected v3, or a date version such as 2026-03.');
  }
  const crm = (kind: string, objects: string) =>
    version === 'v3' ? `/crm/v3/${kind}/${objects}` : `/crm/${kind}/${version}/${objects}`;
  return {
    contacts: crm('objects', 'contacts'),
    notes: crm('objects', 'notes'),
    contactProperties: crm('properties', 'contacts'),
    account: `/account-info/${version}/details`,
  };
}

function briefWait(error: unknown): number | undefined {
  if (!(error instanceof ApplicationFailure) || error.type !== FailureType.VendorThrottled) return undefined;
  const wait = Number(error.nextRetryDelay);
  return wait <= BRIEF_MS ? wait : undefined;
}
