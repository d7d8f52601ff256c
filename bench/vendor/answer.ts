/** A request as the routes see it. */
export interface VendorRequest {
  method: string;
  /** Below the vendor's base URL: "/v3/offers". */
  path: string;
  query: URLSearchParams;
  /** The body's text; empty without one. */
  body: string;
}

export interface Answer {
  status: number;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** One vendor: the answer to a request, or undefined for what it does not know. */
export type Routes = (request: VendorRequest) => Answer | undefined;

export const ok = (body: unknown): Answer => ({ status: 200, body });
