import { App, type BlockAction, type ButtonAction, type RespondFn, type ViewSubmitAction } from '@slack/bolt';
import type { Router } from 'express';
import { listVariable, requireVariable } from '../../config/environment.js';
import { publicUrl } from '../../config/links.js';
import { decisionOfAction, decisionOfView, reasonMetadataOf, reasonModal } from '../../connectors/slack/index.js';
import type { IngressContext } from '../context.js';
import { submitDecision } from '../decisions.js';
import { kindOfError, type Logger } from '../../config/logger.js';
import { addBonusListeners } from './bonus-listeners.js';
import { HirelineReceiver } from './receiver.js';
import { HirelineSocketReceiver } from './socket-receiver.js';

/** Slack's buttons and modals, over HTTP or, when SLACK_APP_TOKEN is set, over Socket Mode. */
export interface SlackSurface {
  /** The routes below /slack; undefined in Socket Mode. */
  router: Router | undefined;
  /** Over Socket Mode it only begins to connect, and goes on trying when Slack cannot be reached. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const NOT_AN_APPROVER = 'You are not on the list of approvers, so nothing was done.';

export function createSlackSurface(context: IngressContext): SlackSurface {
  const { environment, logger } = context;
  const appToken = environment['SLACK_APP_TOKEN'];
  const slackApiUrl = environment['SLACK_API_URL'] || undefined;
  const http = appToken ? undefined : new HirelineReceiver(listVariable(environment, 'SLACK_SIGNING_SECRET'), logger);
  const receiver = http ?? new HirelineSocketReceiver(appToken ?? '', slackApiUrl, logger);
  const botToken = requireVariable(environment, 'SLACK_BOT_TOKEN', "the bot's token (xoxb-…)");
  const app = new App({
    receiver,
    // The workspace is one and known: no call to Slack is needed to find out who we are.
    authorize: () => Promise.resolve({ botToken }),
    clientOptions: {
      ...(slackApiUrl ? { slackApiUrl } : {}),
      retryConfig: { retries: 0 },
      headers: { 'X-Sent-From': publicUrl(environment), 'X-Sent-To': slackApiUrl ?? 'https://slack.com/api/' },
    },
  });
  addListeners(app, context, listVariable(environment, 'SLACK_APPROVERS'));
  return {
    router: http?.router,
    start: async () => void (await app.start()),
    stop: async () => void (await app.stop()),
  };
}

function addListeners(app: App, context: IngressContext, approvers: readonly string[]): void {
  const { logger } = context;
  const mayDecide = (userId: string) => approvers.includes(userId);

  for (const actionId of ['approve', 'use_hris', 'reject'] as const) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, respond, client }) => {
      const tell = privately(body, respond, client, logger);
      const decision = decisionOfAction(action);
      if (!decision || !mayDecide(body.user.id)) {
        await ack();
        return tell(decision ? NOT_AN_APPROVER : 'This button is not one hireline made.');
      }
      const { about, ...wish } = decision;
      if (decision.decision !== 'use_offer') {
        await client.views.open({
          trigger_id: body.trigger_id,
          view: reasonModal(decision.decision, {
            holdId: decision.holdId,
            diffHash: decision.diffHash,
            decision: decision.decision,
            ...(about ? { about } : {}),
            channelId: body.channel?.id ?? '',
            messageTs: body.message?.ts ?? '',
          }),
        });
        return ack();
      }
      // Acknowledged only once it is kept: a click that is lost must show as failed.
      const answer = await submitDecision(context, 'slack', { ...wish, ...decider(body.user.id) });
      await ack();
      if (answer.outcome === 'refused') await tell(answer.reason);
    });
  }

  app.view<ViewSubmitAction>('hold_reason', async ({ ack, view, body }) => {
    const decision = decisionOfView(view);
    if (!decision) {
      return ack({ response_action: 'errors', errors: { reason: 'Say why, in at least three characters.' } });
    }
    if (!mayDecide(body.user.id)) return ack({ response_action: 'errors', errors: { reason: NOT_AN_APPROVER } });
    const answer = await submitDecision(context, 'slack', { ...decision, ...decider(body.user.id) });
    if (answer.outcome === 'kept') return ack();
    const metadata = reasonMetadataOf(view);
    await ack({ response_action: 'errors', errors: { reason: answer.reason } });
    logger.info({ holdId: metadata?.holdId, status: answer.status }, 'a decision was refused');
  });

  addBonusListeners(app, context, { mayDecide, privately });

  app.error((error) => {
    logger.error({ err: kindOfError(error.original ?? error) }, 'a Slack request failed');
    // Thrown on, so that the receiver does not acknowledge what was not done.
    return Promise.reject(error);
  });
}

const decider = (userId: string) => ({ decidedBy: `slack:${userId}`, decidedAt: new Date().toISOString() });

/** Tells only the person who clicked. */
function privately(
  body: BlockAction,
  respond: RespondFn,
  client: App['client'],
  logger: Logger,
): (text: string) => Promise<void> {
  return async (text) => {
    try {
      await respond({ response_type: 'ephemeral', replace_original: false, text });
    } catch {
      await client.chat
        .postEphemeral({ channel: body.channel?.id ?? '', user: body.user.id, text })
        .catch((error: unknown) => logger.warn({ err: kindOfError(error) }, 'a person could not be told in private'));
    }
  };
}
