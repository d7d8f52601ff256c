import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import type { Dependencies } from '../../activities/dependencies.js';
import { createLinks } from '../../config/links.js';
import { loadRecruitingCosts } from '../../config/recruiting-costs.js';
import { createConnectors, eachConnector, loadConfiguration } from '../../connectors/registry.js';
import { dayIn, windowOfDays } from '../../domain/nights.js';
import { createRateLimiter } from '../../ledger/rate-limits.js';
import type { QueuedItem } from '../../ledger/reconciliation-items.js';
import { listItems } from '../../ledger/reconciliation-queue.js';
import { createTokenStore } from '../../ledger/vendor-tokens.js';
import { sandboxEnvironment } from '../../sandbox/environment.js';
import { testKeys } from '../support/sandbox-keys.js';
import { createSandbox, serveSandbox, type Sandbox } from '../../sandbox/server.js';
import { CHANNELS } from '../../sandbox/company.js';
import type { ReconciliationInput, ReconciliationResult } from '../../workflows/reconciliation-contract.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

type Activities = ReturnType<typeof createActivities>;

/** The activities on the real simulators and PostgreSQL, without Temporal: each is called as a worker would. */
export class Ground {
  private runs = 0;

  private constructor(
    readonly deps: Dependencies,
    readonly database: TestDatabase,
    readonly sandbox: Sandbox,
    private readonly url: string,
    private readonly activities: Activities,
    private readonly stopServers: () => Promise<void>,
  ) {}

  static async start(): Promise<Ground> {
    const database = await freshDatabase();
    const keys = testKeys();
    const sandbox = createSandbox({ publicUrl: 'http://127.0.0.1:9', keys, timeScale: 1_000 });
    for (const { webhooks } of Object.values(sandbox.simulators)) webhooks?.pause();
    const server: Server = await serveSandbox(sandbox, 0);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = {
      ...sandboxEnvironment(url, keys),
      ...{ HIRELINE_ENVIRONMENT: 'sandbox', HIRELINE_EMBEDDED: '1', HIRELINE_RETRY_INTERVAL: '10ms' },
    };
    const configuration = loadConfiguration(environment);
    const connectors = createConnectors(environment, configuration, {
      limiter: createRateLimiter(database.pool, () => undefined),
      tokens: createTokenStore(database.pool),
    });
    const deps: Dependencies = {
      db: database.pool,
      ...connectors,
      ...configuration,
      recruiting: loadRecruitingCosts(environment, configuration.policy.bonus.currency),
      channels: { hrOps: CHANNELS.hrOps.id, recruiting: CHANNELS.recruiting.id },
      approvers: [],
      links: createLinks({ TEMPORAL_UI_URL: 'http://temporal.test', PUBLIC_URL: 'http://hireline.test' }),
    };
    return new Ground(deps, database, sandbox, url, createActivities(deps), async () => {
      await Promise.all(eachConnector(connectors).map(({ connector }) => connector.close()));
      server.close();
      server.closeAllConnections();
      await sandbox.close();
      await database.drop();
    });
  }

  stop(): Promise<void> {
    return this.stopServers();
  }

  /** Calls an activity as a worker would for a run. */
  act<N extends keyof Activities>(
    name: N,
    args: Parameters<Activities[N]>,
    run: { workflowId?: string; attempt?: number } = {},
  ): Promise<Awaited<ReturnType<Activities[N]>>> {
    const { workflowId = 'reconciliation:test', attempt = 1 } = run;
    const environment = new MockActivityEnvironment(
      { workflowExecution: { workflowId, runId: `run-of-${workflowId}` }, attempt },
      { logger: new DefaultLogger('ERROR') },
    );
    return environment.run(this.activities[name] as (...given: unknown[]) => Promise<never>, ...args);
  }

  /** The whole of one reconciliation of the last days, today included, under an id of its own. */
  async reconcile(how: { days?: number; dryRun?: boolean; id?: string } = {}): Promise<ReconciliationResult> {
    const { days = 2, dryRun = false, id = `reconciliation:test-${(this.runs += 1)}` } = how;
    const input = this.input(days, dryRun);
    const run = { workflowId: id };
    await this.act('beginReconciliation', [input], run);
    const read = await Promise.all([this.act('readAtsSide', [input], run), this.act('readHrisSide', [input], run)]);
    await this.act('lookUpMissing', [input], run);
    const leftOut = read.flatMap((side) => side.leftOut ?? []);
    return this.act('compareSides', [input, leftOut], run);
  }

  input(days = 2, dryRun = false): ReconciliationInput {
    const { timeZone } = this.deps.policy.company;
    const today = dayIn(timeZone, new Date());
    const first = new Date(Date.parse(today) - (days - 1) * 86_400_000).toISOString().slice(0, 10);
    return { kind: 'nightly', window: windowOfDays(timeZone, first, today), dryRun };
  }

  async queue(status: QueuedItem['status'] = 'open'): Promise<QueuedItem[]> {
    return (await listItems(this.database.pool, { status }, { limit: 200 })).items;
  }

  /** The one item in the queue. */
  async onlyItem(): Promise<QueuedItem> {
    const items = await this.queue();
    const [item] = items;
    if (!item || items.length > 1)
      throw new Error(`the queue has ${items.length} items: ${items.map(({ kind }) => kind).join()}`);
    return item;
  }

  /** A JSON request to a simulator's control. */
  async call<T = Record<string, any>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private people = 0;

  /** A candidate who accepted an offer; at a time of the past, where one is given. */
  async acceptedHire(acceptedAt?: string): Promise<{ applicationId: string; person: Person }> {
    const n = (this.people += 1);
    const person = {
      firstName: 'Test',
      lastName: `Person${String.fromCharCode(64 + n)}`,
      email: `person${n}@mail.example`,
    };
    const made = await this.call('POST', '/greenhouse/_sandbox/hires', {
      ...{ first_name: person.firstName, last_name: person.lastName, email: person.email },
      offer: { starts_on: START, salary: 130_000, manager_email: MANAGER.email },
    });
    const applicationId = String(made['application_id']);
    await this.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/accept_offer`, {
      ...(acceptedAt ? { acceptedAt } : {}),
    });
    return { applicationId, person };
  }

  /** The employee that this hire is, as somebody entered it by hand. */
  async enteredEmployee(person: Person, columns: Record<string, unknown> = {}, rate = '130000.00'): Promise<string> {
    const made = await this.call('POST', '/bamboohr/_sandbox/employees', {
      ...{ firstName: person.firstName, lastName: person.lastName, homeEmail: person.email, hireDate: START },
      employmentHistoryStatus: 'Full-time',
      jobInfo: { jobTitle: 'Software Engineer', department: 'Engineering', reportsTo: MANAGER.employeeId },
      compensation: { rate: { value: rate, currency: 'USD' } },
      ...columns,
    });
    return String(made['id']);
  }
}

export interface Person {
  firstName: string;
  lastName: string;
  email: string;
}

const START = '2027-01-04';
const MANAGER = { email: 'maya.lindqvist@acme.example', employeeId: '101' };
