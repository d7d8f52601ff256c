import type {
  NightActivities,
  ReconciliationActionActivities,
  ReconciliationActivities,
} from '../../workflows/reconciliation-activities.js';
import type { ReconciliationResult } from '../../workflows/reconciliation-contract.js';
import { Theatre, type Play as TheatrePlay } from '../support/theatre.js';

export type Script = Partial<NightActivities & ReconciliationActivities & ReconciliationActionActivities>;

export const RESULT: ReconciliationResult = {
  counts: { ats: 3, hris: 2, found: { ats_only: 1, hris_only: 0, differing: 0, doubled: 0 }, opened: 1, closed: 0 },
  sample: [{ kind: 'ats_only', applicationId: '1', employeeIds: [], fields: [] }],
  leftOut: [],
};

const nothing = () => Promise.resolve();
const PLAIN: Required<Script> = {
  findDueNights: () => Promise.resolve([]),
  beginReconciliation: nothing,
  readAtsSide: () => Promise.resolve({ leftOut: null }),
  readHrisSide: () => Promise.resolve({ leftOut: null }),
  lookUpMissing: nothing,
  compareSides: () => Promise.resolve(RESULT),
  reportReconciliation: nothing,
  reportReconciliationStopped: nothing,
  startAction: () => Promise.resolve({ refusal: null }),
  adoptEmployee: nothing,
  linkHire: nothing,
  planHire: () => Promise.resolve({ ats: 'greenhouse', applicationId: '1', by: 'inbox', before: null }),
  requestHire: nothing,
  watchHire: () => Promise.resolve({ moved: true, status: 'done' }),
  recheckItem: () => Promise.resolve({ unsettled: null }),
  finishAction: nothing,
  failAction: nothing,
};

export type Play = TheatrePlay<keyof Script>;

/** Where reconciliations are played. */
export class ReconciliationStage {
  private constructor(private readonly theatre: Theatre) {}

  static async open(): Promise<ReconciliationStage> {
    return new ReconciliationStage(await Theatre.open());
  }

  close(): Promise<void> {
    return this.theatre.close();
  }

  /** @returns names of the activities that were called, in order. */
  async play(script: Script, act: (play: Play) => Promise<void>): Promise<string[]> {
    const { calls } = await this.theatre.play({ ...PLAIN, ...script }, act);
    return calls.map(({ name }) => name);
  }
}
