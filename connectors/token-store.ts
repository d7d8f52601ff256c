/** An OAuth token as it is kept. */
export interface StoredToken {
  accessToken: string;
  /** When to stop using it. */
  expiresAt: Date;
  /** Single-use at some vendors: kept with the access token it came with. */
  refreshToken?: string;
}

/**
 * Keeps OAuth tokens where all processes share them, and lets one refresh at a time through:
 * two processes that refresh a single-use token at once would end the connection.
 */
export interface TokenStore {
  /**
   * A token that is good for at least another minute: the kept one, or what `refresh` returns, which is durable
   * before it is used. Callers are queued by `key` over all processes; `refresh` runs under that lock.
   * @param key one per credential, e.g. "gusto:<client id>". No secrets in it.
   * @param rejected an access token the vendor has just refused: a kept one equal to it counts as expired.
   */
  get(
    key: string,
    refresh: (kept: StoredToken | undefined) => Promise<StoredToken>,
    rejected?: string,
  ): Promise<string>;
}

/** Keeps tokens in this process only. For tools and tests. */
export function memoryTokenStore(): TokenStore {
  const kept = new Map<string, StoredToken>();
  const queue = new Map<string, Promise<unknown>>();
  return {
    get(key, refresh, rejected) {
      const turn = (queue.get(key) ?? Promise.resolve())
        .catch(() => undefined)
        .then(async () => {
          const token = kept.get(key);
          if (token && token.accessToken !== rejected && token.expiresAt.getTime() > Date.now() + 60_000) {
            return token.accessToken;
          }
          const fresh = await refresh(token);
          kept.set(key, fresh);
          return fresh.accessToken;
        });
      queue.set(key, turn);
      return turn;
    },
  };
}
