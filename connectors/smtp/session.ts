import { Readable } from 'node:stream';
import type { NodemailerError } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { smtpFailure, type Stage } from './failure.js';
import type { MailServer } from './server.js';

export interface SessionOptions {
  /** Milliseconds that the server may be silent. */
  timeoutMs: number;
  /** Ends the conversation. */
  signal: AbortSignal | undefined;
}

/** One signed-in conversation with a mail server. */
export interface Session {
  /**
   * Hands a mail over.
   * @returns the reply code of the server that has taken it.
   */
  send(envelope: { from: string; to: string }, content: Buffer): Promise<number>;
}

/**
 * Connects, signs in, and hangs up again after `use`. nodemailer's connection is used and not its transport, because
 * that does not tell whether the content had begun to leave when a connection broke.
 * @throws the failures of failure.ts, or the signal's reason.
 */
export async function inSession<T>(
  server: MailServer,
  { timeoutMs, signal }: SessionOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    dnsTimeout: timeoutMs,
    connectionTimeout: Math.min(timeoutMs, 10_000),
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  // An error that nobody waits for any more would end the process.
  connection.on('error', () => undefined);
  const hangUp = () => connection.close();
  signal?.throwIfAborted();
  signal?.addEventListener('abort', hangUp, { once: true });
  let stage: Stage = 'connect';

  async function send(envelope: { from: string; to: string }, content: Buffer): Promise<number> {
    stage = 'envelope';
    // Read only once the server has asked for the content.
    const body = Readable.from(
      (function* () {
        stage = 'content';
        yield content;
      })(),
    );
    const size = content.length;
    const taken = await step<{ response: string }>(connection, (done) =>
      connection.send({ ...envelope, size }, body, done),
    );
    return Number.parseInt(taken?.response ?? '', 10) || 250;
  }

  try {
    await step<void>(connection, (done) => connection.connect((error) => done(error ?? null)));
    const { credentials } = server;
    if (credentials) {
      stage = 'login';
      await step(connection, (done) => connection.login({ credentials }, done));
    }
    return await use({ send });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw smtpFailure(error as NodemailerError, stage);
  } finally {
    signal?.removeEventListener('abort', hangUp);
    connection.quit();
  }
}

type Done<T> = (error: NodemailerError | null, value?: T) => void;

/** One step of the conversation: ends with its callback, or with the connection. */
function step<T>(connection: SMTPConnection, start: (done: Done<T>) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    // Whoever also has a reason to tell speaks in the same turn.
    const ended = () => setImmediate(() => reject(new Error('the connection ended')));
    connection.once('error', reject);
    connection.once('end', ended);
    start((error, value) => {
      connection.off('error', reject);
      connection.off('end', ended);
      if (error) reject(error);
      else resolve(value ?? undefined);
    });
  });
}
