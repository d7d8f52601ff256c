import type { HireActivities } from '../workflows/hire-activities.js';
import type { QuarantineActivities } from '../workflows/quarantine-alert.js';
import { alertActivities } from './alerts.js';
import { collectHireActivity } from './collect-hire.js';
import { compareHireActivity } from './compare-hire.js';
import { correctHrisActivity } from './correct-hris.js';
import { createEmployeeActivity } from './create-employee.js';
import type { Dependencies } from './dependencies.js';
import { dispatchPayrollActivity } from './dispatch-payroll.js';
import { holdActivities } from './holds.js';

/** All activities that a worker offers. */
export function createActivities(deps: Dependencies): HireActivities & QuarantineActivities {
  return {
    ...collectHireActivity(deps),
    ...createEmployeeActivity(deps),
    ...compareHireActivity(deps),
    ...correctHrisActivity(deps),
    ...dispatchPayrollActivity(deps),
    ...holdActivities(deps),
    ...alertActivities(deps),
  };
}
