import type { AccessFinding, Role } from '../connectors/connector.js';
import type { GoLiveCheck, GoLiveStatus } from '../schemas/go-live.js';

/** What was found in one connected account. */
export interface SystemAccess {
  role: Role;
  vendor: string;
  title: string;
  findings: readonly AccessFinding[];
}

type Fatal = NonNullable<AccessFinding['fatal']>;

/** The four findings that no integration survives, and what would show that they are not there. */
const KILLERS: Readonly<
  Record<Fatal, { name: string; means: string; shown(finding: AccessFinding, role: Role): boolean }>
> = {
  no_referral_source_field: {
    name: 'A place for the referral source on the record',
    means: 'attribution has nowhere to land',
    shown: ({ check, mappedAt }, role) =>
      role === 'ats' && check === 'field' && /^referral\.(source|advocateId)\.ats$/.test(mappedAt ?? ''),
  },
  read_only_candidates: {
    name: 'Candidates can be written',
    means: 'candidates are read-only, which blocks capture and status',
    shown: ({ check }, role) => role === 'ats' && check === 'permission',
  },
  unfiltered_webhook: {
    name: 'Webhooks by event',
    means: 'one webhook gets everything unfiltered',
    shown: ({ check }, role) => role === 'ats' && check === 'webhook',
  },
  no_dedup_path: {
    name: 'Duplicates can be found or merged',
    means: 'a candidate who comes twice becomes two records, and nothing brings them together',
    shown: ({ check }, role) => (role === 'ats' || role === 'crm') && check === 'dedup',
  },
};

/** The audit of every connected system as checks: the four that kill an integration first. */
export function accessChecks(systems: readonly SystemAccess[]): GoLiveCheck[] {
  return [
    ...(Object.keys(KILLERS) as Fatal[]).map((fatal) => killerCheck(fatal, systems)),
    ...systems.flatMap(({ title, findings }) => findings.map((finding) => findingCheck(title, finding))),
  ];
}

function killerCheck(fatal: Fatal, systems: readonly SystemAccess[]): GoLiveCheck {
  const { name, means, shown } = KILLERS[fatal];
  const check = { name, expected: 'so', link: null };
  const found = systems.flatMap(({ title, findings }) =>
    findings
      .filter((finding) => finding.fatal === fatal)
      .map((finding) => `${title}, ${finding.subject}: ${finding.detail}`),
  );
  if (found.length > 0) {
    return {
      ...check,
      status: 'failed',
      found: 'not so',
      detail: `This kills the integration: ${means}. ${found.join(' ')}`,
    };
  }
  const telling = systems.flatMap(({ role, findings }) => findings.filter((finding) => shown(finding, role)));
  const proven = telling.length > 0 && telling.every(({ status }) => status === 'ok');
  const broken = telling.some(({ status }) => status === 'missing');
  const partly = telling.some(({ status }) => status === 'ok');
  return {
    ...check,
    status: proven ? 'passed' : 'unknown',
    found: proven ? 'so' : null,
    detail: proven
      ? null
      : broken
        ? 'It is not that bad, but something is missing: see below.'
        : partly
          ? 'What can be told speaks for it, but not all can be told from outside: see below.'
          : 'It cannot be told from outside: a person has to look.',
  };
}

const STATUSES: Readonly<Record<AccessFinding['status'], GoLiveStatus>> = {
  ok: 'passed',
  missing: 'failed',
  unknown: 'unknown',
};

function findingCheck(title: string, { check, subject, status, detail, mappedAt }: AccessFinding): GoLiveCheck {
  return {
    name: `${title}: ${check.replace('_', ' ')} ${subject}`,
    status: STATUSES[status],
    expected: null,
    found: status,
    detail: mappedAt ? `${detail} Mapped at ${mappedAt}.` : detail,
    link: null,
  };
}
