import type { ReferralBindings } from '../../config/referral-map.js';
import type { ReferralFieldName } from '../../schemas/referral.js';
import type { SaasquatchUser } from './wire.js';

/** Where the referred user holds a field: one of SaaSquatch's own, or a custom one. */
export interface UserPlace {
  name: string;
  custom: boolean;
}

/** The map's column, read. A field without a place is not held at SaaSquatch. */
export interface ReferralPlaces {
  firstName?: UserPlace;
  lastName?: UserPlace;
  email?: UserPlace;
  phone?: UserPlace;
  jobId?: UserPlace;
  consentAt?: UserPlace;
  status?: UserPlace;
  /** Field of the `hired` event that tells the day; without it, the day does not cross. */
  hiredOn?: string;
}

const USER_FIELDS = ['firstName', 'lastName', 'email'] as const;

/** Fields of the user, and whether SaaSquatch's own will do: what hireline writes or has to find is a custom one. */
const OF_THE_USER = {
  firstName: 'any',
  lastName: 'any',
  email: 'any',
  phone: 'custom',
  jobId: 'custom',
  consentAt: 'custom',
  status: 'custom',
} as const satisfies Partial<Record<ReferralFieldName, 'any' | 'custom'>>;

/** Fields that make up the referral itself: there is one place for each. */
const FIXED: Readonly<Partial<Record<ReferralFieldName, string>>> = {
  advocateId: 'referral.referrerUser.id',
  referralId: 'referral.id',
  referredAt: 'referral.dateReferralStarted',
};

/** Written with every change of a user, so no field of the map can be there. */
const TAKEN = ['sent_from', 'sent_to'];

/** https://docs.saasquatch.com/features/custom-user-fields, "Names" */
const CUSTOM_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads the advocacy column of the referral map: "user.customFields.jobId", "referral.id", "event.fields.hiredOn".
 * @throws Error that names the entry, and what SaaSquatch has in its place.
 */
export function parsePlaces(bindings: ReferralBindings): ReferralPlaces {
  const places: ReferralPlaces = {};
  const seen = new Map<string, string>();
  for (const [field, path] of Object.entries(bindings) as [ReferralFieldName, string][]) {
    const problem = (expected: string) =>
      new Error(`field-map.yaml, referral.${field}.advocacy: ${path}: expected ${expected}.`);
    const taken = seen.get(path);
    if (taken) throw problem(`a place of its own, as referral.${taken} is there`);
    seen.set(path, field);
    if (field in OF_THE_USER) {
      const name = field as keyof typeof OF_THE_USER;
      places[name] = userPlace(path, OF_THE_USER[name], problem);
    } else if (field === 'hiredOn') {
      places.hiredOn = eventField(path, problem);
    } else if (FIXED[field] === undefined) {
      throw problem(`nothing: SaaSquatch is not told of ${field}`);
    } else if (path !== FIXED[field]) {
      throw problem(FIXED[field]);
    }
  }
  return places;
}

/** A field that the referred user holds. */
export type UserField = keyof typeof OF_THE_USER;

type Problem = (expected: string) => Error;

function userPlace(path: string, kind: 'any' | 'custom', problem: Problem): UserPlace {
  const [root, name = '', custom, ...rest] = path.split('.');
  const isCustom = root === 'user' && name === 'customFields' && custom !== undefined && rest.length === 0;
  if (isCustom && CUSTOM_NAME.test(custom) && !TAKEN.includes(custom)) return { name: custom, custom: true };
  const isOwn = root === 'user' && custom === undefined && (USER_FIELDS as readonly string[]).includes(name);
  if (isOwn && kind === 'any') return { name, custom: false };
  const own = kind === 'any' ? ` or one of ${USER_FIELDS.map((field) => `user.${field}`).join(', ')}` : '';
  throw problem(`user.customFields.<name>, of letters, digits, - and _ and none of ${TAKEN.join(', ')}${own}`);
}

function eventField(path: string, problem: Problem): string {
  const [, name = ''] = /^event\.fields\.(.+)$/.exec(path) ?? [];
  if (CUSTOM_NAME.test(name) && !['reason', 'referralId', ...TAKEN].includes(name)) return name;
  throw problem('event.fields.<name>');
}

/** What a user holds at a place. */
export const valueAt = (user: SaasquatchUser | undefined, place: UserPlace | undefined): unknown =>
  !user || !place ? undefined : place.custom ? user.customFields?.[place.name] : user[place.name as 'email'];

/** As the map writes it: "user.customFields.jobId". */
export const pathOf = ({ name, custom }: UserPlace): string => (custom ? `user.customFields.${name}` : `user.${name}`);
