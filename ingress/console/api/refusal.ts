/** What the API answers instead of what was asked for. `error` is a word for programs, `reason` a sentence for people. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    readonly status: RefusalStatus,
    readonly reason?: string,
    /** More that the asker needs, such as the present diffHash. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(reason ?? REFUSALS[status].error);
  }

  body(): Record<string, unknown> {
    return { error: REFUSALS[this.status].error, ...(this.reason ? { reason: this.reason } : {}), ...this.details };
  }
}

/** The statuses of refusals, their word and what they mean. */
export const REFUSALS = {
  400: { error: 'bad_request', meaning: 'A parameter or the body is not as expected; the reason names it.' },
  401: { error: 'unauthorized', meaning: 'Sign in.' },
  403: { error: 'forbidden', meaning: 'Your role may not do this, or the request comes from elsewhere.' },
  404: { error: 'not_found', meaning: 'There is no such thing.' },
  409: { error: 'conflict', meaning: 'It does not stand in a way that allows this; the reason says how it stands.' },
  415: { error: 'unsupported_media_type', meaning: 'Content-Type: application/json is expected.' },
  422: {
    error: 'unprocessable',
    meaning: 'What is asked for lacks something, or names what there is not; the reason says what.',
  },
  503: { error: 'unavailable', meaning: 'The ledger does not answer: try again.' },
} as const;
export type RefusalStatus = keyof typeof REFUSALS;
