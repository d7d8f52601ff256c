import { platformFields, type EmptyReferralField } from '../domain/referral-fields.js';
import {
  confirmDriftOfMany,
  endEmptyDrift,
  hasMetEmpty,
  recordDrift,
  replayRequested,
  type SeenDrift,
} from '../ledger/vendor-drift.js';
import type { Referral } from '../schemas/referral.js';
import type { Dependencies } from './dependencies.js';
import { replayRuns } from './replay-runs.js';

type Known = Pick<Dependencies, 'db' | 'systems' | 'policy'>;

/** A referral that was read. */
export interface ReadReferral {
  referral: Referral;
  /** The run that has read it. */
  workflowId: string;
  /** Whether it was read for the first time. */
  isNew: boolean;
}

/**
 * Records fields that a referral does not hold where they are mapped. One may be empty because nobody has filled it in:
 * that is suspected, until so many new referrals in a row lack it as policy says. A place of a like name that holds
 * something tells at once.
 */
export async function keepEmptyReferralFields(
  known: Known,
  fields: readonly EmptyReferralField[],
  workflowId: string,
): Promise<void> {
  const { emptyInARow, noConsentInARow } = known.policy.drift;
  for (const one of fields) {
    const seen = emptyPlace(known, one);
    await recordDrift(known.db, seen, workflowId);
    const enough = one.renamedTo !== null ? 1 : one.field === 'consentAt' ? noConsentInARow : emptyInARow;
    await confirmDriftOfMany(known.db, seen, enough);
  }
}

/**
 * Compares a referral with the map: ends what it disproves, lets go on what had stopped on that, and records what makes
 * nothing fail: a renamed place of a field that may be empty, and a consent that is not there.
 */
export async function compareWithMap(
  deps: Known & Pick<Dependencies, 'fieldMap'>,
  { referral, workflowId, isNew }: ReadReferral,
): Promise<void> {
  const vendor = deps.systems.roles.advocacy;
  const fields = platformFields(deps.fieldMap.referral, referral);
  const held = fields.filter(({ empty }) => empty === null).map(({ rule }) => mappedAt(rule.field));
  for (const id of await endEmptyDrift(deps.db, { vendor, mappedAt: held, workflowId }, isNew)) {
    // This one goes on by itself.
    await replayRequested(deps.db, id, workflowId);
    await replayRuns(deps.db, id, `drift:${id}`);
  }
  for (const { rule, empty } of fields) {
    if (!empty) continue;
    // Without consent nobody asks for the other fields yet. Whoever still waits for it is no new sign.
    const isSign =
      rule.field === 'consentAt'
        ? empty.renamedTo === null &&
          (isNew || (await hasMetEmpty(deps.db, { vendor, mappedAt: [mappedAt(rule.field)], workflowId })))
        : rule.nullRule === 'skip' && empty.renamedTo !== null;
    if (isSign) await keepEmptyReferralFields(deps, [empty], workflowId);
  }
}

function emptyPlace({ systems }: Pick<Known, 'systems'>, { field, place, renamedTo }: EmptyReferralField): SeenDrift {
  return {
    ...{ vendor: systems.roles.advocacy, kind: 'empty', operation: `reading ${field} of referrals`, place },
    expected: 'a value',
    found:
      renamedTo === null ? 'nothing in one new referral after the other' : `nothing, and something at ${renamedTo}`,
    mappedAt: [mappedAt(field)],
  };
}

const mappedAt = (field: EmptyReferralField['field']): string => `referral.${field}.advocacy`;
