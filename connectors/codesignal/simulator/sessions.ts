import { randomBytes } from 'node:crypto';
import type { Collection, Store } from '../../../sandbox/store.js';
import type { TestSession } from '../wire.js';

/** A test that candidates can be invited to. */
export interface Test {
  id: string;
  title: string;
  /** Points that can be reached. */
  maxScore: number;
  /** Ranges of points, both ends included, and the label a session in it is given. */
  ranges: { label: string; min: number; max: number }[];
  /** Whether people look at the recording before the result counts. */
  proctored: boolean;
}

/** A candidate's session of a test, as the simulator keeps it. */
export interface Session {
  id: string;
  testId: string;
  status: TestSession['status'];
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  /** The Greenhouse application, where CodeSignal's own integration has sent the invitation. */
  applicationId: string | null;
  externalId: string | null;
  labels: string[];
  /** Milliseconds since 1970. */
  createDate: number;
  startDate: number | null;
  finishDate: number | null;
  score: number | null;
  verificationStatus: 'pending' | 'verified' | 'notVerified' | null;
  integrityReviewSuggested: boolean | null;
  accessToken: string;
}

export const TESTS: readonly Test[] = [
  test('backendTest0000001', 'Backend engineering', false),
  test('frontendTest000001', 'Frontend engineering', false),
  test('proctoredTest00001', 'General coding, proctored', true),
];

function test(id: string, title: string, proctored: boolean): Test {
  const ranges = [
    { label: 'Failed', min: 0, max: 699 },
    { label: 'Passed', min: 700, max: 1000 },
  ];
  return { id, title, proctored, maxScore: 1000, ranges };
}

export const testOf = (session: Session): Test | undefined => TESTS.find((one) => one.id === session.testId);

export interface Sessions {
  all: Collection<Session>;
  create(fields: Pick<Session, 'testId'> & Partial<Session>): Session;
  start(session: Session): Session;
  /** @param score points; the label of their range is put on the session. */
  finish(session: Session, score: number): Session;
  change(session: Session, change: Partial<Session>): Session;
}

export function openSessions(store: Store): Sessions {
  const all = store.collection<Session>('sessions');
  const change = (session: Session, changed: Partial<Session>) => all.put(session.id, { ...session, ...changed });
  return {
    all,
    change,
    create(fields) {
      const session: Session = {
        ...{ id: newId(), status: 'pending', email: null, firstName: null, lastName: null, applicationId: null },
        ...{ externalId: null, labels: [], createDate: Date.now(), startDate: null, finishDate: null, score: null },
        ...{ verificationStatus: null, integrityReviewSuggested: null, accessToken: newId() + newId() },
        ...fields,
      };
      return all.put(session.id, session);
    },
    start: (session) => change(session, { status: 'active', startDate: Date.now() }),
    finish(session, score) {
      const { proctored = false, ranges = [] } = testOf(session) ?? {};
      const earned = ranges.filter(({ min, max }) => score >= min && score <= max).map(({ label }) => label);
      const now = Date.now();
      return change(session, {
        ...{ status: 'over', score, labels: [...session.labels, ...earned] },
        ...{ startDate: session.startDate ?? now, finishDate: now },
        verificationStatus: proctored ? 'pending' : null,
        integrityReviewSuggested: proctored ? null : false,
      });
    },
  };
}

/** Seventeen letters and digits, as CodeSignal's ids. */
const newId = (): string =>
  randomBytes(32)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 17);
