import { htmlText } from '../domain/html-text.js';
import type { DataFlow, FieldPlace } from '../config/data-flow.js';

/** What a data-flow map is headed with. */
export interface DataFlowDocument {
  /** The field map's version. */
  version: string;
  flows: readonly DataFlow[];
}

const PATHS = [
  ['hire', 'A hire: ATS to HRIS and payroll', 'Written when an offer is accepted, and again when its terms change.'],
  [
    'referral',
    'A referral: advocacy platform to ATS to CRM',
    'Written when a candidate applies through a shared link, and when the hire is confirmed. Personal fields cross only with the recorded consent of the candidate.',
  ],
  [
    'bonus',
    'A bonus: hireline to payroll',
    'Paid when the hire has stayed for as long as policy says, and people have approved.',
  ],
  [
    'screening',
    'A screening result: screening to ATS',
    'Added to the candidate’s list; details of a report never leave the vendor.',
  ],
  [
    'interview',
    'An interview: calendar and ATS to the candidate',
    'Told by mail, and by text message to who has opted in.',
  ],
  ['reporting', 'Reports and alerts', 'For the people who run this.'],
] as const;

const HEADINGS = [
  'Field',
  'Source',
  'Destinations',
  'Type',
  'Transformation',
  'When empty',
  'Regulated',
  'Legal basis',
];

const cells = (flow: DataFlow): string[] => [
  flow.field,
  placeText(flow.source),
  flow.destinations.map(placeText).join('; ') || 'none: kept in the ledger',
  flow.type,
  flow.transformation,
  flow.nullRule,
  flow.regulated === 'personal' ? 'personal data' : 'no',
  flow.legalBasis,
];

const placeText = ({ vendor, place }: FieldPlace): string => `${vendor} ${place}`;

/** The map as Markdown. */
export function markdownOf({ version, flows }: DataFlowDocument): string {
  const row = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  const section = ([path, title, note]: (typeof PATHS)[number]) =>
    [
      `## ${title}`,
      '',
      note,
      '',
      row(HEADINGS),
      row(HEADINGS.map(() => '-')),
      ...flows.filter((flow) => flow.path === path).map((flow) => row(cells(flow))),
    ].join('\n');
  return [`# Data-flow map`, '', `Field map ${version}.`, '', PATHS.map(section).join('\n\n'), ''].join('\n');
}

/** The map as one HTML page that needs nothing else. */
export function htmlOf({ version, flows }: DataFlowDocument): string {
  const row = (tag: 'th' | 'td', texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${htmlText(text)}</${tag}>`).join('')}</tr>`;
  const section = ([path, title, note]: (typeof PATHS)[number]) =>
    `<h2>${htmlText(title)}</h2><p>${htmlText(note)}</p><table><thead>${row('th', HEADINGS)}</thead><tbody>` +
    `${flows
      .filter((flow) => flow.path === path)
      .map((flow) => row('td', cells(flow)))
      .join('')}</tbody></table>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Data-flow map ${htmlText(version)}</title><style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1d2433}
table{border-collapse:collapse;margin-bottom:2rem}
th,td{border:1px solid #ccd3de;padding:.4rem .6rem;text-align:left;vertical-align:top}
th{background:#f1f4f8}
</style></head><body><h1>Data-flow map</h1><p>Field map ${htmlText(version)}.</p>${PATHS.map(section).join('')}</body></html>
`;
}
