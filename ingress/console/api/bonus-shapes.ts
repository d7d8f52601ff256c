import { z } from 'zod';
import type { ListedBonus } from '../../../ledger/bonus-list.js';
import { HOLD_STATUSES } from '../../../schemas/hold.js';
import { BONUS_STATUSES } from '../../../schemas/referral-bonus.js';
import { Instant, MaybeInstant, name, page, Text } from './schemas.js';

const Question = name(
  'BonusQuestion',
  z.object({
    about: z.enum(['payout', 'clawback']),
    status: z.enum(HOLD_STATUSES),
    openedAt: Instant,
    decision: z.enum(['approve', 'reject']).nullable(),
    decidedBy: Text,
    decidedAt: MaybeInstant,
    reason: Text,
    progress: Text,
  }),
);

export const BonusShape = name(
  'Bonus',
  z.object({
    id: z.string(),
    advocacy: z.string().meta({ description: 'The advocacy platform.' }),
    referralId: z.string(),
    round: z.number().meta({ description: 'Counts the times the candidate was hired.' }),
    advocateId: z.string(),
    advocateName: Text,
    applicationId: z.string(),
    candidateName: Text,
    share: z.string().meta({ description: "The part of the candidate that is this advocate's, of 1." }),
    amount: z.string().meta({ description: 'Decimal text: "1500.00".' }),
    currency: z.string(),
    hiredAt: Instant,
    dueAt: MaybeInstant.meta({ description: 'Null until the start date of the hire is known.' }),
    status: z.enum(BONUS_STATUSES),
    statusReason: Text,
    failedIn: z.enum(BONUS_STATUSES).nullable().meta({ description: 'Where it stood before it failed.' }),
    payroll: Text,
    paidAt: MaybeInstant,
    clawedBackAt: MaybeInstant,
    question: Question.nullable().meta({ description: 'What people were asked last.' }),
    workflowId: z.string(),
    runUrl: Text,
    createdAt: Instant,
    updatedAt: Instant,
  }),
);
export const BonusPage = name('BonusPage', page(BonusShape));

export const bonusOf = ({ bonusId: id, ...bonus }: ListedBonus): z.input<typeof BonusShape> => ({ id, ...bonus });
