import { setTimeout as sleep } from 'node:timers/promises';
import { LogLevel, SocketModeReceiver, type App, type Logger as SlackLogger, type Receiver } from '@slack/bolt';
import { kindOfError, type Logger } from '../../config/logger.js';

/** Slack shows a failure to whoever clicked when it has no answer by then; so long a stop waits for clicks under way. */
const ACK_LIMIT_MS = 3_000;
const CALL_LIMIT_MS = 10_000;
/** From the URL to Slack's hello. */
const HELLO_LIMIT_MS = 15_000;
const CLOSE_LIMIT_MS = 2_000;

const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 60_000;
/** A connection that ended sooner counts as a failure, so that nothing is opened in a tight loop. */
const STABLE_MS = 10_000;

/**
 * Bolt's Socket Mode receiver, connected for as long as the process runs: whatever keeps Slack from answering is logged
 * and tried again, more and more slowly. (Bolt's own way ends the process when Slack refuses a connection, and waits
 * five seconds after each of Slack's regular disconnects.) As over HTTP, only a listener acknowledges: what failed stays
 * unacknowledged, and Slack tells the person.
 */
export class HirelineSocketReceiver implements Receiver {
  private readonly bolt: SocketModeReceiver;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private running: Promise<void> = Promise.resolve();
  private connectedAt = 0;
  private ended: Promise<void> = Promise.resolve();

  /** @param slackApiUrl in place of Slack's own. */
  constructor(
    appToken: string,
    slackApiUrl: string | undefined,
    private readonly logger: Logger,
  ) {
    this.bolt = new SocketModeReceiver({
      appToken,
      logger: sdkLogger(logger),
      autoReconnectEnabled: false,
      processEventErrorHandler: ({ error }) => {
        logger.error({ err: kindOfError(error) }, 'a Slack request could not be handled');
        return Promise.resolve(false);
      },
      installerOptions: {
        clientOptions: {
          ...(slackApiUrl ? { slackApiUrl } : {}),
          retryConfig: { retries: 0 },
          rejectRateLimitedCalls: true,
          timeout: CALL_LIMIT_MS,
        },
      },
    });
    this.watchConnection();
  }

  init(app: App): void {
    this.bolt.init(app);
    app.use(async ({ next }) => {
      const handled = next();
      this.underWay.add(handled);
      await handled.finally(() => this.underWay.delete(handled));
    });
  }

  /** Begins to connect. Whether Slack can be reached is no condition for anything else to start. */
  start(): Promise<void> {
    this.running = this.keepConnected();
    return Promise.resolve();
  }

  /** Lets the clicks under way finish, as their acknowledgement needs the connection, and then closes it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.race([Promise.allSettled(this.underWay), sleep(ACK_LIMIT_MS, undefined, { ref: false })]);
    await this.hangUp();
    await this.running;
  }

  private watchConnection(): void {
    const { client } = this.bolt;
    let noHello: NodeJS.Timeout | undefined;
    client.on('connecting', () => {
      noHello = setTimeout(() => void this.hangUp(), HELLO_LIMIT_MS);
    });
    client.on('connected', () => {
      clearTimeout(noHello);
      this.connectedAt = Date.now();
      this.ended = new Promise((resolve) => client.once('disconnected', () => resolve()));
      this.logger.info('connected to Slack over Socket Mode');
    });
    client.on('disconnected', () => clearTimeout(noHello));
  }

  private async keepConnected(): Promise<void> {
    const { signal } = this.stopping;
    let failures = 0;
    while (!signal.aborted) {
      const { wasStable, error } = await this.connection().then(
        (lastedMs) => ({ wasStable: lastedMs >= STABLE_MS, error: undefined }),
        (error: unknown) => ({ wasStable: false, error }),
      );
      if (signal.aborted) return;
      failures = wasStable ? 0 : failures + 1;
      const retryInMs = wasStable ? 0 : retryDelay(failures, error);
      if (error === undefined) this.logger.info({ retryInMs }, 'the Socket Mode connection has ended');
      else this.logger.warn({ err: kindOfSlackError(error), retryInMs }, 'Slack cannot be reached over Socket Mode');
      await sleep(retryInMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One connection from its opening to its end: how many milliseconds it lasted. */
  private async connection(): Promise<number> {
    await this.bolt.client.start().catch((error: unknown) => {
      throw error ?? new Error('The connection was closed before it was open.');
    });
    if (this.stopping.signal.aborted) await this.hangUp();
    await this.ended;
    return Date.now() - this.connectedAt;
  }

  private async hangUp(): Promise<void> {
    const { client } = this.bolt;
    const closed = client.disconnect();
    // Asked a second time, the client no longer waits for Slack to close its end.
    const impatient = setTimeout(() => void client.disconnect(), CLOSE_LIMIT_MS);
    await closed;
    clearTimeout(impatient);
  }
}

/** Milliseconds until the next attempt: as long as Slack says, else doubling, spread so that not all come at once. */
function retryDelay(failures: number, error: unknown): number {
  const told = (error as { retryAfter?: unknown } | undefined)?.retryAfter;
  const doubled = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (failures - 1));
  return Math.max(Math.round(doubled * (0.5 + Math.random() / 2)), typeof told === 'number' ? told * 1000 : 0);
}

/** With Slack's own code ("invalid_auth"), where there is one. */
function kindOfSlackError(error: unknown): Record<string, unknown> {
  const reason = (error as { data?: { error?: unknown } }).data?.error;
  return { ...kindOfError(error), ...(typeof reason === 'string' ? { reason } : {}) };
}

/** What the SDK says about its connection. Never its debug lines: they hold whole payloads. */
function sdkLogger(logger: Logger): SlackLogger {
  const none = () => undefined;
  const say = (...parts: unknown[]) => logger.debug(parts.map(String).join(' '));
  return {
    debug: none,
    info: none,
    warn: say,
    error: say,
    setLevel: none,
    getLevel: () => LogLevel.WARN,
    setName: none,
  };
}
