import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Mocha.Runner.constants;

/**
 * The spec reporter, which also keeps the counts in the file named by its `counts` option. They are written after
 * every test, so that a run that dies halfway has not lost what it had.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: 0, ended: false };
    const count = (event, update) =>
      runner.on(event, () => {
        update();
        writeFileSync(options.reporterOptions.counts, JSON.stringify(counts));
      });
    count(EVENT_TEST_PASS, () => counts.passed++);
    // A hook that fails is reported by this event as well.
    count(EVENT_TEST_FAIL, () => counts.failed++);
    count(EVENT_TEST_PENDING, () => counts.skipped++);
    count(EVENT_RUN_END, () => (counts.ended = true));
  }
}
