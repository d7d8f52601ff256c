import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeError } from '../../../connectors/checkr/client.js';
import { toScreeningResult } from '../../../connectors/checkr/mapping.js';
import { webhooks } from '../../../connectors/checkr/webhooks.js';
import { CheckrCandidate, CheckrReport } from '../../../connectors/checkr/wire.js';

const FOLDER = resolve('../shared/payloads/checkr');

/** Not what a report is read from: refused by its `object`, or for having no status. */
const refused = (place: string) => (text: string) => {
  const parsed = CheckrReport.safeParse(JSON.parse(text));
  assert.deepEqual(parsed.error?.issues[0]?.path, [place]);
};
const error = (message: string) => (text: string) => assert.deepEqual(describeError({ text }), { message });
const ignored = (subject: string) => (text: string) => {
  const delivery = { headers: {}, rawBody: Buffer.from(text), url: '', receivedAt: new Date() };
  assert.deepEqual(webhooks.parse(delivery), { outcome: 'ignored', reason: `nothing depends on ${subject} events` });
  assert.ok(webhooks.accountOf?.(delivery));
};

const FILES: Readonly<Record<string, (text: string) => void>> = {
  'report.json': (text) => {
    const report = CheckrReport.parse(JSON.parse(text));
    assert.deepEqual(toScreeningResult(report, 'https://api.checkr.com'), {
      screening: 'checkr',
      resultId: '4722c07dd9a10c3985ae432a',
      kind: 'background_check',
      name: 'driver_plus',
      status: 'complete',
      outcome: 'clear',
      adjudication: null,
      score: null,
      maxScore: null,
      completedAt: '2014-01-18T12:35:30.000Z',
      updatedAt: '2014-01-18T12:35:30.000Z',
      url: 'https://dashboard.checkr.com/reports/4722c07dd9a10c3985ae432a',
    });
  },
  'candidate.json': (text) => {
    const kept = CheckrCandidate.parse(JSON.parse(text));
    assert.deepEqual(Object.keys(kept).sort(), ['custom_id', 'email', 'id', 'object']);
  },
  'education_verification.json': refused('object'),
  'employment_verification.json': refused('object'),
  'ssn_trace.json': refused('object'),
  'invitation.json': refused('object'),
  'package.json': refused('object'),
  'program.json': refused('object'),
  'verification.json': refused('object'),
  'error-api_error.json': error('api_error'),
  'error-invalid_api_key.json': error('invalid_request_error'),
  'error-missing_id.json': error('invalid_request_error id'),
  'webhook-account.credentialed.json': ignored('account'),
  'webhook-token.deauthorized.json': ignored('token'),
  // Its test is in webhooks.test.ts.
  'signature-vector.json': (text) => void JSON.parse(text),
};

describe("checkr's published payloads", () => {
  before(function () {
    if (!existsSync(FOLDER)) this.skip();
  });

  it('are all known here', () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(FILES).sort());
  });

  for (const [file, check] of Object.entries(FILES)) {
    it(file, () => check(readFileSync(resolve(FOLDER, file), 'utf8')));
  }
});
