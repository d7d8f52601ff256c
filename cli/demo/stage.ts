import { setTimeout as sleep } from 'node:timers/promises';
import type { HireStatus } from '../../schemas/hire-status.js';
import { isPassing, type ApiClient } from '../api-client.js';
import type { HireDetails } from '../api-shapes.js';
import { when } from '../wording.js';
import { Unexpected } from './checks.js';
import type { MadeUpPerson } from './people.js';
import type { CandidateTraits, OfferTerms, Sandbox } from './sandbox.js';
import type { WebhookPause } from './webhook-pause.js';

/** The retry policy, to say when the next attempt is due and how long to wait. */
export interface RetryPolicy {
  attempts: number;
  intervalMs: number;
}

/** What all cases of one demonstration share. */
export interface Theatre {
  api: ApiClient;
  sandbox: Sandbox;
  retry: RetryPolicy;
  /** How often the calendar is read. */
  calendarPollMs: number;
  hrisWebhooks: WebhookPause;
  stopped: AbortSignal;
  say(line: string): void;
  /** A hireline command as it has to be typed for this stack. */
  command(text: string): string;
}

/** A hire that a case plays. */
export interface PlayedHire {
  applicationId: string;
  candidateId: string;
  person: MadeUpPerson;
}

const LOOK_EVERY_MS = 400;
/** How long anything may take that waits for no retry. Generous: a small machine runs it all at once. */
const BOUND_MS = 90_000;

/** Ends that a hire does not leave by itself. */
const FINAL: ReadonlySet<HireStatus> = new Set<HireStatus>(['done', 'failed', 'rejected', 'rescinded']);

/** One case's view of the theatre: it speaks under its name, and remembers what it has told already. */
export class Stage {
  /** The run's link, once there is one. */
  runUrl: string | undefined;
  #told = new Set<string>();

  constructor(
    readonly name: string,
    readonly theatre: Theatre,
  ) {}

  get sandbox(): Sandbox {
    return this.theatre.sandbox;
  }

  say(line: string): void {
    this.theatre.say(`[${this.name}] ${line}`);
  }

  /** A new candidate with an offer, in the ATS. */
  async makeOffer(person: MadeUpPerson, terms: Partial<OfferTerms>, traits: CandidateTraits = {}): Promise<PlayedHire> {
    const offer: OfferTerms = { salary: '130000', starts_on: inDays(14), manager_email: MANAGER, ...terms };
    const { application_id, candidate_id } = await this.sandbox.addHire({
      first_name: person.firstName,
      last_name: person.lastName,
      email: person.email,
      phone: person.phone,
      offer,
      ...traits,
    });
    return { applicationId: String(application_id), candidateId: String(candidate_id), person };
  }

  /** The candidate accepts; waits until hireline has started the hire's run, and tells its link. */
  async acceptOffer({ applicationId, person }: PlayedHire): Promise<void> {
    await this.sandbox.acceptOffer(applicationId);
    const hire = await this.until('the hire in hireline', () => this.#find(applicationId));
    this.runUrl = hire.runUrl;
    this.say(`${person.name} accepts the offer in Greenhouse (application ${applicationId})  ${hire.runUrl}`);
  }

  /**
   * Tells what hireline says of the hire as it happens, until the hire has got there.
   * @param how.leaving an end at which the hire stands now, and which it is about to leave.
   * @throws Unexpected when it ends elsewhere, or takes too long.
   */
  async follow(
    { applicationId }: PlayedHire,
    where: string,
    reached: (hire: HireDetails) => boolean,
    { leaving, boundMs = BOUND_MS }: { leaving?: HireStatus; boundMs?: number } = {},
  ): Promise<HireDetails> {
    let stillThere = leaving;
    let last: HireDetails | undefined;
    return this.until(
      where,
      async () => {
        const hire = await this.#find(applicationId);
        if (!hire) return undefined;
        this.#tell(hire);
        last = hire;
        if (reached(hire)) return hire;
        if (hire.status !== stillThere) stillThere = undefined;
        if (FINAL.has(hire.status) && hire.status !== stillThere)
          throw new Unexpected('the hire', where, standing(hire));
        return undefined;
      },
      boundMs,
      () => (last ? standing(last) : 'no such hire in hireline'),
    );
  }

  followTo(
    hire: PlayedHire,
    status: HireStatus,
    how?: { leaving?: HireStatus; boundMs?: number },
  ): Promise<HireDetails> {
    return this.follow(hire, status, (present) => present.status === status, how);
  }

  /**
   * Waits for something to be seen.
   * @throws Unexpected when it is not within the bound.
   */
  async until<T>(
    what: string,
    look: () => Promise<T | undefined>,
    boundMs = BOUND_MS,
    seen: () => string = () => 'nothing of it',
  ): Promise<T> {
    const deadline = Date.now() + boundMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Unexpected(`after ${Math.round(boundMs / 1000)} s`, what, seen());
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.theatre.stopped });
    }
  }

  /** How long the attempts of a failing step take together. */
  get allAttemptsMs(): number {
    const { attempts, intervalMs } = this.theatre.retry;
    return attempts * intervalMs + BOUND_MS;
  }

  /** How long what only a reading of the calendar can bring may take. */
  get nextPollMs(): number {
    return this.theatre.calendarPollMs + BOUND_MS;
  }

  /** What hireline's API has there; undefined while it has nothing, or hireline is away. */
  async find<T>(path: string): Promise<T | undefined> {
    try {
      return await this.theatre.api.get<T>(path);
    } catch (error) {
      if (isPassing(error) || (error as { status?: unknown }).status === 404) return undefined;
      throw error;
    }
  }

  #find(applicationId: string): Promise<HireDetails | undefined> {
    return this.find(`/hires/${encodeURIComponent(applicationId)}`);
  }

  #tell(hire: HireDetails): void {
    const { attempts, intervalMs } = this.theatre.retry;
    const stages = hire.timeline.filter(({ kind }) => kind === 'stage');
    // Telling people is tried more often than policy says of a step.
    const counted = hire.failures.filter(({ failures }) => failures <= attempts);
    const failures = counted.map(({ failures, lastFailure, lastFailedAt }) => {
      const due = new Date(new Date(lastFailedAt).getTime() + intervalMs).toISOString();
      const next = failures < attempts ? `; the next is due at ${when(due)?.slice(11) ?? ''}` : '';
      return { at: lastFailedAt, text: `attempt ${failures} of ${attempts} failed (${lastFailure})${next}` };
    });
    for (const { text } of [...stages, ...failures].sort((a, b) => a.at.localeCompare(b.at))) {
      // Looking at both sides anew tells the same again.
      if (this.#told.has(text)) continue;
      this.#told.add(text);
      this.say(text);
    }
  }
}

const MANAGER = 'maya.lindqvist@acme.example';
const DAY_MS = 86_400_000;

/** The day that is so many days from now, or ago: YYYY-MM-DD. */
export const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

const standing = ({ status, statusReason }: HireDetails): string =>
  statusReason ? `${status} (${statusReason})` : status;
