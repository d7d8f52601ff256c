import type { Disposition, ReferralStatus } from '../schemas/referral.js';
import type { Variance, VarianceAction, VarianceCause } from '../schemas/attribution-audit.js';

/** How long a webhook of something new may be on its way. */
export const ON_ITS_WAY_MS = 10_000;
/** How long hireline may be at something new, its retries included, before somebody has to look. */
const UNDER_WAY_MS = 10 * 60_000;

/** A referral as the platform has it. */
export interface PlatformSide {
  referralId: string;
  advocateId: string;
  /** Whether the platform holds the candidate's consent. */
  consented: boolean;
  /** ISO 8601 UTC. */
  referredAt: string;
}

/** An application as the ATS attributes it. */
export interface AtsSide {
  applicationId: string;
  candidateId: string;
  advocateId: string | null;
  referralId: string | null;
  hired: boolean;
  /** When the offer was accepted, ISO 8601 UTC. */
  hiredAt: string | null;
}

/** A confirmed hire as the CRM has it. */
export interface CrmSide {
  contactId: string;
  candidateId: string | null;
  applicationId: string | null;
  advocateId: string | null;
  referralId: string | null;
  /** YYYY-MM-DD; null where the CRM does not say that the candidate was hired. */
  hiredOn: string | null;
}

/** What hireline has made of a referral. */
export interface KnownReferral {
  referralId: string;
  advocateId: string | null;
  applicationId: string | null;
  candidateId: string | null;
  status: ReferralStatus;
  disposition: Disposition | null;
  /** Whether any of the candidate is this advocate's; null before that is decided. */
  owned: boolean | null;
}

/** Why a hire is not confirmed, as far as hireline knows. */
export type Unconfirmed = 'checking' | 'consent' | 'failed' | 'erased';

/** All that an audit compares. Ids only, so that it may be told of anywhere. */
export interface AuditSides {
  /** When the systems were begun to be read. */
  readAt: Date;
  platform: readonly PlatformSide[];
  ats: readonly AtsSide[];
  crm: readonly CrmSide[];
  known: readonly KnownReferral[];
  /** Referrals of which a delivery came; and those of which one came that could not be understood. */
  arrived: ReadonlySet<string>;
  quarantined: ReadonlySet<string>;
  /** Applications whose hire could not be confirmed, by why. */
  unconfirmed: ReadonlyMap<string, Unconfirmed>;
  /** The ids a candidate went by before, by the one they go by now; oneself included. */
  sameCandidate: (one: string, other: string) => boolean;
}

/**
 * Holds the three systems against each other. Each referral, application and contact gives at most one variance; a
 * referral that a rule settled gives one without an action.
 */
