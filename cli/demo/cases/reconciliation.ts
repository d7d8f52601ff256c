import type { HireDetails } from '../../api-shapes.js';
import type { Page } from '../../api-client.js';
import type { QueueItem, RunItem } from '../../reconciliation-shapes.js';
import type { DemoCase } from '../case.js';
import { expectSame, onlyHrisEmployee } from '../checks.js';
import type { Stage } from '../stage.js';

const HOUR_MS = 3_600_000;

export const reconciliation: DemoCase = {
  name: 'reconciliation',
  title: 'an acceptance that no webhook told of is found by the reconciliation, and written from its queue',
  // Hires that others are in the middle of would be found as well.
  alone: true,
  async play(stage) {
    const { api } = stage.theatre;
    const applicationId = await stage.sandbox.addSilentHire(new Date(Date.now() - 36 * HOUR_MS));
    stage.say(`an offer was accepted while Greenhouse's webhooks went nowhere (application ${applicationId})`);

    const { runId } = await api.post<{ runId: string }>('/reconciliation/runs', { ...lastDays(), dryRun: false });
    await stage.until('the reconciliation completed', async () => {
      const now = await stage.find<RunItem>(`/reconciliation/runs/${encodeURIComponent(runId)}`);
      return now?.outcome === 'completed' ? now : undefined;
    });
    const item = await stage.until('the hire in the queue', () => queued(stage, applicationId));
    expectSame('what is wrong', 'ats_only', item.kind);
    stage.say(`found: ${item.reason}`);

    await api.post(`/reconciliation/${encodeURIComponent(item.id)}/resolve`, { action: 'write' });
    stage.say(`written: ${stage.theatre.command(`npx hireline resolve ${item.id} write`)}`);
    const done = await stage.until('the hire done', async () => {
      const hire = await stage.find<HireDetails>(`/hires/${encodeURIComponent(applicationId)}`);
      return hire?.status === 'done' ? hire : undefined;
    });
    stage.runUrl = done.runUrl;
    onlyHrisEmployee(await stage.sandbox.hrisEmployees(), applicationId, done.employeeId);
    await stage.until('the item resolved', async () => {
      const now = await stage.find<QueueItem>(`/reconciliation/${encodeURIComponent(item.id)}`);
      return now?.status === 'resolved' ? now : undefined;
    });
    return { outcome: 'found in the ATS only, written, in HRIS and payroll; the item is resolved' };
  },
};

async function queued({ theatre }: Stage, applicationId: string): Promise<QueueItem | undefined> {
  const { items } = await theatre.api.get<Page<QueueItem>>('/reconciliation?status=open&limit=200');
  return items.find((item) => item.applicationId === applicationId);
}

/** Whole days that are over in every time zone, the one of the acceptance among them. */
function lastDays(): { from: string; to: string } {
  const day = (hoursAgo: number) => new Date(Date.now() - hoursAgo * HOUR_MS).toISOString().slice(0, 10);
  return { from: day(72), to: day(24) };
}
