import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { jsonBody } from '../../../sandbox/simulator.js';
import type { UserRef } from '../wire.js';
import { enabled } from './access.js';
import { notFound, queried, refuse, sendPage } from './answers.js';
import { Track, trackEvents } from './events.js';
import type { Hooks } from './hooks.js';
import { keyOf, PROGRAM, type Records, type Referral, type User } from './records.js';
import { listedUser, openUser, shownReferral } from './show.js';
import { Refused, Stub, type Users } from './users.js';

const USER = '/open/account/:accountId/user/:userId';
type UserParams = { accountId: string; userId: string };

/** The tenant's paths, below /api/v1/{tenant}, as far as a referral is made, read and told of by them. */
export function addRoutes(api: Router, records: Records, users: Users, hooks: Hooks): void {
  const { subscriptions } = records;
  const refOf = ({ params }: Request<UserParams>): UserRef => ({ id: params.userId, accountId: params.accountId });
  const show = (response: Response, user: User, request: Request<UserParams>, status = 200) => {
    const extra = String(request.query['extraFields'] ?? '').split(',');
    response.status(status).json(openUser(user, records, extra));
  };

  api.use(['/open/account'], enabled(records, 'users'));
  api.get(USER, (request, response) => {
    const user = records.users.get(keyOf(refOf(request)));
    if (!user) return notFound(response, 'User');
    show(response, user, request);
  });
  for (const method of ['put', 'post'] as const) {
    api[method](USER, (request, response) => {
      const stub = bodyOf(request, response, Stub);
      if (!stub) return;
      const ref = refOf(request);
      if (stub.id !== ref.id || stub.accountId !== ref.accountId) {
        return refuse(response, 400, 'id and accountId must be those of the path', 'VALIDATION_FAILED');
      }
      try {
        show(response, users.upsert(ref, stub), request, method === 'put' ? 200 : 201);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refuse(response, 400, error.message, 'VALIDATION_FAILED');
      }
    });
  }
  api.delete(USER, (request, response) => {
    if (!users.delete(refOf(request))) return notFound(response, 'User');
    response.status(204).end();
  });
  api.post(`${USER}/events`, (request, response) => {
    const track = bodyOf(request, response, Track);
    if (!track) return;
    const ref = refOf(request);
    if (!records.users.get(keyOf(ref))) return notFound(response, 'User');
    const events = trackEvents(records, users, ref, track);
    if (!events) return refuse(response, 409, 'The idempotency key was used already.', 'IDEMPOTENCY_KEY_CONFLICT');
    const shown = events.map(({ userId: _userId, accountId: _accountId, ...event }) => event);
    response.json({ userId: ref.id, accountId: ref.accountId, events: shown });
  });
  for (const [action, blocked] of [
    ['block', true],
    ['unblock', false],
  ] as const) {
    api.post(`/account/:accountId/user/:userId/${action}`, (request: Request<UserParams>, response: Response) => {
      const user = users.block(refOf(request), blocked);
      if (!user) return notFound(response, 'User');
      response.json(listedUser(user));
    });
  }
  api.post('/open/code/:code/account/:accountId/user/:userId', enabled(records, 'codes'), (request, response) => {
    const { code, userId, accountId } = request.params as UserParams & { code: string };
    const user = records.users.get(keyOf({ id: userId, accountId }));
    if (!user) return notFound(response, 'User');
    if (!users.applyCode(user, code)) return notFound(response, 'Referral code');
    response.json({ code, programId: PROGRAM });
  });

  api.get('/users', (request, response) => {
    const query = queried(request, 'query')?.toLowerCase();
    const found = records.users
      .all()
      .filter(({ id, email, firstName, lastName }) =>
        query === undefined ? true : [id, email, `${firstName} ${lastName}`].join('\n').toLowerCase().includes(query),
      );
    sendPage(request, response, 'users', found, listedUser);
  });

  const shown = (referral: Referral) => shownReferral(referral, records);
  const indexed = (index: Records['referralsOf'], key: string) =>
    (index.get(key) ?? []).flatMap((id) => records.referrals.get(id) ?? []);
  const asked = (request: Request, side: 'referring' | 'referred'): string | undefined => {
    const [id, accountId] = [queried(request, `${side}UserId`), queried(request, `${side}AccountId`)];
    return id === undefined && accountId === undefined
      ? undefined
      : keyOf({ id: id ?? '', accountId: accountId ?? '' });
  };
  api.get('/referrals', (request, response) => {
    const referrer = asked(request, 'referring');
    const all = referrer === undefined ? records.referrals.all() : indexed(records.referralsBy, referrer);
    const within = (value: number | null, range: string | undefined) => {
      const [from, to = from] = (range ?? '').split(',');
      return range === undefined || (value !== null && value >= Number(from) && value <= Number(to));
    };
    const [paid, ended] = [queried(request, 'dateReferralPaid'), queried(request, 'dateReferralEnded')];
    const found = all.filter((one) => within(one.dateReferralPaid, paid) && within(one.dateReferralEnded, ended));
    sendPage(request, response, 'referrals', found, shown);
  });
  api.get('/referrals/:id', (request, response) => {
    const referral = records.referrals.get(request.params.id);
    if (!referral) return notFound(response, 'Referral');
    response.json(shown(referral));
  });
  api.get('/open/referrals', enabled(records, 'referrals'), (request, response) => {
    const [referrer, referred] = [asked(request, 'referring'), asked(request, 'referred')];
    if (referrer === undefined && referred === undefined) {
      return refuse(response, 400, 'The referring or the referred user is required.', 'VALIDATION_FAILED');
    }
    const found = referred === undefined ? [] : indexed(records.referralsOf, referred);
    const made = referrer === undefined ? [] : indexed(records.referralsBy, referrer);
    const both = referrer !== undefined && referred !== undefined;
    const rows = both ? found.filter(({ id }) => made.some((one) => one.id === id)) : [...found, ...made];
    sendPage(request, response, 'referrals', rows, shown);
  });

  api.get('/subscription', (_request, response) => void response.json(subscriptions.all()));
  api.post('/subscription', (request, response) => {
    const subscription = bodyOf(request, response, z.object({ endpointUrl: z.url(), name: z.string().optional() }));
    if (!subscription) return;
    hooks.subscribe(subscription);
    response.status(201).end();
  });
  api.delete('/subscription/:url', (request, response) => {
    if (!subscriptions.delete(request.params.url)) return notFound(response, 'Subscription');
    response.status(204).end();
  });
  api.post('/subscription/:url/test', (request, response) => {
    const subscription = subscriptions.get(request.params.url);
    if (!subscription) return notFound(response, 'Subscription');
    hooks.test(subscription);
    response.status(204).end();
  });
}

