import { hasButtons, messagesOfRun, Unexpected } from '../checks.js';
import type { SlackMessage } from '../sandbox-records.js';
import type { Stage } from '../stage.js';

/** Waits for the run's alert; there is exactly one message, with nothing to decide. */
export function oneAlert(stage: Stage, runUrl: string): Promise<SlackMessage> {
  return stage.until('one alert in Slack', async () => {
    const messages = messagesOfRun(await stage.sandbox.slackMessages(), runUrl);
    if (messages.length > 1 || messages.some(hasButtons)) {
      throw new Unexpected('Slack messages about the hire', '1 alert', `${messages.length}`);
    }
    return messages[0];
  });
}
