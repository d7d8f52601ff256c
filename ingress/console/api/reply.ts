import type { Response } from 'express';

/** An answer that is not its route's JSON: a file, or word that there is no answer yet. */
export class Reply {
  constructor(
    readonly status: 200 | 202,
    /** An object is sent as JSON. */
    readonly body: Buffer | Record<string, unknown>,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  send(response: Response): void {
    response.status(this.status).set(this.headers);
    if (Buffer.isBuffer(this.body)) response.send(this.body);
    else response.json(this.body);
  }
}