/** These two are for apps on phones and need no key. */
export function addPublicRoutes(api: Router, records: Records): void {
  const owner = (code: string | undefined) =>
    code === undefined ? undefined : records.users.get(records.codes.get(code) ?? '');
  api.get('/open/user', enabled(records, 'codes'), (request, response) => {
    const code = queried(request, 'referralCode');
    const user = owner(code);
    if (!user) return notFound(response, 'User');
    const { id, accountId, firstName, lastName, imageUrl } = user;
    response.json({ id, accountId, firstName, lastInitial: lastName?.[0] ?? null, referralCode: code, imageUrl });
  });
  api.get('/open/code/:code', enabled(records, 'codes'), (request, response) => {
    const user = owner(request.params['code']?.toString());
    if (!user) return notFound(response, 'Referral code');
    const referrerName = `${user.firstName} ${user.lastName?.[0] ?? ''}`.trim();
    response.json({ code: request.params['code'], dateCreated: user.dateCreated, programId: PROGRAM, referrerName });
  });
}

/** A JSON body of the expected form, or undefined after having refused. */
function bodyOf<T>(request: { body: unknown }, response: Response, schema: z.ZodType<T>): T | undefined {
  const parsed = schema.safeParse(jsonBody(request.body));
  if (parsed.success) return parsed.data;
  refuse(response, 400, parsed.error.issues[0]?.message ?? 'The body is not JSON.', 'VALIDATION_FAILED');
  return undefined;
}
