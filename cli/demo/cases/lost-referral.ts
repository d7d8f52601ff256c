import type { DemoCase } from '../case.js';
import { Unexpected } from '../checks.js';
import type { Stage } from '../stage.js';
import { applicationOf, apply, settled } from './referring.js';

const ALEX = 'adv-1006';

/** A variance as the API tells of it, as far as the demonstration looks. */
interface VarianceItem {
  id: string;
  cause: string;
  action: string;
  status: string;
  referralId: string | null;
}

export const lostReferral: DemoCase = {
  name: 'lost-referral',
  title:
    'a webhook of the advocacy platform is lost: the attribution audit finds the referral, says why, and captures it',
  alone: false,
  async play(stage) {
    const { api } = stage.theatre;
    const lost = await apply(stage, ALEX, { lost: true });
    stage.say(`${lost.person.name} applies through Alex’s link; the platform’s webhooks get lost`);
    const audit = await api.post<{ id: string; runUrl: string }>('/attribution/audits', {});
    stage.runUrl = audit.runUrl;
    const variance = await stage.until('the lost referral among the variances', () =>
      find(stage, lost.referralId, 'open'),
    );
    if (variance.cause !== 'payload_never_came' || variance.action !== 'capture') {
      throw new Unexpected('the variance', 'payload_never_came, capture', `${variance.cause}, ${variance.action}`);
    }
    stage.say(`the attribution audit finds it: the payload never came  ${audit.runUrl}`);

    await api.post(`/attribution/variances/${encodeURIComponent(variance.id)}/resolve`, { action: 'capture' });
    const captured = await settled(stage, lost, 'captured');
    await stage.until('the variance resolved', () => find(stage, lost.referralId, 'resolved'));
    return { outcome: `found by the audit and captured: application ${applicationOf(captured)}` };
  },
};

async function find(stage: Stage, referralId: string, status: string): Promise<VarianceItem | undefined> {
  const page = await stage.find<{ items: VarianceItem[] }>(`/attribution/variances?status=${status}&limit=200`);
  return page?.items.find((item) => item.referralId === referralId);
}
