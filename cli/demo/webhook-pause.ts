import type { Sandbox } from './sandbox.js';

/** Keeps the HRIS's webhooks back while anybody needs to do something before they leave. */
export interface WebhookPause {
  whilePaused<T>(work: () => Promise<T>): Promise<T>;
}

/** Several cases may need it at once: the first one pauses, the last one resumes. */
export function createWebhookPause(sandbox: Pick<Sandbox, 'pauseHrisWebhooks' | 'resumeHrisWebhooks'>): WebhookPause {
  let needed = 0;
  return {
    async whilePaused(work) {
      needed += 1;
      try {
        await sandbox.pauseHrisWebhooks();
        return await work();
      } finally {
        needed -= 1;
        if (needed === 0) await sandbox.resumeHrisWebhooks();
      }
    },
  };
}
