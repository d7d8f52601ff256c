import { buildSchema } from 'graphql';

/**
 * CodeSignal's GraphQL schema, as far as test sessions are ordered and read: names, types and what may be null as in
 * https://developer.codesignal.com/graphql/types/. A query for anything else is refused, as there.
 */
export const schema = buildSchema(`
  scalar Timestamp

  enum AtsIdType { greenhouseApplicationId greenhouseCandidateId }
  enum CodingScoreVersion { original codingScore2023 }
  enum ScoringModelType { raw codingScore2023 behavioral }
  enum TestSessionStatus {
    pending active gracePeriod finalizing over deleted deletedForPii expired declined archived
  }
  enum VerificationStatus { pending verified notVerified }

  type Company { id: ID! alias: String! name: String! }
  type ScoreRange { min: Int max: Int }
  type ScoreRangeLabel { label: String! scoreRange: ScoreRange! }
  interface ScoringModel { type: ScoringModelType! }
  type RawScoringModel implements ScoringModel { type: ScoringModelType! scoreRange: ScoreRange! }
  type CompanyTest {
    id: ID!
    title: String!
    duration: Float!
    company: Company!
    labels: [String!]
    scoreRangeLabels: [ScoreRangeLabel!]
    scoringModel: ScoringModel
    testSession(id: ID!): CompanyTestSession
    testSessions(first: Int, offset: Int): [CompanyTestSession!]
  }
  type TestTaker { email: String firstName: String lastName: String }
  type VersionedCodingScore { version: CodingScoreVersion value: Int }
  type CompanyTestSessionResult {
    score: Int
    solvedTaskCount: Int
    url: String
    versionedCodingScore: VersionedCodingScore
  }
  type Integrations {
    greenhouseCandidateId: String
    greenhouseApplicationId: String
    leverOpportunityId: String
    smartRecruitersOrderId: String
  }
  type VerificationRejectionReason { name: String! description: String! }
  type CompanyTestSession {
    id: ID!
    test: CompanyTest
    status: TestSessionStatus!
    testTaker: TestTaker!
    maxScore: Int!
    createDate: Timestamp
    startDate: Timestamp
    expirationDate: Timestamp
    finishDate: Timestamp
    result: CompanyTestSessionResult
    taskCount: Int
    invitationUrl: String
    labels: [String]!
    integrations: Integrations
    verificationStatus: VerificationStatus
    verificationRejectionReasons: [VerificationRejectionReason!]
    integrityReviewFinalized: Boolean!
    integrityReviewSuggested: Boolean
  }

  input TestSessionInput {
    testId: ID!
    candidateFirstName: String
    candidateLastName: String
    candidateEmail: String
    noInvitationEmail: Boolean
    preferExisting: Boolean
    expireDuration: Float
    externalId: String
  }

  type Query {
    company(id: ID): Company
    companyTest(id: ID!): CompanyTest
    companyTestSession(id: ID!): CompanyTestSession
    companyTestSessions(companyTestId: ID!, first: Int, offset: Int, ids: [ID!]): [CompanyTestSession]!
    atsCompanyTestSessions(id: String!, idType: AtsIdType!): [CompanyTestSession]!
  }
  type Mutation {
    createCompanyTestSession(sessionFields: TestSessionInput!): CompanyTestSession
  }
`);
