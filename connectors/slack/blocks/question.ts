import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import { actor, context, ID_LIMIT, inline, localTime, section } from './mrkdwn.js';

/** What became of a question: what hold and bonus notices have in common. */
type Answer =
  | { is: 'decided'; decision: string; decidedBy: string; decidedAt: string; reason?: string; progress: string }
  | { is: 'void' | 'expired'; why: string };

/** What is asked, and how often people were reminded of it. */
export function questionBlock(lines: readonly string[], remindedTimes: number): types.ContextBlock {
  const reminder = remindedTimes > 0 ? [`:bell: Reminder ${remindedTimes}: still waiting.`] : [];
  return context([...lines, ...reminder].join('\n'));
}

/**
 * What was decided by whom and what came of it, or why nobody is asked any more.
 * @param decided the decision in words.
 */
export function answerBlock(state: Answer, decided: string, blockId: string, more: string): types.SectionBlock {
  return { ...section(answerText(state, decided), more), block_id: blockId };
}

function answerText(state: Answer, decided: string): string {
  switch (state.is) {
    case 'decided': {
      const icon = state.decision === 'reject' ? ':no_entry:' : ':white_check_mark:';
      return [
        `${icon} *${decided}*, by ${actor(state.decidedBy)} ${localTime(state.decidedAt)}`,
        ...(state.reason ? [`Reason: ${inline(state.reason)}`] : []),
        ...(state.progress ? [inline(state.progress)] : []),
      ].join('\n');
    }
    case 'void':
      return `:leftwards_arrow_with_hook: *Void*: ${inline(state.why)}`;
    case 'expired':
      return `:hourglass: *Expired*: ${inline(state.why)}`;
  }
}

/**
 * Slack wants a new block_id with every update: it is made from everything the message says.
 * @param name of what is asked about: "hold:…".
 */
export function versionedBlockId(name: string, notice: { state: { is: string } }): string {
  const version = createHash('sha256').update(JSON.stringify(notice)).digest('hex').slice(0, 12);
  const suffix = `:${notice.state.is}-${version}`;
  return name.slice(0, ID_LIMIT - suffix.length) + suffix;
}
