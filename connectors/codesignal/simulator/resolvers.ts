import { testOf, TESTS, type Session, type Sessions, type Test } from './sessions.js';
import type { Events } from './events.js';

/** How many sessions one list holds at most. */
const MOST = 20;

/** What the schema's root fields give. Fields with arguments are functions, as graphql-js takes them from objects. */
export function createRoot(sessions: Sessions, events: Events, company: { id: string; alias: string; name: string }) {
  const show = (session: Session): Record<string, unknown> => showSession(session, showTest);
  const page = (rows: Session[], { first = MOST, offset = 0 }: { first?: number; offset?: number }) =>
    rows.slice(offset, offset + Math.min(first, MOST)).map(show);

  function showTest(test: Test): Record<string, unknown> {
    const ofTest = () => sessions.all.all().filter((one) => one.testId === test.id);
    return {
      ...{ id: test.id, title: test.title, duration: 3_600_000, company, labels: [] },
      scoreRangeLabels: test.ranges.map(({ label, min, max }) => ({ label, scoreRange: { min, max } })),
      scoringModel: { __typename: 'RawScoringModel', type: 'raw', scoreRange: { min: 0, max: test.maxScore } },
      testSession: ({ id }: { id: string }) =>
        ofTest()
          .filter((one) => one.id === id)
          .map(show)[0] ?? null,
      testSessions: (range: { first?: number; offset?: number }) => page(ofTest(), range),
    };
  }

  return {
    company: ({ id }: { id?: string }) => (id === undefined || id === company.id ? company : null),
    companyTest({ id }: { id: string }) {
      const test = TESTS.find((one) => one.id === id);
      return test ? showTest(test) : null;
    },
    companyTestSession({ id }: { id: string }) {
      const session = sessions.all.get(id);
      return session ? show(session) : null;
    },
    companyTestSessions({ companyTestId, ids, ...range }: Range & { companyTestId: string; ids?: string[] }) {
      const rows = sessions.all.all().filter((one) => one.testId === companyTestId && (ids?.includes(one.id) ?? true));
      rows.sort((a, b) => (b.finishDate ?? 0) - (a.finishDate ?? 0));
      return page(rows, range);
    },
    atsCompanyTestSessions({ id, idType }: { id: string; idType: string }) {
      const matches = (one: Session) => idType === 'greenhouseApplicationId' && one.applicationId === id;
      return sessions.all.all().filter(matches).map(show);
    },
    createCompanyTestSession({ sessionFields: fields }: { sessionFields: SessionFields }) {
      if (!TESTS.some((one) => one.id === fields.testId)) throw new Error('The test was not found');
      const session = sessions.create({
        testId: fields.testId,
        email: fields.candidateEmail ?? null,
        firstName: fields.candidateFirstName ?? null,
        lastName: fields.candidateLastName ?? null,
        externalId: fields.externalId ?? null,
      });
      events.fire('companyTestSessionCreated', session);
      return show(session);
    },
  };
}

interface Range {
  first?: number;
  offset?: number;
}

interface SessionFields {
  testId: string;
  candidateFirstName?: string | null;
  candidateLastName?: string | null;
  candidateEmail?: string | null;
  externalId?: string | null;
}

function showSession(session: Session, showTest: (test: Test) => unknown): Record<string, unknown> {
  const test = testOf(session);
  const { id, status, labels, createDate, startDate, finishDate, verificationStatus, integrityReviewSuggested } =
    session;
  return {
    ...{ id, status, labels, createDate, startDate, finishDate, verificationStatus, integrityReviewSuggested },
    test: test ? showTest(test) : null,
    testTaker: { email: session.email, firstName: session.firstName, lastName: session.lastName },
    maxScore: test?.maxScore ?? 0,
    result:
      session.score === null
        ? null
        : { score: session.score, solvedTaskCount: null, url: resultUrl(session), versionedCodingScore: null },
    taskCount: 4,
    invitationUrl: `https://app.codesignal.example/invitation/${id}`,
    integrations: session.applicationId ? { greenhouseApplicationId: session.applicationId } : null,
    integrityReviewFinalized: finishDate !== null,
    verificationRejectionReasons: null,
  };
}

/** Opens the result for whoever has it. */
export const resultUrl = ({ id, accessToken }: Session): string =>
  `https://app.codesignal.com/test-result/${id}?accessToken=${accessToken}`;
