import { ApplicationFailure } from '@temporalio/common';
import type { HireFields } from '../schemas/hire.js';
import type { Person } from '../schemas/person.js';
import { FailureType } from '../workflows/failure-types.js';
import type { Dependencies } from './dependencies.js';

/**
 * The manager of the offer as a person of the HRIS.
 * @returns undefined when the offer names none.
 * @throws ManagerUnresolved when there is no such person, or more than one.
 */
export async function requireManager(deps: Dependencies, fields: HireFields): Promise<Person | undefined> {
  if (!fields.manager) return undefined;
  const people = await deps.hris.findPeople(fields.manager);
  const [person] = people;
  if (people.length === 1 && person) return person;
  throw ApplicationFailure.nonRetryable(
    people.length === 0
      ? `the offer's manager is nobody in the HRIS, by e-mail or employee number`
      : `the offer's manager could be any of ${people.length} people of the HRIS`,
    FailureType.ManagerUnresolved,
  );
}

/** The same for comparing: a manager who can't be told is kept as the ATS knows them, without an id of the HRIS. */
export async function resolveManager(deps: Dependencies, fields: HireFields): Promise<HireFields> {
  if (!fields.manager) return fields;
  const people = await deps.hris.findPeople(fields.manager);
  const [person] = people;
  return { ...fields, manager: people.length === 1 && person ? person : { ...fields.manager, id: undefined } };
}
