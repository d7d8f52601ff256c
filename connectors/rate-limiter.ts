/**
 * Keeps a vendor's rate limit over any number of processes. connectors/http.ts asks before each request and tells
 * what each answer said; ledger/rate-limits.ts shares it through PostgreSQL.
 */
export interface RateLimiter {
  /**
   * Resolves when one more request to this vendor may leave.
   * @throws VendorThrottled with the time to wait when that is longer than is worth waiting for here.
   */
  acquire(vendor: string, signal?: AbortSignal): Promise<void>;
  /** What an answer's headers said of the limit. `resetAt` ends the present window. */
  observe(vendor: string, observed: { limit?: number; remaining?: number; resetAt?: Date }): void;
  /** The vendor refused a request: nobody sends before this time. */
  block(vendor: string, until: Date): void;
}

/** Lets everything through. For tools that make one request at a time. */
export const unlimited: RateLimiter = {
  acquire: () => Promise.resolve(),
  observe: () => undefined,
  block: () => undefined,
};
