import { promiseToStop, stopTestServer } from './database.js';

promiseToStop();

/** Root hooks of the whole run. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    await stopTestServer();
  },
};
