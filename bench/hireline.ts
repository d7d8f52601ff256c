import { childEnvironment } from '../embedded/environment.js';
import { compiledFile } from '../embedded/project.js';
import { migrate } from '../ledger/migrate.js';
import { SANDBOX_CREDENTIALS } from '../sandbox/credentials.js';
import { sandboxKeys } from '../sandbox/keys.js';
import { hireWorkflowId, SEARCH_ATTRIBUTES } from '../workflows/contract.js';
import { timesById, type Subject } from './subject.js';
import { offerAccepted } from './webhook.js';

/** The user's own variables would point hireline at other vendors, or tune it. */
const KEPT_VARIABLES = ['PATH', 'HOME', 'TMPDIR', 'TZ'] as const;

/**
 * hireline by its real entry points, set up as `npm start` does, with the benchmark's vendors in place of the
 * simulators. An event is through when the ledger says that the hire waits for the HRIS: employee, job and
 * compensation are written, read back and audited, and the ATS has the employee's id.
 */
export const hireline: Subject = {
  searchAttributes: SEARCH_ATTRIBUTES,
  async start(ground) {
    await migrate(ground.databaseUrl, 'sandbox');
    const { port } = ground.port;
    const publicUrl = `http://127.0.0.1:${port}`;
    const user = {
      ...Object.fromEntries(KEPT_VARIABLES.map((name) => [name, process.env[name]])),
      // No webhook comes back from these vendors: hires stay where the first process ends.
      HIRELINE_HRIS_EVENT_WAIT: '1h',
      HIRELINE_CALENDAR_POLL_INTERVAL: '1h',
    };
    const environment = childEnvironment(user, {
      port,
      publicUrl,
      dataDir: ground.dataDir,
      databaseUrl: ground.databaseUrl,
      sandboxPort: ground.vendorPort,
      sandboxKeys: sandboxKeys(ground.dataDir),
      temporalUiUrl: ground.temporal.uiUrl,
      embeddedTemporal: { address: ground.temporal.address, namespace: 'default' },
    });
    await ground.start('worker', compiledFile('workers/main.js'), environment);
    await ground.start('ingress', compiledFile('ingress/main.js'), environment);

    return {
      webhookUrl: `${publicUrl}/webhooks/greenhouse`,
      delivery: (applicationId) => offerAccepted(applicationId, SANDBOX_CREDENTIALS.GREENHOUSE_WEBHOOK_SECRET),
      async countThrough() {
        const { rows } = await ground.db.query<{ status: string; hires: number; reason: string | null }>(
          `select status, count(*)::int as hires, min(status_reason) as reason from hires
           where status in ('waiting_for_hris', 'failed') group by status`,
        );
        const failed = rows.find(({ status }) => status === 'failed');
        if (failed) throw new Error(`${failed.hires} hires failed: ${failed.reason}`);
        return rows[0]?.hires ?? 0;
      },
      throughAt: () =>
        timesById(
          ground,
          `select application_id as id, extract(epoch from min(at))::float8 * 1000 as at from hire_events
           where status = 'waiting_for_hris' group by application_id`,
        ),
      workflowId: (applicationId) => hireWorkflowId('greenhouse', String(applicationId)),
    };
  },
};
