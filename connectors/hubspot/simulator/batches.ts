import type { RequestHandler } from 'express';
import { z } from 'zod';
import { jsonBody } from '../../../sandbox/simulator.js';
import { malformed, notFound, refusal, refuse, showRead, showWritten, type Refusal } from './answers.js';
import { isRefusal, type Contacts, type Outcome } from './contacts.js';
import type { Records } from './records.js';

const Input = z.object({
  id: z.union([z.string(), z.number()]).transform(String).optional(),
  idProperty: z.string().optional(),
  objectWriteTraceId: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
});
type Input = z.infer<typeof Input>;
const Inputs = z.object({ inputs: z.array(Input).min(1).max(100) });

type Work = (input: Input) => Outcome;

const needsId = () => refusal(400, 'VALIDATION_ERROR', 'inputs: id is required');

/** POST …/batch/create, /update and /upsert of contacts. */
export function batchWrites(contacts: Contacts): Record<'create' | 'update' | 'upsert', RequestHandler> {
  const byId = (input: Input, missing: () => Outcome): Outcome => {
    if (input.id === undefined) return needsId();
    const found = contacts.find(input.id, input.idProperty);
    if (!found) return missing();
    return isRefusal(found) ? found : contacts.update(found, input.properties, 'INTEGRATION');
  };
  return {
    create: answerEach(201, (input) => contacts.create(input.properties, 'INTEGRATION')),
    update: answerEach(200, (input) => byId(input, () => notFound())),
    upsert: answerEach(200, (input) => {
      const { id, idProperty } = input;
      if (id === undefined || !idProperty) return needsId();
      return byId(input, () => contacts.create({ ...input.properties, [idProperty]: id }, 'INTEGRATION'));
    }),
  };
}

/**
 * Inputs that all have a trace id fail one by one, told with status 207; without one, the first failure refuses the
 * batch, and a duplicate does not say of whom.
 */
function answerEach(status: number, work: Work): RequestHandler {
  return (request, response) => {
    const parsed = Inputs.safeParse(jsonBody(request.body));
    if (!parsed.success) return refuse(response, malformed('inputs'));
    const startedAt = new Date().toISOString();
    const { inputs } = parsed.data;
    const traced = inputs.every(({ objectWriteTraceId }) => objectWriteTraceId !== undefined);
    const results: object[] = [];
    const errors: object[] = [];
    for (const input of inputs) {
      const outcome = work(input);
      if (!isRefusal(outcome)) {
        results.push({ ...showWritten(outcome.contact), new: outcome.isNew, ...traceOf(input) });
      } else if (traced) {
        errors.push(partial(outcome, input));
      } else {
        return refuse(response, outcome.status === 409 ? refusal(409, 'CONFLICT', 'Contact already exists') : outcome);
      }
    }
    response.status(errors.length > 0 ? 207 : status).json({
      ...{ completedAt: new Date().toISOString(), status: 'COMPLETE', startedAt, results },
      ...(errors.length > 0 ? { errors, numErrors: errors.length } : {}),
    });
  };
}

const traceOf = ({ objectWriteTraceId }: Input) => (objectWriteTraceId ? { objectWriteTraceId } : {});

function partial({ body }: Refusal, { objectWriteTraceId }: Input): object {
  const [, existingId] = /Existing ID: (\d+)/.exec(String(body['message'])) ?? [];
  const { correlationId: _, ...error } = body;
  const context = { objectWriteTraceId: [objectWriteTraceId], ...(existingId ? { existingId: [existingId] } : {}) };
  return { ...error, context };
}

const Reads = z.object({
  idProperty: z.string().optional(),
  inputs: z.array(z.object({ id: z.union([z.string(), z.number()]).transform(String) })),
  properties: z.array(z.string()).default([]),
});

/** POST …/batch/read of contacts: those that are not there are errors of a partial answer. */
export function batchRead(records: Records, contacts: Contacts): RequestHandler {
  return (request, response) => {
    const parsed = Reads.safeParse(jsonBody(request.body));
    if (!parsed.success) return refuse(response, malformed('inputs'));
    const { inputs, idProperty, properties } = parsed.data;
    const startedAt = new Date().toISOString();
    const results: object[] = [];
    const missing: string[] = [];
    for (const { id } of inputs) {
      const found = contacts.find(id, idProperty);
      if (!found) missing.push(id);
      else if (isRefusal(found)) return refuse(response, found);
      else results.push(showRead(found, properties, (name) => records.properties.get(name) !== undefined));
    }
    const message = 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.';
    const error = { status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { ids: missing } };
    response.status(missing.length > 0 ? 207 : 200).json({
      ...{ completedAt: new Date().toISOString(), status: 'COMPLETE', startedAt, results },
      ...(missing.length > 0 ? { numErrors: 1, errors: [error] } : {}),
    });
  };
}
