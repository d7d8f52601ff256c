import { candidateOf } from './candidates.js';
import { ok, type Routes } from './answer.js';
import type { Written } from './written.js';

/** The two calls of the minimal program: a candidate is read, an employee is made. */
export function createPlain(written: Written): Routes {
  let lastId = 1_000;
  return ({ method, path, body }) => {
    const [, collection, id] = path.split('/');
    if (method === 'GET' && collection === 'candidates' && id !== undefined) {
      return ok({ applicationId: id, ...candidateOf(id), jobTitle: 'Software Engineer', salary: '130000.00' });
    }
    if (method === 'POST' && collection === 'employees') {
      const { applicationId } = JSON.parse(body) as { applicationId: string };
      written.created(applicationId);
      written.complete(applicationId);
      return { status: 201, body: { id: String((lastId += 1)) } };
    }
    return undefined;
  };
}
