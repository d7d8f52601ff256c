import { sandboxKeys } from '../../sandbox/keys.js';
import { publicJwk } from '../../connectors/saasquatch/signature.js';
import { candidateOf } from './candidates.js';
import { ok, type Routes } from './answer.js';

/** The job that all shared links are for; the ATS of this benchmark has it. */
export const SHARED_JOB = '601';
/** As many advocates share the referrals among them. */
const ADVOCATES = 50;

/** The id of a burst's referral, of its referred user, and of its advocate, by the referral's number. */
export const referralId = (number: number): string => `r-${number}`;
export const referredUserId = (number: number): string => `u-${number}`;
export const advocateId = (number: number): string => `advocate-${number % ADVOCATES}`;

const STARTED = Date.parse('2026-11-20T09:00:00Z');

/**
 * As much of SaaSquatch as a referral's way to the ATS needs (https://docs.saasquatch.com/api): any referral `r-<n>`
 * exists, with a referred user who has consented and an advocate. It keeps what is written to a user.
 * @param dataDir where the key is whose public half is published.
 */
export function createAdvocacy(dataDir: string): Routes {
  const written = new Map<string, Record<string, unknown>>();

  function user(id: string): Record<string, unknown> {
    const number = Number(/\d+$/.exec(id)?.[0]);
    const plain = { id, accountId: id, referable: true, segments: [], dateCreated: STARTED };
    if (!id.startsWith('u-')) {
      return {
        ...plain,
        firstName: 'Advocate',
        lastName: String(number),
        email: `${id}@acme.example`,
        customFields: {},
      };
    }
    const { firstName, lastName, email, phone } = referredPerson(number);
    const customFields = { jobId: SHARED_JOB, phone, consentAt: '2026-11-20T08:59:00Z', ...written.get(id) };
    return { ...plain, firstName, lastName, email, customFields, referredByCodes: [`CODE${number % ADVOCATES}`] };
  }

  function referral(id: string): Record<string, unknown> {
    const number = Number(/\d+$/.exec(id)?.[0]);
    const [referred, referrer] = [referredUserId(number), advocateId(number)];
    return {
      ...{ id, dateReferralStarted: STARTED, dateConverted: null, dateReferralEnded: null },
      referred: { id: referred, accountId: referred },
      referrer: { id: referrer, accountId: referrer },
      shareLinkUsed: `https://ssqt.example/m/${number % ADVOCATES}`,
    };
  }

  return ({ method, path, body }) => {
    if (path === '/.well-known/jwks.json') return ok({ keys: [publicJwk(sandboxKeys(dataDir).saasquatchPrivateKey)] });
    const [, , , , list, id, kind, account] = path.split('/');
    if (method === 'GET' && list === 'referrals' && id) return ok(referral(id));
    if (list !== 'open' || id !== 'account' || kind === undefined || account !== 'user') return undefined;
    const userId = path.split('/')[8] ?? '';
    if (method === 'PUT') {
      const { customFields } = JSON.parse(body) as { customFields?: Record<string, unknown> };
      written.set(userId, { ...written.get(userId), ...customFields });
      return ok(user(userId));
    }
    return method === 'GET' ? ok(user(userId)) : undefined;
  };
}

/** Nobody whom another benchmark hires: the ATS has not seen them. */
const referredPerson = (number: number) => {
  const { firstName, email, ...rest } = candidateOf(String(number));
  const line = String(2_000_000 + number);
  return { ...rest, firstName, email: `referred.${email}`, phone: `+1212${line}` };
};
