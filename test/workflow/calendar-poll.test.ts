import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import { InterviewStage } from './interview-stage.js';

describe('calendarPoll', function () {
  this.timeout(60_000);
  let stage: InterviewStage;
  before(async () => {
    stage = await InterviewStage.open();
  });
  after(() => stage.close());

  it('reads the calendar before the ATS: it leads', async () => {
    const read: string[] = [];
    const summaries = await stage.poll(
      {
        pollCalendar: () => {
          read.push('calendar');
          return Promise.resolve({ source: 'google-calendar', changed: 2, ignored: 1 });
        },
        pollAtsInterviews: () => {
          read.push('ats');
          return Promise.resolve({ source: 'greenhouse', changed: 0, ignored: 0 });
        },
      },
      'calendar-poll',
    );
    assert.deepEqual(read, ['calendar', 'ats']);
    assert.deepEqual(
      summaries.map(({ changed }) => changed),
      [2, 0],
    );
  });

  it('reads the ATS although the calendar cannot be read, and fails visibly', async () => {
    let asked = 0;
    await assert.rejects(
      stage.poll({
        pollCalendar: () => Promise.reject(ApplicationFailure.nonRetryable('403 forbidden', 'VendorUnauthorized')),
        pollAtsInterviews: () => {
          asked += 1;
          return Promise.resolve({ source: 'greenhouse', changed: 0, ignored: 0 });
        },
      }),
      WorkflowFailedError,
    );
    assert.equal(asked, 1);
  });
});
