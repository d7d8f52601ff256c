import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, ScheduleNotFoundError } from '@temporalio/client';
import { loadConfiguration, type Connectors } from '../../connectors/registry.js';
import { findProgram, TEMPORAL_CLI } from '../../embedded/binaries.js';
import { startTemporal, type EmbeddedTemporal } from '../../embedded/temporal.js';
import { putSchedules, SCHEDULES } from '../../workers/schedules.js';

const WITH_CALENDAR = { calendar: {}, comms: undefined } as unknown as Connectors;
const WITHOUT = { calendar: undefined, comms: undefined } as unknown as Connectors;

describe('schedules, on a Temporal server', function () {
  this.timeout(60_000);
  let dataDir: string;
  let temporal: EmbeddedTemporal;
  let connection: Connection;
  let client: Client;
  const { policy } = loadConfiguration({});

  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'hireline-schedules-'));
    temporal = await startTemporal({ dataDir, cli: (await findProgram(TEMPORAL_CLI)).path });
    connection = await Connection.connect({ address: temporal.address });
    client = new Client({ connection });
  });
  after(async () => {
    await connection?.close();
    await temporal?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const schedule = (id: string) => client.schedule.getHandle(id);
  const zoned = (at: Date) =>
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: policy.company.timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(at);

  it('are made, and made again without another', async () => {
    await putSchedules(client, policy, WITH_CALENDAR);
    await putSchedules(client, policy, WITH_CALENDAR);
    const ids = [];
    for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
    assert.deepEqual(ids.sort(), Object.values(SCHEDULES).sort());
    const night = await schedule(SCHEDULES.reconciliation).describe();
    assert.equal(night.policies.overlap, 'SKIP');
    assert.equal(night.policies.catchupWindow, 3 * 86_400_000);
    assert.equal(night.spec.timezone, policy.company.timeZone);
    assert.equal(night.action.workflowType, 'nightlyReconciliation');
    const times = night.info.nextActionTimes.slice(0, 4).map((at) => zoned(at).slice(11));
    assert.deepEqual(new Set(times), new Set(['02:00', '03:00']));
    const poll = await schedule(SCHEDULES.calendarPoll).describe();
    assert.deepEqual(
      poll.spec.intervals?.map(({ every }) => every),
      [policy.calendar.pollInterval],
    );
    assert.equal((await schedule(SCHEDULES.watchdog).describe()).action.workflowType, 'watchdog');
  });

  it('run the night at once when they were not there: nobody knows what was missed', async () => {
    const started = [];
    for await (const { type, workflowId } of client.workflow.list())
      if (type === 'nightlyReconciliation') started.push(workflowId);
    assert.equal(started.length, 1);
    assert.match(started[0] ?? '', /^nightly-reconciliation-\d{4}-/);
  });

  it('are put back when they were paused, deleted or changed', async () => {
    await schedule(SCHEDULES.reconciliation).pause('too loud');
    await schedule(SCHEDULES.watchdog).delete();
    await putSchedules(client, policy, WITH_CALENDAR);
    assert.equal((await schedule(SCHEDULES.reconciliation).describe()).state.paused, false);
    await schedule(SCHEDULES.watchdog).describe();
  });

  it('follow policy', async () => {
    const other = {
      ...policy,
      company: { ...policy.company, timeZone: 'Europe/Berlin' },
      reconciliation: { ...policy.reconciliation, at: '23:30' },
      calendar: { ...policy.calendar, pollInterval: 60_000 },
    };
    await putSchedules(client, other, WITH_CALENDAR);
    const { spec } = await schedule(SCHEDULES.reconciliation).describe();
    assert.equal(spec.timezone, 'Europe/Berlin');
    assert.deepEqual(
      spec.calendars?.map(({ hour, minute }) => [hour[0]?.start, minute[0]?.start]),
      [
        [23, 30],
        [0, 30],
      ],
    );
    assert.equal((await schedule(SCHEDULES.calendarPoll).describe()).spec.intervals?.[0]?.every, 60_000);
  });

  it('poll no interviews where nobody could be told of them', async () => {
    await putSchedules(client, policy, WITHOUT);
    await assert.rejects(schedule(SCHEDULES.calendarPoll).describe(), ScheduleNotFoundError);
    await putSchedules(client, policy, WITHOUT);
  });

  // In New York the clock goes from 2 to 3 AM in spring, and in autumn from 2 back to 1. In Berlin it does so an hour
  // later by its own clock: 2 AM is skipped in spring, and comes twice in autumn, of which Temporal takes the second.
  const changes: [string, string, string, string[]][] = [
    ['America/New_York', '2027-03-14', 'spring', ['2027-03-14T07:00']],
    ['America/New_York', '2027-11-07', 'autumn', ['2027-11-07T07:00', '2027-11-07T08:00']],
    ['Europe/Berlin', '2027-03-28', 'spring', ['2027-03-28T01:00']],
    ['Europe/Berlin', '2027-10-31', 'autumn', ['2027-10-31T01:00', '2027-10-31T02:00']],
  ];
  for (const [timeZone, day, season, expected] of changes) {
    it(`fires on the day the clock changes: ${season}, ${timeZone}`, async () => {
      await putSchedules(client, { ...policy, company: { ...policy.company, timeZone } }, WITHOUT);
      const from = new Date(`${day}T00:00:00Z`);
      from.setUTCHours(-12);
      const { startTime } = await connection.workflowService.listScheduleMatchingTimes({
        namespace: 'default',
        scheduleId: SCHEDULES.reconciliation,
        startTime: { seconds: from.getTime() / 1000 } as never,
        endTime: { seconds: from.getTime() / 1000 + 48 * 3_600 } as never,
      });
      const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
      const times = startTime
        .map(({ seconds }) => new Date(Number(seconds) * 1000))
        .filter((at) => local.format(at) === day)
        .map((at) => at.toISOString().slice(0, 16));
      assert.deepEqual(times, expected);
    });
  }
});
