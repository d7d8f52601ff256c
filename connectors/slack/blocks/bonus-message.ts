import type { types } from '@slack/bolt';
import type { BonusNotice } from '../../../schemas/notice.js';
import type { BonusDecision } from '../../../schemas/referral-bonus.js';
import {
  actor,
  context,
  escapeMrkdwn,
  FIELD_LIMIT,
  fit,
  header,
  inline,
  link,
  section,
  TEXT_LIMIT,
  TITLE_LIMIT,
  type SlackMessage,
} from './mrkdwn.js';
import { answerBlock, questionBlock, versionedBlockId } from './question.js';

/** The action_id of each button and the decision it stands for. */
export const BONUS_BUTTONS = {
  approve_bonus: 'approve',
  reject_bonus: 'reject',
} as const satisfies Record<string, BonusDecision['decision']>;
export type BonusButton = keyof typeof BONUS_BUTTONS;

interface BonusWords {
  titles: Record<BonusNotice['state']['is'], string>;
  question: string;
  buttons: Record<BonusDecision['decision'], { text: string; explained: string }>;
  decided: Record<BonusDecision['decision'], string>;
}

/** How a bonus is put to people, by what is asked. */
const WORDS: Readonly<Record<BonusDecision['about'], BonusWords>> = {
  payout: {
    titles: {
      open: 'Referral bonus due',
      decided: 'Referral bonus decided',
      void: 'Referral bonus void',
      expired: 'Referral bonus: nobody decided',
    },
    question: 'Approve hands it to payroll; Reject pays nothing and asks for a reason.',
    buttons: {
      approve: { text: 'Approve', explained: 'Approve: the bonus is handed to payroll' },
      reject: { text: 'Reject', explained: 'Reject: nothing is paid; asks for a reason' },
    },
    decided: { approve: 'Approved: it is paid', reject: 'Rejected: nothing is paid' },
  },
  clawback: {
    titles: {
      open: 'Hire undone after its bonus was paid',
      decided: 'Bonus of an undone hire decided',
      void: 'Hire stands again: its bonus stays',
      expired: 'Bonus of an undone hire: nobody decided',
    },
    question: 'Take it back has payroll deduct it once; Let it be keeps it paid and asks for a reason.',
    buttons: {
      approve: { text: 'Take it back', explained: 'Take it back: payroll deducts the bonus once' },
      reject: { text: 'Let it be', explained: 'Let it be: the advocate keeps the bonus; asks for a reason' },
    },
    decided: { approve: 'It is taken back', reject: 'The advocate keeps it' },
  },
};

/** A bonus that waits for a decision, with its buttons; or what became of it, without. */
export function bonusMessage(notice: BonusNotice): SlackMessage {
  const title = `${WORDS[notice.about].titles[notice.state.is]}: ${notice.amount} for ${notice.advocate}`;
  const more = `… ${link(notice.consoleUrl, 'More in hireline')}`;
  return {
    text: fit(`${fit(inline(title), TITLE_LIMIT)}\n${escapeMrkdwn(notice.runUrl)}\n${summary(notice)}`, TEXT_LIMIT),
    blocks: [
      header(title),
      about(notice, more),
      stateBlock(notice, more),
      context(`${link(notice.runUrl, 'Open the run')}  ·  ${link(notice.consoleUrl, 'Open in hireline')}`),
      ...(notice.state.is === 'open' ? [buttons(notice)] : []),
    ],
  };
}

function about({ advocate, candidate, amount, conditions }: BonusNotice, more: string): types.SectionBlock {
  const field = (name: string, value: string): types.MrkdwnElement => ({
    type: 'mrkdwn',
    text: fit(`*${name}*\n${inline(value)}`, FIELD_LIMIT, more),
  });
  return {
    ...section(conditions.map((line) => `• ${inline(line)}`).join('\n') || '_Nothing more is known._', more),
    fields: [field('Advocate', advocate), field('Hire', candidate), field('Amount', amount)],
  };
}

function summary({ about: subject, state }: BonusNotice): string {
  switch (state.is) {
    case 'open':
      return 'Needs a decision.';
    case 'decided':
      return `${WORDS[subject].decided[state.decision]}, by ${actor(state.decidedBy)}. ${inline(state.progress)}`;
    case 'void':
    case 'expired':
      return inline(state.why);
  }
}

function stateBlock(notice: BonusNotice, more: string): types.KnownBlock {
  const { about: subject, state } = notice;
  if (state.is === 'open') return questionBlock([WORDS[subject].question], state.remindedTimes);
  const decided = state.is === 'decided' ? WORDS[subject].decided[state.decision] : '';
  return answerBlock(state, decided, blockId(notice), more);
}

function buttons(notice: BonusNotice): types.ActionsBlock {
  const { bonusId, workflowId, about: subject } = notice;
  const value = JSON.stringify({ bonusId, workflowId, about: subject });
  const offered = Object.entries(BONUS_BUTTONS) as [BonusButton, BonusDecision['decision']][];
  return {
    type: 'actions',
    block_id: blockId(notice),
    elements: offered.map(([actionId, decision]): types.Button => {
      const { text, explained } = WORDS[subject].buttons[decision];
      return {
        type: 'button',
        action_id: actionId,
        text: { type: 'plain_text', text, emoji: true },
        accessibility_label: explained,
        value,
        style: decision === 'approve' ? 'primary' : 'danger',
      };
    }),
  };
}

const blockId = (notice: BonusNotice): string => versionedBlockId(`bonus:${notice.bonusId}`, notice);
