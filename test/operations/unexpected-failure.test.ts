import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { failureWords, toFailure } from '../../activities/unexpected-failure.js';
import { recordProgress } from '../../ledger/hires.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('what an unexpected error is told as', () => {
  let database: TestDatabase;
  before(async () => {
    database = await freshDatabase();
  });
  after(() => database.drop());

  const told = async (error: unknown) => (await toFailure(database.pool, error)).message;
  const thrown = (stack: string[], change: object = {}) =>
    Object.assign(new TypeError('Ada Byron'), { stack: ['TypeError: Ada Byron', ...stack].join('\n') }, change);

  const ours = '    at recordProgress (file:///srv/secret/hireline/dist/ledger/hires.js:71:12)';
  const frames: [string, string[], string][] = [
    ['in our own file', [ours], 'unexpected TypeError at hires.js:71:12'],
    [
      'below a library',
      ['    at /srv/secret/node_modules/pg-pool/index.js:45:11', ours],
      'unexpected TypeError at hires.js:71:12',
    ],
    [
      'below the runtime',
      ['    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)', ours],
      'unexpected TypeError at hires.js:71:12',
    ],
    ['without parentheses', ['    at file:///srv/secret/dist/activities/a.js:1:2'], 'unexpected TypeError at a.js:1:2'],
    ['behind await', ['    at async file:///srv/secret/dist/a.js:1:2'], 'unexpected TypeError at a.js:1:2'],
    ['in a folder with spaces', ['    at f (/srv/my secret (1)/dist/a.js:1:2)'], 'unexpected TypeError at a.js:1:2'],
    ['on Windows', ['    at f (C:\\secret\\dist\\a.js:1:2)'], 'unexpected TypeError at a.js:1:2'],
    ['in libraries only', ['    at /srv/secret/node_modules/pg/lib/client.js:1:2'], 'unexpected TypeError'],
    ['nowhere', ['    at async Promise.all (index 0)'], 'unexpected TypeError'],
  ];
  for (const [title, stack, expected] of frames) {
    it(`names the file alone: an error ${title}`, async () => assert.equal(await told(thrown(stack)), expected));
  }

  it('does not take a line of the message for a place', async () => {
    const error = new Error('a value\n    at ada (/home/ada/letter.js:1:1)');
    error.stack = `Error: ${error.message}\n${ours}`;
    assert.equal(await told(error), 'unexpected Error at hires.js:71:12');
  });

  it('tells the code, where it is one', async () => {
    assert.equal(await told(thrown([ours], { code: 'ENOENT' })), 'unexpected TypeError ENOENT at hires.js:71:12');
    assert.equal(await told(thrown([ours], { code: '/srv/secret' })), 'unexpected TypeError at hires.js:71:12');
    assert.equal(await told('Ada Byron'), 'unexpected string');
    assert.equal(await told(undefined), 'unexpected undefined');
  });

  it("tells PostgreSQL's code and our place of a violation", async () => {
    const failed = database.pool.query(`insert into hires (application_id) values (null)`);
    const message = await failed.then(() => '', told);
    assert.match(message, /^unexpected error 23502 at unexpected-failure\.test\.[jt]s:\d+:\d+$/);
  });

  it('says the same in the audit of a write', () => {
    assert.equal(failureWords(ApplicationFailure.nonRetryable('refused', 'VendorRejected')), 'refused');
    assert.equal(failureWords(thrown([ours], { code: 'ENOENT' })), 'unexpected TypeError ENOENT at hires.js:71:12');
  });

  it('passes on a failure as it is, and a lost ledger as one', async () => {
    const failure = ApplicationFailure.nonRetryable('no', 'VendorRejected');
    assert.equal(await toFailure(database.pool, failure), failure);
    const down = await toFailure(database.pool, Object.assign(new Error('x'), { code: '57P01' }));
    assert.equal(down.type, 'LedgerUnavailable');
  });

  for (const [what, patch] of [
    ['employee 7', { hris: 'bamboohr', employeeId: '7' }],
    ['payroll employee p-7', { payroll: 'gusto', payrollEmployeeId: 'p-7' }],
  ] as const) {
    it(`says whose ${what} is`, async () => {
      const keep = (applicationId: string) =>
        recordProgress(database.pool, {
          ...{
            applicationId,
            ats: 'greenhouse',
            workflowId: `hire:${applicationId}`,
            runId: 'r',
            runUrl: 'http://t/r',
          },
          ...{ status: 'done', text: 'Done.', patch },
        });
      await keep('100');
      const failure = await keep('200').then(
        () => assert.fail('kept twice'),
        (error: unknown) => toFailure(database.pool, error),
      );
      assert.equal(failure.message, `${what} belongs to application 100 already`);
      assert.deepEqual([failure.type, failure.nonRetryable], ['DuplicateRecords', true]);
    });
  }
});
