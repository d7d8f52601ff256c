import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type pg from 'pg';
import { appendScreeningActivity } from '../../activities/append-screening.js';
import type { Dependencies } from '../../activities/dependencies.js';
import { readScreeningActivities } from '../../activities/read-screening.js';
import { screeningAlertActivities } from '../../activities/screening-alerts.js';
import type { WriteReceipt } from '../../connectors/connector.js';
import type { WriteTrace } from '../../connectors/write-trace.js';
import type { AtsApplication, AtsCandidate, AtsConnector } from '../../connectors/roles/ats.js';
import type { ChatConnector } from '../../connectors/roles/chat.js';
import type { ScreeningConnector, ScreeningReading } from '../../connectors/roles/screening.js';
import type { Notice } from '../../schemas/notice.js';
import type { ScreeningResult } from '../../schemas/screening-result.js';
import { screeningWorkflowId } from '../../workflows/contract.js';
import type { ScreeningActivities, ScreeningRef } from '../../workflows/screening-activities.js';

const receipt = (recordId: string | undefined, sentTo: string): WriteReceipt => ({
  recordId,
  sentTo,
  payloadHash: 'hash',
  status: 200,
});

const notFound = (what: string) => ApplicationFailure.nonRetryable(`ats: no ${what}`, 'VendorNotFound');

/** An ATS that keeps what is written, takes its time, and lets the last writer win, as real ones do. */
export class ScriptedAts implements Partial<AtsConnector> {
  readonly vendor = 'greenhouse';
  readonly title = 'Greenhouse';
  readonly fields = new Map<string, string>();
  readonly notes: { id: string; candidateId: string; applicationId: string | null; body: string }[] = [];
  /** Candidate of each application. */
  readonly applications = new Map<string, string>();
  /** E-mail address of each candidate. */
  readonly candidates = new Map<string, string>();
  fieldWrites = 0;
  /** What becomes of a text that is written to the field. */
  keep: (text: string, write: number) => string | Promise<string> = (text) => text;

  constructor(private readonly delayMs = 0) {}

  private answer(): Promise<void> {
    return sleep(Math.random() * this.delayMs);
  }

  async readApplication(applicationId: string): Promise<AtsApplication> {
    const candidateId = this.applications.get(applicationId);
    if (candidateId === undefined) throw notFound(`application ${applicationId}`);
    return { applicationId, candidateId, jobId: null, jobTitle: null, status: 'active', recruiter: null };
  }

  async readCandidate(candidateId: string): Promise<AtsCandidate> {
    if (!this.candidates.has(candidateId)) throw notFound(`candidate ${candidateId}`);
    return { candidateId } as AtsCandidate;
  }

  async findCandidatesByEmail(email: string): Promise<AtsCandidate[]> {
    return [...this.candidates]
      .filter(([, address]) => address === email)
      .map(([candidateId]) => ({ candidateId }) as AtsCandidate);
  }

  async findNote(candidateId: string, marker: string): Promise<string | undefined> {
    await this.answer();
    return this.notes.find((note) => note.candidateId === candidateId && note.body.includes(marker))?.id;
  }

  async addNote(note: { candidateId: string; applicationId: string | null; body: string }, _trace: WriteTrace) {
    await this.answer();
    const id = `note-${this.notes.length + 1}`;
    this.notes.push({ id, ...note });
    return receipt(id, 'https://ats.example/notes');
  }

  async readScreeningHistory(candidateId: string): Promise<string | null> {
    await this.answer();
    return this.fields.get(candidateId) ?? null;
  }

  async writeScreeningHistory(candidateId: string, history: string, _trace: WriteTrace): Promise<WriteReceipt> {
    await this.answer();
    this.fieldWrites += 1;
    this.fields.set(candidateId, await this.keep(history, this.fieldWrites));
    return receipt(candidateId, 'https://ats.example/candidates');
  }

  /** Ids in the candidate's list, in its order. */
  listed(candidateId: string): string[] {
    return (JSON.parse(this.fields.get(candidateId) ?? '[]') as { id: string }[]).map(({ id }) => id);
  }
}

