import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { collectHireActivity } from '../../activities/collect-hire.js';
import { createEmployeeActivity } from '../../activities/create-employee.js';
import type { Dependencies } from '../../activities/dependencies.js';
import { rescissionActivities } from '../../activities/rescission.js';
import { createLinks } from '../../config/links.js';
import { loadConfiguration } from '../../connectors/registry.js';
import type { AtsHire } from '../../connectors/roles/ats.js';
import type { HrisConnector } from '../../connectors/roles/hris.js';
import type { HireFields } from '../../schemas/hire.js';
import { hireWorkflowId } from '../../workflows/contract.js';
import { createConnector, startSimulator, type Bench } from '../connectors/bamboohr/harness.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

export const FIELDS: HireFields = {
  ...{ firstName: 'Ada', lastName: 'Byron', personalEmail: 'ada@mail.example', startDate: '2099-12-01' },
  ...{ jobTitle: 'Software Engineer', department: 'Engineering', employmentType: 'Full-time' },
  manager: { id: '4001', email: 'maya.lindqvist@acme.example' },
  compensation: { amount: '130000', currency: 'USD', period: 'year', hoursPerWeek: '40' },
};

const makeActivities = (deps: Dependencies) => ({
  ...collectHireActivity(deps),
  ...createEmployeeActivity(deps),
  ...rescissionActivities(deps),
});
type Activities = ReturnType<typeof makeActivities>;

/** Activities of a hire on PostgreSQL, with an ATS made up for it and BambooHR's simulator, without Temporal. */
export class HireGround {
  /** What the ATS says of each application. */
  readonly hires = new Map<string, AtsHire>();

  private constructor(
    readonly database: TestDatabase,
    readonly bench: Bench,
    readonly hris: HrisConnector,
    private readonly activities: (ground: HireGround) => Activities,
  ) {}

  static async start(): Promise<HireGround> {
    const [database, bench] = await Promise.all([freshDatabase(), startSimulator()]);
    const hris = createConnector(bench.url);
    return new HireGround(database, bench, hris, (ground) =>
      makeActivities({
        ...{ db: database.pool, ...loadConfiguration({ HIRELINE_ENVIRONMENT: 'sandbox', HIRELINE_EMBEDDED: '1' }) },
        ...{ hris, ats: ground.ats() },
        links: createLinks({ TEMPORAL_UI_URL: 'http://temporal.test', PUBLIC_URL: 'http://hireline.test' }),
      } as unknown as Dependencies),
    );
  }

  async stop(): Promise<void> {
    await this.hris.close();
    await this.bench.close();
    await this.database.drop();
  }

  /** An accepted offer in the ATS. */
  accepted(applicationId: string, fields: HireFields = {}, change: Partial<AtsHire> = {}): void {
    this.hires.set(applicationId, {
      ...{ applicationId, candidateId: `c${applicationId}`, jobId: '5', offerId: `o${applicationId}`, offerVersion: 1 },
      ...{ offerStatus: 'accepted', applicationStatus: 'active', acceptedAt: '2026-11-01T10:00:00.000Z' },
      ...{ fields: { ...FIELDS, atsApplicationId: applicationId, ...fields }, problems: [] },
      ...change,
    } as AtsHire);
  }

  /** Calls an activity as a worker would for the run of a hire. */
  act<N extends keyof Activities>(
    name: N,
    applicationId: string,
    ...rest: unknown[]
  ): Promise<Awaited<ReturnType<Activities[N]>>> {
    const workflowId = hireWorkflowId('greenhouse', applicationId);
    const environment = new MockActivityEnvironment(
      { workflowExecution: { workflowId, runId: `run-of-${applicationId}` }, attempt: 1 },
      { logger: new DefaultLogger('ERROR') },
    );
    const activity = this.activities(this)[name] as (...given: unknown[]) => Promise<never>;
    return environment.run(activity, { ats: 'greenhouse', applicationId }, ...rest);
  }

  /** Collects the hire and writes it to the HRIS. */
  async write(applicationId: string): Promise<{ employeeId: string }> {
    await this.act('collectHire', applicationId);
    return this.act('createEmployee', applicationId);
  }

  async timeline(applicationId: string): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ text: string }>(
      'select text from hire_events where application_id = $1 order by id',
      [applicationId],
    );
    return rows.map(({ text }) => text);
  }

  /** What was written to BambooHR: method and path. */
  async written(): Promise<string[]> {
    const calls = await this.bench.control<{ method: string; path: string }[]>('GET', '/calls');
    return calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  }

  private ats(): unknown {
    return {
      ...{ vendor: 'greenhouse', title: 'Greenhouse' },
      readHire: (applicationId: string) => Promise.resolve(this.hires.get(applicationId)),
      writeEmployeeId: (applicationId: string) =>
        Promise.resolve({
          ...{ recordId: applicationId, sentTo: 'https://ats.test', payloadHash: 'f'.repeat(64), status: 200 },
        }),
    };
  }
}
