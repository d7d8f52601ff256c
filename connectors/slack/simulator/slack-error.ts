/** An answer `{ok: false, error: code}` with HTTP 200. */
export class SlackError extends Error {
  constructor(
    readonly code: string,
    /** What goes into response_metadata.messages. */
    readonly messages: string[] = [],
    readonly fields: Record<string, unknown> = {},
  ) {
    super(code);
  }
}
