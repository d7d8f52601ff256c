import { z } from 'zod';

/** CodeSignal's answers: exactly what is asked for, as GraphQL has it. */

const Text = z.string().min(1);

/** Milliseconds since 1970, or a time with a zone: the scalar `Timestamp` is not described further. As ISO 8601 UTC. */
const Timestamp = z.union([z.number(), z.string()]).transform((raw, context) => {
  const time = new Date(typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  context.addIssue({ code: 'custom', message: 'expected milliseconds since 1970 or a time' });
  return z.NEVER;
});

/** Points, as decimal text. */
const Points = z.number().transform(String);

/** https://developer.codesignal.com/graphql/types/companytestsession.doc.html and the types it names. */
export const TestSession = z.object({
  id: Text,
  status: z.enum([
    'pending',
    'active',
    'gracePeriod',
    'finalizing',
    'over',
    'deleted',
    'deletedForPii',
    'expired',
    'declined',
    'archived',
  ]),
  maxScore: Points.nullish(),
  finishDate: Timestamp.nullish(),
  /** Proctoring, where the test has it. */
  verificationStatus: z.enum(['pending', 'verified', 'notVerified']).nullish(),
  /** Whether the system suspects the session, where the test is not proctored. */
  integrityReviewSuggested: z.boolean().nullish(),
  labels: z.array(z.string()).nullish(),
  testTaker: z.object({ email: z.string().nullish() }).nullish(),
  test: z.object({ title: z.string().nullish() }).nullish(),
  result: z.object({ score: Points.nullish(), url: z.string().nullish() }).nullish(),
  /** Set where CodeSignal's own integration with the ATS sent the invitation. */
  integrations: z
    .object({ greenhouseApplicationId: z.string().nullish(), leverOpportunityId: z.string().nullish() })
    .nullish(),
});
export type TestSession = z.infer<typeof TestSession>;

export const TEST_SESSION_QUERY = `query TestSession($id: ID!) {
  companyTestSession(id: $id) {
    id
    status
    maxScore
    finishDate
    verificationStatus
    integrityReviewSuggested
    labels
    testTaker { email }
    test { title }
    result { score url }
    integrations { greenhouseApplicationId leverOpportunityId }
  }
}`;

export const Company = z.object({ company: z.object({ id: Text, name: z.string().nullish() }).nullish() });

export const COMPANY_QUERY = 'query Company { company { id name } }';

/** GraphQL's own form of errors; a code in `extensions` is usual and not promised. */
export const GraphqlErrors = z.object({
  errors: z
    .array(
      z.object({
        message: z.string().nullish(),
        path: z.array(z.union([z.string(), z.number()])).nullish(),
        extensions: z
          .object({ code: z.string().nullish().catch(undefined) })
          .nullish()
          .catch(undefined),
      }),
    )
    .nullish(),
});
export type GraphqlError = NonNullable<z.infer<typeof GraphqlErrors>['errors']>[number];
