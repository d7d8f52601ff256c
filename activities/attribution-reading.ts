import { Context } from '@temporalio/activity';
import { callSignal } from '../connectors/http.js';
import type { AtsAttribution, AtsHire } from '../connectors/roles/ats.js';
import { windowOfDays } from '../domain/nights.js';
import { recordAdvocates, retireAdvocates } from '../ledger/attribution-advocates.js';
import { countReferrals, referredApplications } from '../ledger/attribution-facts.js';
import { keepApplications, keepHires, keepReading, type HireToKeep } from '../ledger/attribution-hires.js';
import { erasedApplications } from '../ledger/candidates.js';
import type { AttributionPeriod } from '../schemas/attribution-report.js';
import type { AttributionActivities } from '../workflows/attribution-activities.js';
import type { Dependencies } from './dependencies.js';
import { isUnreadable, readableList, type ListEnd } from './reconciliation-records.js';

/** Applications are asked for so many at a time. */
const AT_ONCE = 50;

type Reading = 'pullAdvocates' | 'countReferrals' | 'pullAttributedHires' | 'finishAttributionReading';

/** Brings into the ledger what the platform and the ATS say of a period. */
export function attributionReadingActivities(
  deps: Dependencies,
  now: () => Date = () => new Date(),
): Pick<AttributionActivities, Reading> {
  const { db, ats, advocacy } = deps;
  const windowOf = ({ from, to }: AttributionPeriod) => windowOfDays(deps.policy.company.timeZone, from, to);

  return {
    async pullAdvocates() {
      if (!advocacy)
        return { notes: ['No advocacy platform is connected: nothing is told of shares, clicks and referrals.'] };
      const since = await databaseTime();
      const { rows, leftOut } = await listed(advocacy.listAdvocates(), advocacy, 'advocates', (advocates) =>
        recordAdvocates(db, advocacy.vendor, advocates),
      );
      if (leftOut !== null) return { notes: [`Advocates of ${advocacy.title} that could not be read: ${leftOut}.`] };
      if (rows > 0) await retireAdvocates(db, advocacy.vendor, since);
      return { notes: [] };
    },

    async countReferrals(period) {
      if (!advocacy) return { notes: [] };
      const window = windowOf(period);
      const { rows, leftOut } = await listed(advocacy.listReferrals(window), advocacy, 'referrals', () =>
        Promise.resolve(),
      );
      const known = await countReferrals(db, advocacy.vendor, window);
      return {
        notes: [
          ...(leftOut === null ? [] : [`Referrals of ${advocacy.title} that could not be read: ${leftOut}.`]),
          ...(rows === known
            ? []
            : [
                `${advocacy.title} lists ${rows} referrals of these days, hireline has ${known}: the attribution audit tells which.`,
              ]),
        ],
      };
    },

    async pullAttributedHires(period) {
      const window = windowOf(period);
      const readAt = now().toISOString();
      const hires: AtsHire[] = [];
      const { leftOut } = await listed(ats.listAcceptedHires(window), ats, 'hires', (page) => {
        hires.push(...page.filter(isHire));
        return Promise.resolve();
      });
      const { read } = await attributionsOf(hires.map(({ applicationId }) => applicationId));
      const erased = await erasedApplications(
        db,
        hires.map(({ applicationId }) => applicationId),
      );
      const kept = hires.flatMap((hire) => {
        const found = read.get(hire.applicationId);
        const hiredAt = hire.acceptedAt ?? found?.hiredAt;
        return hiredAt ? [toKeep(hire, found, hiredAt, erased)] : [];
      });
      await keepHires(db, ats.vendor, window, [...byApplication(kept).values()], leftOut === null);
      const referred = advocacy
        ? await referredApplications(db, { advocacy: advocacy.vendor, ats: ats.vendor }, window)
        : [];
      const unfollowed = await followUp(referred);
      const untold = hires.filter(({ applicationId }) => !read.has(applicationId)).length;
      return {
        readAt,
        notes: [
          ...(leftOut === null ? [] : [`Hires of ${ats.title} that could not be read: ${leftOut}.`]),
          ...(untold === 0 ? [] : [`${ats.title} does not tell where ${untold} of the hires came from.`]),
          ...(unfollowed === 0 ? [] : [`What became of ${unfollowed} referrals could not be read in ${ats.title}.`]),
        ],
      };
    },

    async finishAttributionReading(period, { readAt, notes }) {
      await keepReading(db, ats.vendor, windowOf(period), { readAt: new Date(readAt), notes });
    },
  };

  /** Goes through a list to its end, telling how far it is. */
  async function listed<T>(
    list: AsyncIterable<T[]>,
    connector: Parameters<typeof readableList>[0],
    what: string,
    each: (page: T[]) => Promise<void>,
  ): Promise<{ rows: number; leftOut: string | null }> {
    const context = Context.current();
    const end: ListEnd = { leftOut: null };
    let rows = 0;
    for await (const page of readableList(connector, list, context.cancellationSignal, end)) {
      await each(page);
      context.heartbeat({ [what]: (rows += page.length) });
    }
    return { rows, leftOut: end.leftOut };
  }

  /** Where these applications came from. What cannot be read stops nobody but itself. */
  async function attributionsOf(applicationIds: readonly string[]): Promise<Attributions> {
    const found: Attributions = { read: new Map(), unreadable: [] };
    for (let start = 0; start < applicationIds.length; start += AT_ONCE) {
      await readInto(found, applicationIds.slice(start, start + AT_ONCE));
      Context.current().heartbeat({ attributions: found.read.size });
    }
    return found;
  }

  /** Halves what has an unreadable one among it until that stands alone. */
  async function readInto(found: Attributions, ids: readonly string[]): Promise<void> {
    try {
      const read = await callSignal.run(Context.current().cancellationSignal, () => ats.readAttributions(ids));
      for (const one of read) found.read.set(one.applicationId, one);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const half = ids.length >> 1;
      if (half === 0) return void found.unreadable.push(...ids);
      await readInto(found, ids.slice(0, half));
      await readInto(found, ids.slice(half));
    }
  }

  /** What has become of the period's referrals, on whatever day. @returns how many could not be read. */
  async function followUp(applicationIds: readonly string[]): Promise<number> {
    const { read, unreadable } = await attributionsOf(applicationIds);
    const erased = await erasedApplications(db, applicationIds);
    const hired: HireToKeep[] = [];
    for (const one of read.values()) {
      if (one.hiredAt !== null && one.status !== 'rejected') hired.push(toKeep(one, one, one.hiredAt, erased));
    }
    // Of those that cannot be read, what was known stays.
    const known = new Set([...hired.map(({ applicationId }) => applicationId), ...unreadable]);
    const none = applicationIds.filter((id) => !known.has(id));
    await keepApplications(db, ats.vendor, hired, none);
    return unreadable.length;
  }

  async function databaseTime(): Promise<Date> {
    const { rows } = await db.query<{ now: Date }>('select now()');
    return rows[0]?.now ?? now();
  }
}

interface Attributions {
  read: Map<string, AtsAttribution>;
  /** Applications. */
  unreadable: string[];
}

/** As for the reconciliation: an accepted offer whose application was not rejected since. */
const isHire = ({ offerStatus, applicationStatus }: AtsHire): boolean =>
  offerStatus === 'accepted' && applicationStatus !== 'rejected';

const byApplication = (hires: readonly HireToKeep[]) => new Map(hires.map((hire) => [hire.applicationId, hire]));

/** Whoever was anonymised is counted, and not known any more. */
function toKeep(
  { applicationId, candidateId, jobId }: Pick<AtsHire, 'applicationId' | 'candidateId'> & { jobId: string | null },
  attribution: AtsAttribution | undefined,
  hiredAt: string,
  erased: ReadonlySet<string>,
): HireToKeep {
  return {
    ...{ applicationId, jobId, hiredAt },
    candidateId: erased.has(applicationId) ? null : candidateId,
    source: attribution?.source ?? null,
    advocateId: attribution?.advocateId ?? null,
    referralId: attribution?.referralId ?? null,
    appliedAt: attribution?.appliedAt ?? null,
    jobOpenedAt: attribution?.jobOpenedAt ?? null,
  };
}
