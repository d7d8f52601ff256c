import { webhooks as engagement } from '../../connectors/engagement/webhooks.js';
import { webhooks as saasquatch } from '../../connectors/saasquatch/webhooks.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import { advocateId, referralId, SHARED_JOB } from '../vendor/advocacy.js';
import type { Delivery } from '../webhook.js';

const JSON_BODY = { 'content-type': 'application/json' };

/**
 * The webhooks of so many shares and clicks, half of each.
 * @param batch how many events a webhook tells of; with 1 each is a webhook of its own, and no list.
 */
export function engagementDeliveries(count: number, batch: number): Delivery[] {
  const shares = Math.ceil(count / 2);
  const events = (type: string, from: number, to: number): Delivery[] =>
    Array.from({ length: Math.ceil((to - from) / batch) }, (_, index) => {
      const first = from + index * batch;
      const told = Array.from({ length: Math.min(batch, to - first) }, (_, place) => eventOf(first + place));
      const data = batch === 1 ? told[0] : { events: told };
      const body = Buffer.from(JSON.stringify({ type, timestamp: new Date().toISOString(), data }));
      const headers = engagement.sign(
        body,
        SANDBOX_CREDENTIALS.ENGAGEMENT_WEBHOOK_SECRET,
        new Date(),
        `msg_${type.slice(0, 4)}${first}`,
      );
      return { applicationId: first, body, headers: { ...JSON_BODY, ...headers } };
    });
  return [...events('post.shared', 0, shares), ...events('link.clicked', shares, count)];
}

const eventOf = (number: number) => ({
  ...{ advocateId: advocateId(number), jobId: SHARED_JOB, channel: 'linkedin' },
  url: `https://jobs.acme.example/s/${number}`,
});

/**
 * The webhooks of so many applications through shared links (referral.started, as tenants without the classic program
 * are sent it).
 * @param privateKey PKCS #8 PEM; its public half is what the benchmark's SaaSquatch publishes.
 */
export function referralDeliveries(count: number, privateKey: string): Delivery[] {
  return Array.from({ length: count }, (_, number) => {
    const [type, created] = ['referral.started', Date.now()];
    const data = { id: referralId(number), dateReferralStarted: created };
    const envelope = { id: `hook-${number}`, type, tenantAlias: SANDBOX_CREDENTIALS.SAASQUATCH_TENANT, live: false };
    const body = Buffer.from(JSON.stringify({ ...envelope, created, data }));
    const headers = saasquatch.sign(body, privateKey, new Date(), `hook-${number}`);
    return { applicationId: number, body, headers: { ...JSON_BODY, ...headers } };
  });
}
