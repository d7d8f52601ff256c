import type { GoLiveCheck, GoLiveStatus } from '../schemas/go-live.js';

type Told = Partial<Pick<GoLiveCheck, 'expected' | 'found' | 'detail' | 'link'>>;

/** One line of a go-live report. */
export const check = (name: string, status: GoLiveStatus, told: Told = {}): GoLiveCheck => ({
  ...{ name, status, expected: null, found: null, detail: null, link: null },
  ...told,
});

export const passedIf = (passed: boolean, name: string, told: Told = {}): GoLiveCheck =>
  check(name, passed ? 'passed' : 'failed', told);

/** Whether two places hold the same. */
export const sameIn = (
  name: string,
  expected: string | null,
  found: string | null,
  told: Pick<Told, 'detail' | 'link'> = {},
): GoLiveCheck =>
  passedIf(expected !== null && expected === found, name, {
    ...told,
    expected: expected ?? 'a value',
    found: found ?? 'nothing',
  });
