import type { Environment } from './environment.js';

/**
 * Where the Temporal Web UI and hireline's console are.
 * @returns functions that build absolute URLs; ids are encoded.
 */
export function createLinks(environment: Environment) {
  const ui = (environment['TEMPORAL_UI_URL'] ?? 'http://127.0.0.1:8233').replace(/\/+$/, '');
  const namespace = environment['TEMPORAL_NAMESPACE'] ?? 'default';
  const console_ = publicUrl(environment);
  return {
    run: (workflowId: string, runId?: string) =>
      `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}${runId ? `/${runId}/history` : ''}`,
    hire: (applicationId: string) => `${console_}/#/hires/${encodeURIComponent(applicationId)}`,
    delivery: (deliveryId: string) => `${console_}/#/deliveries/${encodeURIComponent(deliveryId)}`,
    reconciliation: (itemId?: string) =>
      `${console_}/#/reconciliation${itemId === undefined ? '' : `/${encodeURIComponent(itemId)}`}`,
    interview: (source: string, eventId: string) =>
      `${console_}/#/interviews/${encodeURIComponent(source)}/${encodeURIComponent(eventId)}`,
    variances: () => `${console_}/#/variances`,
    referral: (advocacy: string, referralId: string) =>
      `${console_}/#/referrals/${encodeURIComponent(advocacy)}/${encodeURIComponent(referralId)}`,
    changes: () => `${console_}/#/changes`,
    goLive: (goLiveId?: string) =>
      `${console_}/#/golive${goLiveId === undefined ? '' : `/${encodeURIComponent(goLiveId)}`}`,
    drift: () => `${console_}/#/drift`,
    limits: () => `${console_}/#/limits`,
    screening: (screening: string, resultId: string) =>
      `${console_}/#/screening/${encodeURIComponent(screening)}/${encodeURIComponent(resultId)}`,
    bonus: (bonusId?: string) =>
      `${console_}/#/bonuses${bonusId === undefined ? '' : `/${encodeURIComponent(bonusId)}`}`,
    attribution: ({ from, to }: { from: string; to: string }) =>
      `${console_}/#/attribution?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`,
  };
}

/** PUBLIC_URL, else the loopback address at PORT. Without a trailing slash. */
export function publicUrl(environment: Environment): string {
  const url = environment['PUBLIC_URL'] ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  return url.replace(/\/+$/, '');
}
