import type { HireItem } from '../../api-shapes.js';
import type { DemoCase } from '../case.js';
import { createCalls, expectNotInPayroll, expectSame, messagesOfRun, ofApplication } from '../checks.js';
import { madeUpPerson } from '../people.js';
import { oneAlert } from './alert.js';
import { whileHrisFails } from './hris-faults.js';

export const hrisDead: DemoCase = {
  name: 'hris-dead',
  title: 'BambooHR fails for good: three attempts, one alert, the hire listed as failed and replayable',
  alone: true,
  async play(stage) {
    const { sandbox, theatre } = stage;
    const { attempts } = theatre.retry;
    const hire = await stage.makeOffer(madeUpPerson(), { salary: '92000.00' });
    const { applicationId, person } = hire;

    const failed = await whileHrisFails(stage, [{ status: 503 }], async () => {
      await stage.acceptOffer(hire);
      const details = await stage.followTo(hire, 'failed', { boundMs: stage.allAttemptsMs });
      await oneAlert(stage, details.runUrl);
      return details;
    });
    stage.say('one alert in Slack; BambooHR works again');

    const listed = await theatre.api.list<HireItem>('/hires', { status: 'failed', q: applicationId }, 1);
    expectSame('listed as failed', applicationId, listed.items[0]?.applicationId ?? 'not listed');
    stage.say(
      `left as failed; this takes it up again: ${theatre.command(`npx hireline hires retry ${applicationId}`)}`,
    );

    const stillTrue = async () => {
      const calls = createCalls(await sandbox.hrisCalls(), applicationId);
      expectSame('BambooHR was asked to create it', attempts, calls.length);
      const messages = messagesOfRun(await sandbox.slackMessages(), failed.runUrl);
      expectSame('Slack messages about the hire', 1, messages.length);
      expectSame('BambooHR employees', 0, ofApplication(await sandbox.hrisEmployees(), applicationId).length);
      expectNotInPayroll(await sandbox.payrollEmployees(), person.email);
    };
    await stillTrue();
    return { outcome: `${attempts} attempts, one alert, listed as failed`, stillTrue };
  },
};
