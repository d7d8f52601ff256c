import type { AlertNotice, HoldNotice } from '../../../schemas/notice.js';

export const RUN_URL = 'http://127.0.0.1:8233/namespaces/default/workflows/hire%3Agreenhouse%3A123/run-1/history';
export const CONSOLE_URL = 'http://127.0.0.1:3000/holds/hold-1';

export const holdNotice = (change: Partial<HoldNotice> = {}): HoldNotice => ({
  kind: 'hold',
  holdId: 'hold-1',
  applicationId: '123',
  hire: 'Ada Byron, Software Engineer, starts 2026-12-01',
  differences: [
    {
      field: 'compensation',
      offer: '130,000.00 USD per year',
      hris: '103,000.00 USD per year',
      authority: 'ats',
      normalised: '130,000.00 and 103,000.00 USD per year, at 40 h a week',
      hints: ['two digits are swapped'],
      rule: 'pay must agree to the cent',
    },
  ],
  diffHash: 'a'.repeat(64),
  runUrl: RUN_URL,
  consoleUrl: CONSOLE_URL,
  state: { is: 'open', remindedTimes: 0 },
  ...change,
});

export const alertNotice = (change: Partial<AlertNotice> = {}): AlertNotice => ({
  kind: 'alert',
  severity: 'failure',
  title: 'Hire 123 could not be written to BambooHR',
  lines: ['Three attempts failed.', 'Nothing reached payroll.'],
  runUrl: RUN_URL,
  links: [{ label: 'Open in hireline', url: CONSOLE_URL }],
  ...change,
});
