import { requireVariable } from '../../config/environment.js';

export const TASK_QUEUE = 'baseline';

/** What the baseline's two processes are started with. */
export const settings = {
  temporal: requireVariable(process.env, 'TEMPORAL_ADDRESS', 'the address of the Temporal server'),
  database: requireVariable(process.env, 'DATABASE_URL', 'the address of a PostgreSQL database'),
  vendor: requireVariable(process.env, 'VENDOR_URL', 'the address of the vendors'),
  port: Number(requireVariable(process.env, 'PORT', 'the port of the API')),
  workflow: requireVariable(process.env, 'BASELINE_WORKFLOW', 'the name of the workflow'),
  bundle: requireVariable(process.env, 'BASELINE_BUNDLE', 'the path of the workflow bundle'),
} as const;
