import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { compiledFile } from '../../embedded/project.js';
import type { Flavour } from '../options.js';
import { timesById, type Subject } from '../subject.js';
import { offerAccepted } from '../webhook.js';

const WORKFLOW: Readonly<Record<Flavour, string>> = { tuned: 'hireTuned', defaults: 'hireDefaults' };

/**
 * The minimal Temporal program. An event is through when its audit row is there.
 * @param bundlePath where its workflows are bundled to, once for all rounds.
 */
export async function createBaseline(flavour: Flavour, bundlePath: string): Promise<Subject> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: compiledFile('bench/baseline/workflows.js'),
    logger: new DefaultLogger('WARN'),
  });
  await mkdir(dirname(bundlePath), { recursive: true });
  await writeFile(bundlePath, code);

  return {
    searchAttributes: {},
    async start(ground) {
      await ground.db.query(
        `create table audit (
           id bigint generated always as identity primary key,
           at timestamptz not null default now(),
           application_id text not null,
           employee_id text not null
         )`,
      );
      const { port } = ground.port;
      const environment = {
        ...process.env,
        TEMPORAL_ADDRESS: ground.temporal.address,
        DATABASE_URL: ground.databaseUrl,
        VENDOR_URL: `http://127.0.0.1:${ground.vendorPort}`,
        PORT: String(port),
        BASELINE_WORKFLOW: WORKFLOW[flavour],
        BASELINE_BUNDLE: bundlePath,
      };
      await ground.start('worker', compiledFile('bench/baseline/worker.js'), environment);
      await ground.start('ingress', compiledFile('bench/baseline/api.js'), environment);

      return {
        webhookUrl: `http://127.0.0.1:${port}/webhook`,
        // The signature is of no use to it; the request is the same for both.
        delivery: (applicationId) => offerAccepted(applicationId, 'unused'),
        async countThrough() {
          const { rows } = await ground.db.query<{ events: number }>(
            'select count(distinct application_id)::int as events from audit',
          );
          return rows[0]?.events ?? 0;
        },
        throughAt: () =>
          timesById(
            ground,
            `select application_id as id, extract(epoch from min(at))::float8 * 1000 as at from audit group by application_id`,
          ),
        workflowId: (applicationId) => `hire-${applicationId}`,
      };
    },
  };
}
