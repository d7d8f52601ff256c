/** When the HRIS had all of a hire, by application. */
export interface Written {
  /** A new employee record was made for this application. */
  created(applicationId: string): void;
  /** All that belongs to the hire has been written, and read back by who does so. The first time counts. */
  complete(applicationId: string): void;
  state(): { employees: number; completeAt: Record<string, number> };
}

export function createWritten(): Written {
  const completeAt: Record<string, number> = {};
  let employees = 0;
  return {
    created: () => void (employees += 1),
    complete: (applicationId) => void (completeAt[applicationId] ??= Date.now()),
    state: () => ({ employees, completeAt }),
  };
}
