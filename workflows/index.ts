// What a worker can run. Named one by one: a barrel can lose an export without anybody noticing.
export { hireLifecycle } from './hire-lifecycle.js';
export { quarantineAlert } from './quarantine-alert.js';
