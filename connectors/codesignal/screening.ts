import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { listVariable, type Environment } from '../../config/environment.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { ScreeningConnector } from '../roles/screening.js';
import { createAccessAudit } from './access-audit.js';
import { createCodesignalClient } from './client.js';
import { toScreeningResult } from './mapping.js';
import { manifest, VENDOR } from './manifest.js';
import { Company, COMPANY_QUERY, TEST_SESSION_QUERY, TestSession } from './wire.js';

/**
 * The screening role: a result is a test session.
 * @throws Error that names the variable that is missing.
 */
export function createCodesignal(context: ConnectorContext): ScreeningConnector {
  const client = createCodesignalClient(context);
  const labels = {
    passed: labelsOf(context.environment, 'CODESIGNAL_PASSED_LABELS', 'Passed'),
    failed: labelsOf(context.environment, 'CODESIGNAL_FAILED_LABELS', 'Failed'),
  };

  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.baseUrl,

    async checkConnection() {
      try {
        const { company } = await client.query(COMPANY_QUERY, {}, Company);
        if (!company) return { ok: false, detail: 'the API key belongs to no company' };
        return { ok: true, detail: `company ${company.name || company.id}` };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },

    auditAccess: createAccessAudit(client, context.environment),

    async readResult(resultId) {
      const answer = z.object({ companyTestSession: TestSession.nullable() });
      const { companyTestSession: session } = await client.query(TEST_SESSION_QUERY, { id: resultId }, answer);
      if (!session) {
        throw vendorFailure(FailureType.VendorNotFound, 'there is no such test session', {
          vendor: VENDOR,
          operation: 'companyTestSession',
        });
      }
      const { integrations, testTaker } = session;
      return {
        result: toScreeningResult(session, labels),
        applicationId: integrations?.greenhouseApplicationId || integrations?.leverOpportunityId || null,
        email: testTaker?.email?.trim() || null,
      };
    },

    close: () => client.close(),
  };
}

function labelsOf(environment: Environment, variable: string, otherwise: string): string[] {
  const labels = listVariable(environment, variable);
  return (labels.length > 0 ? labels : [otherwise]).map((label) => label.toLowerCase());
}
