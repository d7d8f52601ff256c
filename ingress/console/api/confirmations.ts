import { z } from 'zod';
import {
  CONFIRMATION_NEEDS_PERSON,
  CONFIRMATION_STATUSES,
  listConfirmations,
  type HireConfirmation,
} from '../../../ledger/hire-confirmations.js';
import type { IngressContext } from '../../context.js';
import { route, type ApiRoute } from './route.js';
import { Before, Instant, Limit, MaybeInstant, name, nextOf, oneOf, page, Text } from './schemas.js';

const shape = {
  applicationId: z.string(),
  status: oneOf(CONFIRMATION_STATUSES),
  statusReason: Text.meta({ description: 'Why it waits for a person, or ended.' }),
  advocacy: Text.meta({ description: 'The advocacy platform.' }),
  referralId: Text.meta({ description: 'The referral that owns the hire.' }),
  advocateId: Text,
  hiredOn: Text.meta({ description: "YYYY-MM-DD, in the company's time zone." }),
  crm: Text,
  contactId: Text.meta({ description: 'The record of the CRM.' }),
  runUrl: z.string(),
  confirmedAt: MaybeInstant,
  updatedAt: Instant,
};
/** A hire on its way to the CRM and the advocacy platform. */
export const ConfirmationShape = name('HireConfirmation', z.object(shape));
const Listed = name(
  'ListedConfirmation',
  z.object({
    ...shape,
    candidateName: Text,
    hasHire: z.boolean().meta({ description: 'Whether /hires has the hire itself.' }),
  }),
);

/** @returns null where no advocate has brought the hire. */
export const confirmationOf = (confirmation: HireConfirmation | undefined): z.input<typeof ConfirmationShape> | null =>
  confirmation && confirmation.status !== 'not_referred' ? confirmation : null;

/** Hires on their way to the CRM and the advocacy platform. Failed ones are tried again by the retry of the hire. */
export function confirmationRoutes({ db }: Pick<IngressContext, 'db'>): ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/confirmations',
      summary: 'Hires and whether CRM and advocacy platform know of them; those that wait for a person first.',
      role: 'viewer',
      query: z.strictObject({
        status: oneOf([...CONFIRMATION_STATUSES, 'attention'])
          .optional()
          .meta({ description: `attention: what waits for a person, ${CONFIRMATION_NEEDS_PERSON.join(', ')}.` }),
        limit: Limit,
        before: Before,
      }),
      answer: { status: 200, schema: name('ConfirmationPage', page(Listed)) },
      async handle({ query: { status, limit, before = 0 } }) {
        const statuses = status === 'attention' ? CONFIRMATION_NEEDS_PERSON : status && [status];
        const items = await listConfirmations(db, { statuses }, { limit, offset: before });
        return { items, next: nextOf(items.length === limit ? before + limit : null) };
      },
    }),
  ];
}
