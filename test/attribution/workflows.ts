// What the tests of the attribution report run.
export { attributionReport } from '../../workflows/attribution-report.js';
export { dueAttributionReports } from '../../workflows/due-attribution-reports.js';
