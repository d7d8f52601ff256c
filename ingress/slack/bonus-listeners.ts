import type { App, BlockAction, ButtonAction, RespondFn, ViewSubmitAction } from '@slack/bolt';
import type { Logger } from '../../config/logger.js';
import { bonusDecisionOfAction, bonusDecisionOfView, bonusReasonModal } from '../../connectors/slack/index.js';
import { submitBonusDecision } from '../bonus-decisions.js';
import type { IngressContext } from '../context.js';

const NOT_AN_APPROVER = 'You are not on the list of approvers, so nothing was done.';

/** Tells only the person who clicked. */
export type TellPrivately = (
  body: BlockAction,
  respond: RespondFn,
  client: App['client'],
  logger: Logger,
) => (text: string) => Promise<void>;

/** The buttons of referral bonuses, and the modal that asks for a reason. */
export function addBonusListeners(
  app: App,
  context: IngressContext,
  { mayDecide, privately }: { mayDecide: (userId: string) => boolean; privately: TellPrivately },
): void {
  const { logger } = context;

  for (const actionId of ['approve_bonus', 'reject_bonus'] as const) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, respond, client }) => {
      const tell = privately(body, respond, client, logger);
      const decision = bonusDecisionOfAction(action);
      if (!decision || !mayDecide(body.user.id)) {
        await ack();
        return tell(decision ? NOT_AN_APPROVER : 'This button is not one hireline made.');
      }
      if (decision.decision === 'reject') {
        await client.views.open({ trigger_id: body.trigger_id, view: bonusReasonModal(decision) });
        return ack();
      }
      // Acknowledged only once it is kept: a click that is lost must show as failed.
      const answer = await submitBonusDecision(context, 'slack', { ...decision, ...decider(body.user.id) });
      await ack();
      if (answer.outcome === 'refused') await tell(answer.reason);
    });
  }

  app.view<ViewSubmitAction>('bonus_reason', async ({ ack, view, body }) => {
    const decision = bonusDecisionOfView(view);
    if (!decision) {
      return ack({ response_action: 'errors', errors: { reason: 'Say why, in at least three characters.' } });
    }
    if (!mayDecide(body.user.id)) return ack({ response_action: 'errors', errors: { reason: NOT_AN_APPROVER } });
    const answer = await submitBonusDecision(context, 'slack', { ...decision, ...decider(body.user.id) });
    if (answer.outcome === 'kept') return ack();
    await ack({ response_action: 'errors', errors: { reason: answer.reason } });
    logger.info({ bonusId: decision.bonusId, status: answer.status }, 'a decision was refused');
  });
}

const decider = (userId: string) => ({ decidedBy: `slack:${userId}`, decidedAt: new Date().toISOString() });
