import { ApplicationFailure } from '@temporalio/common';
import type { ConnectionStatus, ConnectorContext } from '../connector.js';
import type { ScreeningConnector } from '../roles/screening.js';
import { createAccessAudit } from './access-audit.js';
import { createCheckrClient } from './client.js';
import { toScreeningResult } from './mapping.js';
import { manifest, VENDOR } from './manifest.js';
import { CheckrAccount, CheckrCandidate, CheckrReport } from './wire.js';

/**
 * The screening role.
 * @throws Error that names the variable that is missing.
 */
export function createCheckr(context: ConnectorContext): ScreeningConnector {
  const client = createCheckrClient(context);
  const accountId = context.environment['CHECKR_ACCOUNT_ID']?.trim();

  /** Embedded as asked for; an answer that has only the id costs one more read. */
  async function candidateOf(report: CheckrReport): Promise<CheckrCandidate | undefined> {
    const { candidate } = report;
    const embedded = typeof candidate === 'object' ? (candidate ?? undefined) : undefined;
    if (embedded && (embedded.custom_id !== undefined || embedded.email !== undefined)) return embedded;
    const id = embedded?.id ?? (typeof candidate === 'string' ? candidate : report.candidate_id);
    // A candidate that is gone leaves the report without a name, but a report all the same.
    return id ? client.find(`/v1/candidates/${encodeURIComponent(id)}`, CheckrCandidate) : undefined;
  }

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.baseUrl,

    async checkConnection() {
      try {
        return connectionStatus(await client.get('/v1/account', CheckrAccount), accountId);
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: createAccessAudit(client, context.environment),

    async readResult(resultId) {
      const path = `/v1/reports/${encodeURIComponent(resultId)}`;
      const report = await client.get(path, CheckrReport, { include: 'candidate' });
      const candidate = await candidateOf(report);
      return {
        result: toScreeningResult(report, client.baseUrl),
        applicationId: String(candidate?.custom_id ?? '').trim() || null,
        email: candidate?.email?.trim() || null,
      };
    },

    close: () => client.close(),
  };
}

function connectionStatus(
  account: { id: string; api_authorized?: boolean | null | undefined },
  accountId: string | undefined,
): ConnectionStatus {
  if (accountId && account.id !== accountId) {
    return { ok: false, detail: `the key is for the account ${account.id}, CHECKR_ACCOUNT_ID says ${accountId}` };
  }
  if (account.api_authorized === false) {
    return { ok: false, detail: `account ${account.id} is not credentialed yet: Checkr does not run its reports` };
  }
  return { ok: true, detail: `account ${account.id}` };
}
