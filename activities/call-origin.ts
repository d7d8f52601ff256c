import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { callOrigin } from '../connectors/http.js';
import type { Dependencies } from './dependencies.js';

/** What an activity asks of vendors by POST says which run asks. Its writes say so by their trace. */
export function callOriginInterceptor(
  { links }: Pick<Dependencies, 'links'>,
  { info: { workflowExecution: run } }: Context,
): ActivityInboundCallsInterceptor {
  return {
    execute: (input, next) =>
      run ? callOrigin.run(links.run(run.workflowId, run.runId), () => next(input)) : next(input),
  };
}
