import { Client, Connection } from '@temporalio/client';
import express from 'express';
import { settings, TASK_QUEUE } from './settings.js';

const client = new Client({ connection: await Connection.connect({ address: settings.temporal }) });
const app = express();
app.disable('x-powered-by');

app.post('/webhook', express.json(), async (request, response) => {
  const { payload } = request.body as { payload: { application_id: number } };
  const applicationId = String(payload.application_id);
  const handle = await client.workflow.start(settings.workflow, {
    taskQueue: TASK_QUEUE,
    workflowId: `hire-${applicationId}`,
    args: [applicationId],
  });
  response.json({ workflowId: handle.workflowId });
});

app.listen(settings.port, '127.0.0.1', () => process.send?.({ ready: true }));
process.on('SIGTERM', () => process.exit());
