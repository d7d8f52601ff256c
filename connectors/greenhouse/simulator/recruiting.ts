import { Refusal } from './answers.js';
import { type Application, type Offer, type Records, save } from './records.js';
import { applicationPayload, deletedOfferPayload, hirePayload, offerPayload } from './webhook-bodies.js';

/** Sends an event's webhook, where a URL is registered. */
export type Emit = (action: string, payload: unknown) => void;

/** What happens to applications and offers in Greenhouse, with the webhooks it fires. */
export type Recruiting = ReturnType<typeof createRecruiting>;

export function createRecruiting(records: Records, emit: Emit, actingUserId: number) {
  const emitOffer = (action: 'offer_created' | 'offer_updated', offer: Offer) =>
    emit(action, offerPayload(offer, actingUserId));
  const emitApplication = (action: string, application: Application) =>
    emit(action, applicationPayload(records, application));

  function currentOffer(applicationId: number): Offer | undefined {
    return records.offers.of(applicationId).sort((a, b) => b.version - a.version)[0];
  }

  /** Ends the present visit, and begins one at this stage of the plan; undefined = none, as for hired and rejected. */
  function enterStage(application: Application, jobInterviewStageId: number | undefined): Application {
    const now = new Date().toISOString();
    for (const visit of records.applicationStages.of(application.id)) {
      if (visit.current) save(records.applicationStages, { ...visit, current: false, exited_at: now });
    }
    if (jobInterviewStageId === undefined) {
      return save(records.applications, { ...application, stage_id: null, stage_name: null, last_activity_at: now });
    }
    const visit = save(records.applicationStages, {
      ...records.stamp('application_stages', 800_001),
      application_id: application.id,
      job_interview_stage_id: jobInterviewStageId,
      entered_at: now,
      exited_at: null,
      days_in_stage: 0,
      current: true,
    });
    const stage_name = records.jobInterviewStages.get(String(jobInterviewStageId))?.name ?? null;
    return save(records.applications, { ...application, stage_id: visit.id, stage_name, last_activity_at: now });
  }

  function planOf(jobId: number | null) {
    return records.jobInterviewStages
      .all()
      .filter((stage) => stage.job_id === jobId && stage.active)
      .sort((a, b) => a.sort_order - b.sort_order);
  }

  /** @param at when the candidate accepted, ISO 8601 UTC; now unless it is given. */
  function acceptOffer(applicationId: number, at = new Date().toISOString()): Offer {
    const offer = currentOffer(applicationId);
    if (!offer) throw new Refusal(422, 'The application has no offer', 'application_id');
    const accepted = save(records.offers, { ...offer, status: 'Accepted', resolved_at: at });
    emitOffer('offer_updated', accepted);
    return accepted;
  }

  return {
    currentOffer,
    enterStage,
    planOf,
    acceptOffer,
    emitOffer,
    emitApplication,

    /** Hiring marks the offer as accepted first, if it is not yet. */
    hire(application: Application): void {
      if (application.status !== 'in_process') throw new Refusal(422, 'Only an active application can be hired', 'id');
      const offer = currentOffer(application.id);
      const accepted = offer && offer.status !== 'Accepted' ? acceptOffer(application.id) : offer;
      const hired = enterStage({ ...application, status: 'hired' }, undefined);
      emit('hire_candidate', hirePayload(records, hired, accepted));
    },

    unhire(application: Application): void {
      if (application.status !== 'hired') throw new Refusal(422, 'The application is not hired', 'id');
      const offer = currentOffer(application.id);
      if (offer) save(records.offers, { ...offer, status: 'Created', resolved_at: null });
      const active = enterStage({ ...application, status: 'in_process' }, planOf(application.job_id).at(-1)?.id);
      emitApplication('unhire_candidate', active);
    },

    deleteOffer(applicationId: number): void {
      const offer = currentOffer(applicationId);
      if (!offer) throw new Refusal(422, 'The application has no offer', 'application_id');
      records.offers.delete(String(offer.id));
      emit('offer_deleted', deletedOfferPayload(offer, actingUserId));
    },

    /** To another stage, to the first one of another job, or on to the next. */
    move(application: Application, toStageId: number | undefined, toJobId: number | undefined): void {
      if (application.status !== 'in_process') throw new Refusal(422, 'The application is not active', 'id');
      const plan = planOf(toJobId ?? application.job_id);
      const visit = records.applicationStages.get(String(application.stage_id));
      const present = plan.findIndex((stage) => stage.id === visit?.job_interview_stage_id);
      const target = toStageId === undefined ? plan[present + 1] : plan.find((stage) => stage.id === toStageId);
      if (!target || target === plan[present])
        throw new Refusal(422, 'No such stage in the interview plan', 'to_stage_id');
      const moved = enterStage({ ...application, job_id: toJobId ?? application.job_id }, target.id);
      emitApplication('candidate_stage_change', moved);
    },

    reject(application: Application): void {
      if (application.status !== 'in_process') throw new Refusal(422, 'The application is not active', 'id');
      const now = new Date().toISOString();
      const rejected = save(records.applications, { ...application, status: 'rejected', rejected_at: now });
      emitApplication('reject_candidate', rejected);
    },

    unreject(application: Application): void {
      if (application.status !== 'rejected') throw new Refusal(422, 'The application is not rejected', 'id');
      const active = save(records.applications, { ...application, status: 'in_process', rejected_at: null });
      emitApplication('unreject_candidate', active);
    },
  };
}
