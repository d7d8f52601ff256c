import type { types } from '@slack/bolt';
import type { HoldDecision } from '../../../schemas/hold.js';
import { DECISIONS_OFFERED, holdSubject } from '../../../schemas/hold-subject.js';
import type { HoldNotice } from '../../../schemas/notice.js';
import { differenceSection } from './difference-section.js';
import { HOLD_WORDS } from './hold-words.js';
import {
  actor,
  BLOCK_LIMIT,
  context,
  escapeMrkdwn,
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
export const BUTTONS = {
  approve: 'use_offer',
  use_hris: 'use_hris',
  reject: 'reject',
} as const satisfies Record<string, HoldDecision>;
export type HoldButton = keyof typeof BUTTONS;

/** What stands around the differences: header, note, outcome, links, buttons, and the line on those left out. */
const OTHER_BLOCKS = 8;

const STYLES: Partial<Record<HoldButton, 'primary' | 'danger'>> = { approve: 'primary', reject: 'danger' };

const wordsOf = ({ differences }: HoldNotice) => HOLD_WORDS[holdSubject(differences)];

/** The answer about terms that differ lets an adverse action pass, too. */
const isAlsoAboutScreening = ({ differences }: HoldNotice): boolean =>
  holdSubject(differences) === 'terms' && differences.some(({ field }) => field === 'screening');
const ALSO_SCREENING = 'Unless you reject, the hire also goes on in spite of the screening result.';

/** A hold that waits for a decision, with its buttons; or what became of it, without. */
export function holdMessage(notice: HoldNotice): SlackMessage {
  const title = `${wordsOf(notice).titles[notice.state.is]}: ${notice.hire}`;
  const more = `… ${link(notice.consoleUrl, 'More in hireline')}`;
  const shown = notice.differences.slice(0, BLOCK_LIMIT - OTHER_BLOCKS);
  const left = notice.differences.length - shown.length;
  return {
    text: fit(`${fit(inline(title), TITLE_LIMIT)}\n${escapeMrkdwn(notice.runUrl)}\n${summary(notice)}`, TEXT_LIMIT),
    blocks: [
      header(title),
      ...(notice.note ? [section(`:arrows_counterclockwise: ${inline(notice.note)}`, more)] : []),
      ...shown.map((difference) => differenceSection(difference, more)),
      ...(left > 0 ? [section(`${left} more differences: ${link(notice.consoleUrl, 'see hireline')}`)] : []),
      stateBlock(notice, more),
      context(`${link(notice.runUrl, 'Open the run')}  ·  ${link(notice.consoleUrl, 'Open in hireline')}`),
      ...(notice.state.is === 'open' ? [buttons(notice)] : []),
    ],
  };
}

function summary(notice: HoldNotice): string {
  const { state, differences } = notice;
  switch (state.is) {
    case 'open':
      return `Needs a decision: ${differences.map((difference) => difference.field).join(', ')}`;
    case 'decided':
      return `${wordsOf(notice).decided[state.decision]}, by ${actor(state.decidedBy)}. ${inline(state.progress)}`;
    case 'void':
    case 'expired':
      return inline(state.why);
  }
}

function stateBlock(notice: HoldNotice, more: string): types.KnownBlock {
  const { state } = notice;
  if (state.is === 'open') {
    const lines = [wordsOf(notice).question, ...(isAlsoAboutScreening(notice) ? [ALSO_SCREENING] : [])];
    return questionBlock(lines, state.remindedTimes);
  }
  const decided = state.is === 'decided' ? wordsOf(notice).decided[state.decision] : '';
  return answerBlock(state, decided, blockId(notice), more);
}

function buttons(notice: HoldNotice): types.ActionsBlock {
  const { holdId, diffHash, differences } = notice;
  const subject = holdSubject(differences);
  // What the modal of a button asks depends on it.
  const value = JSON.stringify({ holdId, diffHash, ...(subject === 'terms' ? {} : { about: subject }) });
  const offered = Object.entries(BUTTONS) as [HoldButton, HoldDecision][];
  return {
    type: 'actions',
    block_id: blockId(notice),
    elements: offered
      .filter(([, decision]) => DECISIONS_OFFERED[subject].includes(decision))
      .map(([actionId, decision]): types.Button => {
        const { text, explained } = HOLD_WORDS[subject].buttons[decision];
        const style = STYLES[actionId];
        return {
          type: 'button',
          action_id: actionId,
          text: { type: 'plain_text', text, emoji: true },
          accessibility_label: explained,
          value,
          ...(style ? { style } : {}),
        };
      }),
  };
}

const blockId = (notice: HoldNotice): string => versionedBlockId(`hold:${notice.holdId}`, notice);
