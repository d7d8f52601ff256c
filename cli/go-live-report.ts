/** A go-live check as the API tells of it. */
export interface GoLiveRun {
  id: string;
  outcome: 'running' | 'passed' | 'failed';
  startedAt: string;
  finishedAt: string | null;
  runUrl: string;
  report: GoLiveReport;
}

export interface GoLiveReport {
  goLiveId: string;
  deployment: string;
  write: boolean;
  doing: string | null;
  sections: { id: string; title: string; checks: GoLiveCheck[] }[];
  leftBehind: { system: string; kind: string; id: string }[];
}

export interface GoLiveCheck {
  name: string;
  status: 'passed' | 'failed' | 'unknown' | 'skipped';
  expected: string | null;
  found: string | null;
  detail: string | null;
  link: string | null;
}

const WORDS: Record<GoLiveCheck['status'], string> = {
  passed: 'passed',
  failed: '**failed**',
  unknown: 'cannot be told',
  skipped: 'not tried',
};

/** The report as Markdown, for a file or a ticket. */
export function goLiveMarkdown({ outcome, startedAt, finishedAt, runUrl, report }: GoLiveRun): string {
  const { goLiveId, deployment, write, sections, leftBehind } = report;
  return [
    `# Go-live check ${goLiveId}: ${outcome}`,
    '',
    `A ${deployment} deployment; ${startedAt} to ${finishedAt ?? 'now'}; ${write ? 'with test candidates' : 'nothing was written'}. [Run](${runUrl})`,
    ...sections.flatMap(({ title, checks }) => [
      '',
      `## ${title}`,
      '',
      `${summaryOf(checks)}`,
      '',
      '| check | result | expected | found | |',
      '| --- | --- | --- | --- | --- |',
      ...checks.map((check) => row(check)),
    ]),
    ...(leftBehind.length > 0
      ? [
          '',
          '## Test records that stay',
          '',
          'Vendors do not let them be deleted, or not by this access: whoever keeps the systems tidy finds them by these ids.',
          '',
          ...leftBehind.map(({ system, kind, id }) => `- ${cell(system)}: ${cell(kind)} ${cell(id)}`),
        ]
      : []),
    '',
  ].join('\n');
}

/** "12 passed, 1 failed": without what there is none of. */
export function summaryOf(checks: readonly GoLiveCheck[]): string {
  const count = (status: GoLiveCheck['status']) => checks.filter((check) => check.status === status).length;
  const parts = [
    [count('passed'), 'passed'],
    [count('failed'), 'failed'],
    [count('unknown'), 'cannot be told from outside'],
    [count('skipped'), 'not tried'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

function row({ name, status, expected, found, detail, link }: GoLiveCheck): string {
  const more = [detail && cell(detail), link && `[see](${link})`].filter(Boolean).join(' ');
  return `| ${[cell(name), WORDS[status], cell(expected ?? ''), cell(found ?? ''), more].join(' | ')} |`;
}

/** Text of a cell: what would end it, or begin markup, is escaped. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replace(/([\\`*_[\]<>|])/g, '\\$1');
