import { z } from 'zod';
import type { FieldBindings } from '../../config/field-map.js';
import { HIRE_FIELD_NAMES, type FieldProblem } from '../../schemas/hire.js';
import type { AtsHire, TimeWindow } from '../roles/ats.js';
import type { HarvestClient } from './client.js';
import type { Hires } from './hires.js';
import { createLookup, LONGEST_PAGE, MOST_IDS } from './lookup.js';
import { VENDOR } from './manifest.js';
import { managerId, usesRoot } from './mapping.js';
import { currentOffersOf } from './offers.js';
import { createUnreadRows, type UnreadRows } from './unread-rows.js';
import { WireApplication, WireCandidate, WireJob, WireOffer, WireUser } from './wire.js';

/** Many hires share a few jobs and managers; how many are remembered during one listing. */
const SHARED_KEPT = { keptMs: 5 * 60_000, keptAtMost: 2_000 };

/** AtsConnector.listAcceptedHires. What is in memory at any time is one page of offers and one batch of hires. */
export function createAcceptedHires(client: HarvestClient, hires: Hires, bindings: FieldBindings) {
  const applications = createLookup(client, '/v3/applications', WireApplication);
  const candidates = createLookup(client, '/v3/candidates', WireCandidate);

  /**
   * Listed by updated_at, which all lists filter by: an offer is not resolved after it was last updated. resolved_at
   * itself decides. Of an application's offers only the one that counts is given, so that a hire comes once.
   */
  async function* list(window: TimeWindow): AsyncGenerator<AtsHire[], void, undefined> {
    const unread = createUnreadRows('GET /v3/offers');
    const jobs = createLookup(client, '/v3/jobs', WireJob, SHARED_KEPT);
    const users = createLookup(client, '/v3/users', WireUser, SHARED_KEPT);
    const query = { status: 'Accepted', updated_at: `gte|${window.from}`, per_page: LONGEST_PAGE };
    let waiting: WireOffer[] = [];
    for await (const page of client.pages('/v3/offers', query, z.unknown())) {
      const accepted = unread.readable('offer', page, WireOffer).filter((offer) => isWithin(window, offer, unread));
      waiting.push(...accepted);
      while (waiting.length >= MOST_IDS) {
        yield await readBatch(waiting.slice(0, MOST_IDS));
        waiting = waiting.slice(MOST_IDS);
      }
    }
    if (waiting.length > 0) yield await readBatch(waiting);
    unread.end();

    async function readBatch(listed: WireOffer[]): Promise<AtsHire[]> {
      const ids = [...new Set(listed.map((offer) => offer.application_id))];
      const [found, offers] = await Promise.all([applications.findAll(ids), currentOffersOf(client, ids, unread)]);
      const started = listed.flatMap((offer) => {
        const id = offer.application_id;
        const current = offers.current.get(id);
        // Its versions could not all be read (which is noted), or another one counts, which is listed where accepted.
        if (current?.id !== offer.id || current.status !== 'accepted') return [];
        const application = found.rows.get(id);
        const candidateId = application?.candidate_id ?? offer.candidate_id;
        const jobId = offer.job_id ?? application?.job_id;
        if (application && candidateId !== undefined && jobId !== undefined) {
          return [
            { application, offer: current, candidateId, jobId, managed: managerId({ application, offer }, bindings) },
          ];
        }
        const reason = application ? 'candidate_id or job_id is missing' : (found.unreadable.get(id) ?? 'not found');
        unread.add(`application ${id}`, reason);
        return [];
      });
      const [people, posts, managers] = await Promise.all([
        candidates.findAll(started.map(({ candidateId }) => candidateId)),
        jobs.findAll(started.map(({ jobId }) => jobId)),
        users.findAll(started.flatMap(({ managed }) => managed ?? [])),
      ]);
      const departmentIds = [...posts.rows.values()].flatMap((job) => job.department_id ?? []);
      const rooms = usesRoot(bindings, 'department') ? await hires.departments.findAll(departmentIds) : undefined;
      return started.map(({ application, offer, candidateId, jobId, managed }) => {
        const candidate = people.rows.get(candidateId);
        const job = posts.rows.get(jobId);
        const department = rooms?.rows.get(job?.department_id ?? '');
        const manager = managers.rows.get(managed ?? '');
        const hire = hires.toHire({ application, offer, candidateId, jobId, candidate, job, department, manager });
        const lost: [prefix: string, string | undefined][] = [
          ['candidate.', candidate ? undefined : (people.unreadable.get(candidateId) ?? 'a candidate with this id')],
          ['job.', posts.unreadable.get(jobId)],
          ['department.', rooms?.unreadable.get(job?.department_id ?? '')],
          [bindings.manager?.['path'] ?? '', managers.unreadable.get(managed ?? '')],
        ];
        return {
          ...hire,
          problems: [...hire.problems, ...lost.flatMap(([prefix, why]) => problemsBelow(prefix, why))],
        };
      });
    }
  }

  /** A problem for each bound field of an object that could not be had; none without a reason. */
  function problemsBelow(prefix: string, expected: string | undefined): FieldProblem[] {
    if (expected === undefined) return [];
    return HIRE_FIELD_NAMES.flatMap((field) => {
      const path = bindings[field]?.['path'];
      return path?.startsWith(prefix) ? [{ field, place: `${VENDOR} ${path}`, found: 'nothing', expected }] : [];
    });
  }

  return list;
}

function isWithin(window: TimeWindow, offer: WireOffer, unread: UnreadRows): boolean {
  if (offer.status !== 'accepted') return false;
  if (!offer.resolved_at) {
    unread.add(`offer ${offer.id}`, 'resolved_at: expected a time, as the offer is accepted');
    return false;
  }
  const resolved = Date.parse(offer.resolved_at);
  return resolved >= Date.parse(window.from) && resolved < Date.parse(window.to);
}
