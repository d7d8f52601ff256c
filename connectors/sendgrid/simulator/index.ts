import type { Request, Response } from 'express';
import { createSimulatorBase, jsonBody, type SimulatorFactory } from '../../../sandbox/simulator.js';
import { apiKey, windowLimit } from './access.js';
import { activityRoutes } from './activity.js';
import { refuse, unreadable } from './answers.js';
import { controlRoutes } from './controls.js';
import { createEvents } from './events.js';
import { openMails } from './mails.js';
import { MailSend, tooManyArguments } from './validation.js';

/** SendGrid's limit depends on plan and endpoint; the sandbox allows as good as any number, unless told. */
const SANDBOX_LIMIT = 100_000;

/** SendGrid's server for one account. `webhookSecret` is the private key (PKCS #8 PEM) that signs events. */
export const createSendgridSimulator: SimulatorFactory = (options) => {
  const { app, store, faults, api, controls } = createSimulatorBase(options, () => events.sender);
  const mails = openMails(store);
  const events = createEvents(store, mails, options);

  api.use(
    '/v3',
    apiKey(options.credentials['SENDGRID_API_KEY'] ?? ''),
    windowLimit(options.rateLimit ?? SANDBOX_LIMIT),
  );
  api.get('/v3/scopes', (_request, response) => {
    const scopes = mails.settings().activity ? ['mail.send', 'messages.read'] : ['mail.send'];
    response.json({ scopes });
  });
  api.post('/v3/mail/send', (request, response) => {
    const mail = acceptable(request, response);
    if (!mail) return;
    if (mail.mail_settings?.sandbox_mode?.enable) return void response.status(200).end();
    const taken = mails.take(mail);
    const { silent, automatic_events: automatic } = mails.settings();
    if (automatic) events.fireUsual(taken);
    if (silent) return void request.socket.destroy();
    response.status(202).set('X-Message-Id', taken.id).end();
  });
  activityRoutes(api, mails);
  api.use((_request, response) => refuse(response, 404, { message: 'not found' }));
  app.use(unreadable);
  controlRoutes(controls, mails, events);

  return {
    vendor: 'sendgrid',
    app,
    faults,
    webhooks: events.sender,
    // An account starts without mails.
    seed: () => undefined,
    close: () => events.close(),
  };
};

function acceptable(request: Request, response: Response): MailSend | undefined {
  if (!/^application\/json\b/i.test(request.get('content-type') ?? '')) {
    refuse(response, 415, { message: 'Content-Type should be application/json.' });
    return undefined;
  }
  const body = jsonBody(request.body);
  if (!body) {
    refuse(response, 400, { message: 'Bad Request' });
    return undefined;
  }
  const parsed = MailSend.safeParse(body);
  if (!parsed.success) {
    refuse(response, 400, ...parsed.error.issues.map(({ message, path }) => ({ message, field: path.join('.') })));
    return undefined;
  }
  if (tooManyArguments(parsed.data)) {
    refuse(response, 400, { message: 'custom_args may not exceed 10000 bytes', field: 'custom_args' });
    return undefined;
  }
  return parsed.data;
}
