import { ApplicationFailure } from '@temporalio/common';
import type { AccessFinding, Connector, Role } from '../connectors/connector.js';
import { eachConnector } from '../connectors/registry.js';
import type { SystemAccess } from '../domain/go-live-access.js';
import { keepAccessAudit, lastAccessAudit } from '../ledger/access-audits.js';
import type { Dependencies } from './dependencies.js';

/** What was found now, and when the account was last looked at. */
export interface ComparedAccess extends SystemAccess {
  /** Undefined on the first look. */
  before: readonly AccessFinding[] | undefined;
}

/** Audits every connected account. Reads only. */
export function readAccess(deps: Dependencies): Promise<SystemAccess[]> {
  return Promise.all(
    connectorsOf(deps).map(async ({ role, connector }) => ({
      ...{ role, vendor: connector.vendor, title: connector.title },
      findings: await findingsOf(connector),
    })),
  );
}

/** As readAccess, beside what was found the last time. */
export async function compareAccess(deps: Dependencies): Promise<ComparedAccess[]> {
  const systems = await readAccess(deps);
  return Promise.all(
    systems.map(async (system) => {
      const before = await lastAccessAudit(deps.db, system);
      return { ...system, before };
    }),
  );
}

/** Keeps what was found for the next time: once what is new of it is recorded. */
export const keepAccess = (deps: Dependencies, system: ComparedAccess): Promise<void> =>
  keepAccessAudit(deps.db, system, withWhatIsStill(system.findings, system.before));

function connectorsOf(deps: Dependencies): { role: Role; connector: Connector }[] {
  const { ats, hris, payroll, chat, calendar, comms, sms, advocacy, crm, screening } = deps;
  return eachConnector({ ats, hris, payroll, chat, calendar, comms, sms, advocacy, crm, screening });
}

async function findingsOf(connector: Connector): Promise<AccessFinding[]> {
  try {
    return connector.auditAccess ? await connector.auditAccess() : await connectionOnly(connector);
  } catch (error) {
    const why = error instanceof ApplicationFailure ? error.message : 'the audit itself failed';
    return [{ check: 'reachable', subject: connector.baseUrl, status: 'unknown', detail: `Not audited: ${why}.` }];
  }
}

async function connectionOnly(connector: Connector): Promise<AccessFinding[]> {
  const { ok, detail } = await connector.checkConnection();
  return [{ check: 'authenticated', subject: connector.baseUrl, status: ok ? 'ok' : 'missing', detail }];
}

/** What could not be told this time is kept as it was known: an outage is no change. */
function withWhatIsStill(
  findings: readonly AccessFinding[],
  before: readonly AccessFinding[] | undefined,
): AccessFinding[] {
  if (!before) return [...findings];
  const known = new Map(before.map((finding) => [findingKey(finding), finding]));
  const now = new Map(findings.map((finding) => [findingKey(finding), finding]));
  const kept = findings.map((finding) =>
    finding.status === 'unknown' ? (known.get(findingKey(finding)) ?? finding) : finding,
  );
  const cutShort = findings.some(({ check, status }) => CUTS_SHORT.has(check) && status !== 'ok');
  return cutShort ? [...kept, ...before.filter((finding) => !now.has(findingKey(finding)))] : kept;
}

/** An account that cannot be reached or signed in to is not looked at any further. */
const CUTS_SHORT: ReadonlySet<AccessFinding['check']> = new Set(['reachable', 'authenticated']);

/** What tells a finding from others of its account. */
export const findingKey = ({ check, subject, mappedAt }: AccessFinding): string =>
  [check, subject, mappedAt ?? ''].join('\n');
