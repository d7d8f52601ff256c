/** Where a hire stands, in the order it usually goes. The same words in the database, the API and the Web UI. */
export const HIRE_STATUSES = [
  'received',
  'writing_hris',
  'waiting_for_hris',
  'comparing',
  'held',
  'dispatching',
  'done',
  'failed',
  'rejected',
  'rescinded',
  'compensating',
] as const;
export type HireStatus = (typeof HIRE_STATUSES)[number];