export function auditAttribution(sides: AuditSides): { variances: Variance[]; agreeing: number } {
  const apps = new Map(sides.ats.map((app) => [app.applicationId, app]));
  const byReferral = new Map(sides.ats.flatMap((app) => (app.referralId === null ? [] : [[app.referralId, app]])));
  const platform = new Map(sides.platform.map((referral) => [referral.referralId, referral]));
  const known = new Map(sides.known.map((referral) => [referral.referralId, referral]));

  const ofPlatform = sides.platform.map((referral) => {
    const own = known.get(referral.referralId);
    const app = byReferral.get(referral.referralId);
    return app
      ? named(referral, app)
      : unnamed(referral, own, own?.applicationId ? apps.get(own.applicationId) : undefined);
  });
  const variances = [
    ...ofPlatform.filter((variance) => variance !== undefined),
    ...sides.ats.flatMap((app) => unknownToPlatform(app) ?? []),
    ...sides.ats.flatMap((app) => unconfirmedHire(app) ?? []),
    ...sides.crm.flatMap((contact) => unconfirmedContact(contact) ?? []),
  ];
  return { variances, agreeing: ofPlatform.filter((variance) => variance === undefined).length };

  /** The ATS names the referral: it has to name its advocate as well. */
  function named(referral: PlatformSide, app: AtsSide): Variance | undefined {
    if (app.advocateId === referral.advocateId) return undefined;
    return {
      ...about('differing', `referral:${referral.referralId}`, app, referral.advocateId),
      referralId: referral.referralId,
      cause: 'changed_elsewhere',
      reason: `The application names ${app.advocateId === null ? 'no advocate' : 'another advocate'} than the platform.`,
      action: 'capture',
    };
  }

  /** No application names the referral: why? */
  function unnamed(
    referral: PlatformSide,
    own: KnownReferral | undefined,
    app: AtsSide | undefined,
  ): Variance | undefined {
    if (own && app && namesCoOwner(own, app)) return undefined;
    const explained = explain(referral, own, app);
    return {
      ...about('missing_in_ats', `referral:${referral.referralId}`, app, referral.advocateId),
      referralId: referral.referralId,
      applicationId: own?.applicationId ?? null,
      ...explained,
      action: actionOn(explained.cause, 'capture', referral.referredAt),
    };
  }

  /** An application that several advocates share names one of them. */
  function namesCoOwner(own: KnownReferral, app: AtsSide): boolean {
    const other = app.referralId === null ? undefined : known.get(app.referralId);
    return [own, other].every(
      (one) => one?.status === 'captured' && one.owned === true && one.applicationId === app.applicationId,
    );
  }

  /** What is settled by rule, or may settle itself in a moment, asks nothing of anybody. */
  function actionOn(cause: VarianceCause, action: VarianceAction, since: string | null): VarianceAction | null {
    return cause === 'dedup' || (cause === 'in_progress' && isWithin(UNDER_WAY_MS, since)) ? null : action;
  }

  function isWithin(ms: number, since: string | null): boolean {
    return since !== null && sides.readAt.getTime() - Date.parse(since) < ms;
  }

  function explain(
    referral: PlatformSide,
    own: KnownReferral | undefined,
    app: AtsSide | undefined,
  ): { cause: VarianceCause; reason: string } {
    if (!own && sides.quarantined.has(referral.referralId)) {
      return { cause: 'quarantined', reason: 'Its delivery came, and could not be understood.' };
    }
    if (!own && sides.arrived.has(referral.referralId)) {
      return { cause: 'in_progress', reason: 'The platform’s event has come; its run has not begun.' };
    }
    if (!own && isWithin(ON_ITS_WAY_MS, referral.referredAt)) {
      return { cause: 'in_progress', reason: 'It is new: the platform’s event may be on its way.' };
    }
    if (!own) return { cause: 'payload_never_came', reason: 'The platform’s event never reached hireline.' };
    if (own.status === 'rejected' || own.disposition === 'linked' || own.owned === false) {
      return { cause: 'dedup', reason: 'By rule: the candidate was known, or is another advocate’s.' };
    }
    if (own.status === 'waiting_for_consent' || !referral.consented) {
      return { cause: 'consent', reason: 'No consent of the candidate is recorded, so nothing has crossed.' };
    }
    if (own.status === 'failed') return { cause: 'run_failed', reason: 'Its run has failed and waits for somebody.' };
    if (own.status !== 'captured') return { cause: 'in_progress', reason: 'Its run is still under way.' };
    if (!app) return { cause: 'identity', reason: 'The application it was written to is not in the ATS any more.' };
    if (own.candidateId !== null && !sides.sameCandidate(own.candidateId, app.candidateId)) {
      return { cause: 'identity', reason: 'The application it was written to is of another candidate now.' };
    }
    return { cause: 'changed_elsewhere', reason: 'The application does not name it any more.' };
  }

  function unknownToPlatform(app: AtsSide): Variance | undefined {
    if (app.referralId === null || platform.has(app.referralId)) return undefined;
    return {
      ...about('unknown_to_platform', `application:${app.applicationId}`, app, null),
      cause: 'identity',
      reason: 'The application names a referral that the platform does not know.',
      action: 'ignore',
    };
  }

  function unconfirmedHire(app: AtsSide): Variance | undefined {
    if (!app.hired || app.advocateId === null || (app.referralId !== null && !platform.has(app.referralId)))
      return undefined;
    const contact = sides.crm.find(
      (one) =>
        one.hiredOn !== null &&
        (one.applicationId === app.applicationId ||
          (one.candidateId !== null && sides.sameCandidate(one.candidateId, app.candidateId))),
    );
    const variance = about('missing_in_crm', `hire:${app.applicationId}`, app, platformsAdvocate(app), contact);
    if (contact?.advocateId === app.advocateId) return undefined;
    if (contact) {
      return {
        ...variance,
        kind: 'differing',
        cause: 'changed_elsewhere',
        reason: 'The CRM names another advocate than the ATS.',
        action: 'confirm',
      };
    }
    const why = sides.unconfirmed.get(app.applicationId);
    if (why === 'consent') {
      return {
        ...variance,
        cause: 'consent',
        reason: 'No consent is recorded, so the CRM was not told.',
        action: 'confirm',
      };
    }
    if (why === 'erased') {
      return { ...variance, cause: 'consent', reason: 'The CRM has erased the record for privacy.', action: null };
    }
    if (why === 'failed') {
      return { ...variance, cause: 'run_failed', reason: 'Confirming the hire has failed.', action: 'confirm' };
    }
    if (why === 'checking' || isWithin(ON_ITS_WAY_MS, app.hiredAt)) {
      const cause = 'in_progress';
      const reason = why ? 'The hire is being confirmed.' : 'The hire is new: the ATS’s event may be on its way.';
      return { ...variance, cause, reason, action: actionOn(cause, 'confirm', app.hiredAt) };
    }
    return {
      ...variance,
      cause: 'payload_never_came',
      reason: 'The ATS’s event of the hire never reached hireline.',
      action: 'confirm',
    };
  }

  function unconfirmedContact(contact: CrmSide): Variance | undefined {
    if (contact.hiredOn === null) return undefined;
    const app =
      (contact.applicationId === null ? undefined : apps.get(contact.applicationId)) ??
      sides.ats.find(
        ({ candidateId }) => contact.candidateId !== null && sides.sameCandidate(contact.candidateId, candidateId),
      );
    if (app?.hired) return undefined;
    return {
      ...about('not_hired', `contact:${contact.contactId}`, app, null, contact),
      referralId: contact.referralId,
      applicationId: contact.applicationId,
      cause: app ? 'changed_elsewhere' : 'identity',
      reason: app ? 'The ATS does not have the candidate as hired.' : 'The ATS has no such application.',
      action: app ? 'confirm' : 'ignore',
    };
  }

  function platformsAdvocate(app: AtsSide): string | null {
    return (app.referralId === null ? undefined : platform.get(app.referralId)?.advocateId) ?? null;
  }
}

/**
 * Whether an action can settle a variance: the one that was suggested, or to leave it be. Any other one would wait for
 * what cannot happen.
 * @returns why not, in a sentence; undefined when it can.
 */
export function whyUnfit(variance: { action: VarianceAction }, action: VarianceAction): string | undefined {
  if (action === 'ignore' || action === variance.action) return undefined;
  const fits = [...new Set([variance.action, 'ignore'])].join(' or ');
  return `${action} cannot settle this variance: expected ${fits}.`;
}

function about(
  kind: Variance['kind'],
  subject: string,
  app: AtsSide | undefined,
  platform: string | null,
  crm?: CrmSide,
): Pick<Variance, 'key' | 'kind' | 'referralId' | 'applicationId' | 'advocateIds'> {
  return {
    key: `${kind}:${subject}`,
    kind,
    referralId: app?.referralId ?? null,
    applicationId: app?.applicationId ?? null,
    advocateIds: { platform, ats: app?.advocateId ?? null, crm: crm?.advocateId ?? null },
  };
}
