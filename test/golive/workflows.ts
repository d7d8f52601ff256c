// What the tests of going live run.
export { contractProbe } from '../../workflows/contract-probe.js';
export { goLiveCheck } from '../../workflows/go-live-check.js';
export { limitAlert } from '../../workflows/limit-alert.js';
