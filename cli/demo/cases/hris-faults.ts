import type { Fault } from '../sandbox.js';
import type { Stage } from '../stage.js';

/** Lets BambooHR fail where employees are created, one fault after the other; lifts them afterwards, whatever happens. */
export async function whileHrisFails<T>(
  stage: Stage,
  faults: readonly Pick<Fault, 'status' | 'count'>[],
  work: () => Promise<T>,
): Promise<T> {
  const { sandbox } = stage;
  try {
    for (const { status, count } of faults) {
      const times = count === undefined ? {} : { count };
      await sandbox.addHrisFault({ route: 'POST /api/v1/employees', kind: 'status', status, ...times });
    }
    return await work();
  } finally {
    await sandbox.liftHrisFaults();
  }
}
