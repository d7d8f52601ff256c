import { randomBytes, randomUUID } from 'node:crypto';
import type { Router } from 'express';
import { z } from 'zod';
import type { Collection } from '../../../sandbox/store.js';
import type { WebhookSender } from '../../../sandbox/webhook-sender.js';
import type { AccessControl } from './access.js';
import { bodyOf, invalid, notFound, parameter, permitted, refuse } from './answers.js';

export const SUBSCRIPTION_TYPES = [
  'BankAccount',
  'Company',
  'CompanyBenefit',
  'Contractor',
  'ContractorPayment',
  'Employee',
  'EmployeeBenefit',
  'EmployeeJobCompensation',
  'ExternalPayroll',
  'Form',
  'Location',
  'Notification',
  'Payroll',
  'PayrollSync',
  'PaySchedule',
  'Signatory',
] as const;

const NewSubscription = z.object({
  url: z.url('is not a valid URL'),
  subscription_types: z.array(z.enum(SUBSCRIPTION_TYPES, 'are not all known')).min(1, 'are required'),
});

export interface Subscription extends z.infer<typeof NewSubscription> {
  uuid: string;
  status: 'pending' | 'verified' | 'removed' | 'unreachable';
  /** Goes to the subscriber's URL only; signs its events. */
  verification_token: string;
}

/** Event type, in the outbox, of the request that brings the token and so cannot be signed with it. */
export const HANDSHAKE = 'verification_token';

/** Webhook subscriptions and their handshake. System access only. */
export function subscriptionRoutes(
  api: Router,
  access: AccessControl,
  subscriptions: Collection<Subscription>,
  sender: WebhookSender,
): void {
  function sendHandshake(subscription: Subscription): void {
    const { uuid, url, verification_token } = subscription;
    sender.send({
      id: `${randomUUID()}@${uuid}`,
      url,
      body: JSON.stringify({ verification_token, webhook_subscription_uuid: uuid }),
      eventType: HANDSHAKE,
    });
  }

  api.get('/v1/webhook_subscriptions', access.system, (_request, response) => {
    response.json(subscriptions.all().map(show));
  });

  api.post('/v1/webhook_subscriptions', access.system, (request, response) => {
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, NewSubscription);
    if (!wanted) return;
    const uuid = randomUUID();
    const token = randomBytes(24).toString('base64url');
    const created = subscriptions.put(uuid, { uuid, ...wanted, status: 'pending', verification_token: token });
    sendHandshake(created);
    response.status(201).json(show(created));
  });

  api.get('/v1/webhook_subscriptions/:id', access.system, (request, response) => {
    const subscription = subscriptions.get(parameter(request, 'id'));
    if (!subscription) return notFound(response);
    response.json(show(subscription));
  });

  api.put('/v1/webhook_subscriptions/:id', access.system, (request, response) => {
    const subscription = subscriptions.get(parameter(request, 'id'));
    if (!subscription) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, NewSubscription.pick({ subscription_types: true }));
    if (wanted) response.json(show(subscriptions.put(subscription.uuid, { ...subscription, ...wanted })));
  });

  api.delete('/v1/webhook_subscriptions/:id', access.system, (request, response) => {
    if (!subscriptions.delete(parameter(request, 'id'))) return notFound(response);
    response.status(204).end();
  });

  api.put('/v1/webhook_subscriptions/:id/verify', access.system, (request, response) => {
    const subscription = subscriptions.get(parameter(request, 'id'));
    if (!subscription) return notFound(response);
    const body = bodyOf(request, response);
    if (!body) return;
    if (body['verification_token'] !== subscription.verification_token) {
      return refuse(response, 422, invalid('verification_token', 'Verification token is invalid'));
    }
    response.json(show(subscriptions.put(subscription.uuid, { ...subscription, status: 'verified' })));
  });

  api.get('/v1/webhook_subscriptions/:id/request_verification_token', access.system, (request, response) => {
    const subscription = subscriptions.get(parameter(request, 'id'));
    if (!subscription) return notFound(response);
    sendHandshake(subscription);
    response.status(200).end();
  });
}

function show({ uuid, url, status, subscription_types }: Subscription) {
  return { uuid, url, status, subscription_types };
}
