import type pg from 'pg';
import type { StoredToken, TokenStore } from '../connectors/token-store.js';
import { transaction } from './database.js';

/** A token this close to its end is not handed out any more. */
const MARGIN_MS = 60_000;

interface Row {
  access_token: string;
  refresh_token: string | null;
  expires_at: Date;
}

/**
 * Keeps OAuth tokens in the ledger. A refresh runs under the token's row lock, so that of all processes one
 * refreshes and the others get what it got; the new token is committed before anybody uses it.
 */
export function createTokenStore(pool: pg.Pool): TokenStore {
  const known = new Map<string, StoredToken>();
  const refreshing = new Map<string, Promise<string>>();

  const usable = (token: StoredToken | undefined, rejected: string | undefined): token is StoredToken =>
    token !== undefined && token.accessToken !== rejected && token.expiresAt.getTime() > Date.now() + MARGIN_MS;

  async function refreshShared(
    key: string,
    refresh: (kept: StoredToken | undefined) => Promise<StoredToken>,
    rejected: string | undefined,
  ): Promise<string> {
    const token = await transaction(pool, async (client) => {
      // The key is locked even while it has no row yet.
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`vendor-token:${key}`]);
      const { rows } = await client.query<Row>(
        'select access_token, refresh_token, expires_at from vendor_tokens where key = $1',
        [key],
      );
      const kept = rows[0] && fromRow(rows[0]);
      if (usable(kept, rejected)) return kept;
      const fresh = await refresh(kept);
      await client.query(
        `insert into vendor_tokens (key, access_token, refresh_token, expires_at) values ($1, $2, $3, $4)
         on conflict (key) do update set access_token = excluded.access_token, refresh_token = excluded.refresh_token,
           expires_at = excluded.expires_at, updated_at = now()`,
        [key, fresh.accessToken, fresh.refreshToken ?? null, fresh.expiresAt],
      );
      return fresh;
    });
    known.set(key, token);
    return token.accessToken;
  }

  return {
    async get(key, refresh, rejected) {
      const token = known.get(key);
      if (usable(token, rejected)) return token.accessToken;
      let underWay = refreshing.get(key);
      if (!underWay) {
        underWay = refreshShared(key, refresh, rejected).finally(() => refreshing.delete(key));
        refreshing.set(key, underWay);
      }
      return underWay;
    },
  };
}

function fromRow(row: Row): StoredToken {
  return {
    accessToken: row.access_token,
    expiresAt: row.expires_at,
    ...(row.refresh_token ? { refreshToken: row.refresh_token } : {}),
  };
}