/** A screening vendor whose results are set by the test. */
export class ScriptedScreening implements Partial<ScreeningConnector> {
  readonly vendor = 'checkr';
  readonly title = 'Checkr';
  readonly results = new Map<string, ScreeningReading>();
  /** Called before each answer. */
  beforeAnswer: () => Promise<void> = () => Promise.resolve();

  set(resultId: string, state: Partial<ScreeningResult>, owner: Partial<Omit<ScreeningReading, 'result'>> = {}): void {
    this.results.set(resultId, {
      applicationId: '70',
      email: null,
      ...owner,
      result: {
        screening: 'checkr',
        resultId,
        kind: 'background_check',
        name: 'tasker_pro',
        status: 'complete',
        outcome: 'clear',
        adjudication: null,
        score: null,
        maxScore: null,
        completedAt: '2026-11-20T10:00:00Z',
        updatedAt: null,
        url: `https://checkr.example/reports/${resultId}`,
        ...state,
      },
    });
  }

  async readResult(resultId: string): Promise<ScreeningReading> {
    const reading = this.results.get(resultId);
    await this.beforeAnswer();
    if (!reading) throw ApplicationFailure.nonRetryable(`checkr: no report ${resultId}`, 'VendorNotFound');
    return reading;
  }
}

/** One worker's activities, as Temporal calls them: what may be tried again soon is. */
export class ScreeningWorker {
  readonly posted: Notice[] = [];
  private readonly activities: ScreeningActivities;

  constructor(
    db: pg.Pool,
    ats: ScriptedAts,
    screening: ScriptedScreening,
    private readonly runId = 'run-1',
  ) {
    const chat = {
      vendor: 'slack',
      title: 'Slack',
      findMessage: async () => undefined,
      post: async (channelId: string, notice: Notice) => {
        this.posted.push(notice);
        const ref = { channelId, messageId: String(this.posted.length) };
        return { ...receipt(undefined, 'https://slack.example/post'), ref };
      },
    } as Partial<ChatConnector>;
    const deps = {
      db,
      ats,
      screening: new Map([['checkr', screening]]),
      chat,
      fieldMap: { version: 'v1' },
      channels: { hrOps: 'C-OPS', recruiting: 'C-REC' },
      links: {
        run: (workflowId: string, id?: string) => `http://ui/${workflowId}/${id}`,
        hire: (id: string) => `http://console/hires/${id}`,
        screening: (vendor: string, id: string) => `http://console/screening/${vendor}/${id}`,
        delivery: (id: string) => `http://console/deliveries/${id}`,
      },
    } as unknown as Dependencies;
    this.activities = {
      ...readScreeningActivities(deps),
      ...appendScreeningActivity(deps),
      ...screeningAlertActivities(deps),
    };
  }

  async perform<Name extends keyof ScreeningActivities>(
    name: Name,
    ref: ScreeningRef,
    ...rest: unknown[]
  ): Promise<Awaited<ReturnType<ScreeningActivities[Name]>>> {
    const workflowId = screeningWorkflowId(ref.screening, ref.resultId);
    const activity = this.activities[name] as (...args: unknown[]) => Promise<unknown>;
    for (;;) {
      try {
        const info = { workflowExecution: { workflowId, runId: this.runId } };
        const context = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
        const answer: unknown = await context.run(activity, ref, ...rest);
        return answer as Awaited<ReturnType<ScreeningActivities[Name]>>;
      } catch (error) {
        if (!(error instanceof ApplicationFailure) || error.type !== 'WriteInProgress') throw error;
        await sleep(50);
      }
    }
  }

  /** What the workflow does with one event. */
  async event(resultId: string): Promise<Awaited<ReturnType<ScreeningActivities['readScreening']>>> {
    const ref = { screening: 'checkr', resultId };
    const recorded = await this.perform('readScreening', ref);
    await this.perform('appendToAts', ref);
    return recorded;
  }
}
