import { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { nextDay, today } from './calendar-days.js';
import { isFailure, versionOf, type GustoClient } from './client.js';
import { isPaid, latestCompensation, type GustoPay } from './mapping.js';
import type { Payrolls } from './payrolls.js';
import { GustoCompensation, type GustoJob } from './wire.js';

/** The pay of a job: compensations, each effective from a day on. The one with the most recent day is the pay. */
export interface JobPay {
  /** The pay as the job shows it, else read by the id the job names. */
  shown(job: GustoJob): Promise<GustoCompensation | undefined>;
  /**
   * Makes the job pay this: changes the compensation, or where payroll has run with it, adds one.
   * @param startDate the first day of work (YYYY-MM-DD).
   */
  put(
    job: GustoJob,
    pay: GustoPay,
    startDate: string | undefined,
    trace: WriteTrace,
  ): Promise<WriteReceipt | undefined>;
}

export function createJobPay(client: GustoClient, payrolls: Payrolls): JobPay {
  async function shown(job: GustoJob): Promise<GustoCompensation | undefined> {
    const id = job.current_compensation_uuid;
    return latestCompensation(job) ?? (id ? client.get(compensationPath(id), GustoCompensation) : undefined);
  }

  /** The same, and looked for below the job when nothing is shown. */
  async function latest(job: GustoJob): Promise<GustoCompensation | undefined> {
    const known = await shown(job);
    if (known) return known;
    const query = { include: 'all_compensations' };
    return latestCompensation(job, await client.get(compensationsPath(job.uuid), z.array(GustoCompensation), query));
  }

  async function change(
    current: GustoCompensation,
    job: GustoJob,
    pay: GustoPay,
    startDate: string | undefined,
    trace: WriteTrace,
  ): Promise<WriteReceipt | undefined> {
    const right = isPaid(current, pay);
    const moved = startDate !== undefined && startsLate(current, job, startDate);
    if (right && !moved) return undefined;
    const body = {
      version: versionOf(current, 'compensation'),
      ...pay,
      ...(moved ? { effective_date: startDate } : {}),
    };
    try {
      return await client.put(compensationPath(current.uuid), body, current.uuid, trace);
    } catch (error) {
      if (!isProcessed(error)) throw error;
      return right ? undefined : raise(job, pay, startDate, trace);
    }
  }

  /**
   * Pay that a payroll has been run with is not changed any more: another one follows it. It begins today, as no pay
   * of days gone by is changed unasked, and not before the pay periods that are processed have ended.
   */
  async function raise(job: GustoJob, pay: GustoPay, startDate: string | undefined, trace: WriteTrace) {
    const processedUntil = await payrolls.processedUntil();
    const from = [startDate ?? '', today(), processedUntil ? nextDay(processedUntil) : ''].sort().at(-1);
    return client.post(compensationsPath(job.uuid), { ...pay, effective_date: from }, trace);
  }

  async function create(job: GustoJob, pay: GustoPay, startDate: string | undefined, trace: WriteTrace) {
    const body = { ...pay, ...(startDate ? { effective_date: startDate } : {}) };
    try {
      return await client.post(compensationsPath(job.uuid), body, trace);
    } catch (error) {
      // Two compensations of one day are refused: where another has appeared meanwhile, that one is the one to change.
      const appeared = isFailure(error, FailureType.VendorRejected) ? await latest(job) : undefined;
      if (!appeared) throw error;
      return change(appeared, job, pay, startDate, trace);
    }
  }

  return {
    shown,
    async put(job, pay, startDate, trace) {
      const current = await latest(job);
      return current ? change(current, job, pay, startDate, trace) : create(job, pay, startDate, trace);
    },
  };
}

/** Whether the only pay there is begins after the first day of work, which has been moved to an earlier day. */
function startsLate(current: GustoCompensation, job: GustoJob, startDate: string): boolean {
  return (job.compensations?.length ?? 0) < 2 && (current.effective_date ?? '') > startDate;
}

/** "Compensation has already been processed on payroll" (API description, compensation_already_processed). */
function isProcessed(error: unknown): boolean {
  return isFailure(error, FailureType.VendorRejected) && /\binvalid_operation\b/.test(error.message);
}

const compensationPath = (id: string) => `/v1/compensations/${encodeURIComponent(id)}`;
const compensationsPath = (jobId: string) => `/v1/jobs/${encodeURIComponent(jobId)}/compensations`;
