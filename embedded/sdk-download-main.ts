import { TestWorkflowEnvironment } from '@temporalio/testing';

const [, , server, downloadDir] = process.argv;
const executable = { type: 'cached-download', downloadDir } as const;
try {
  const environment =
    server === 'time-skipping'
      ? await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })
      : await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
