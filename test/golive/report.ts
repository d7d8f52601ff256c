import type { GoLiveReport } from '../../schemas/go-live.js';

/** A report with a check of every kind. */
export const report = (goLiveId: string): GoLiveReport => ({
  ...{ goLiveId, deployment: 'sandbox', write: true, doing: null },
  sections: [
    {
      id: 'access',
      title: 'What the connected systems let hireline do',
      checks: [
        { name: 'a | b', status: 'passed', expected: null, found: 'ok', detail: null, link: 'http://ui/run' },
        { name: 'killer', status: 'failed', expected: 'so', found: 'not so', detail: 'This kills it.', link: null },
        { name: 'webhooks', status: 'unknown', expected: null, found: null, detail: 'See yourself.', link: null },
      ],
    },
    {
      id: 'duplicate',
      title: 'A duplicate',
      checks: [{ name: 'again', status: 'skipped', expected: null, found: null, detail: 'Not tried.', link: null }],
    },
    {
      id: 'candidates',
      title: 'Test candidates through every stage',
      checks: [{ name: 'stage', status: 'passed', expected: null, found: null, detail: null, link: null }],
    },
  ],
  leftBehind: [{ system: 'Greenhouse', kind: 'application', id: '9001' }],
});
