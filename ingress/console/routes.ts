import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import helmet from 'helmet';
import type { IngressContext } from '../context.js';
import { kindOfError } from '../../config/logger.js';
import { consoleDoor } from './access/access.js';
import { apiRoutes } from './api/index.js';
import { recordPage, type RecordRole } from './api/records.js';
import { requireHire } from './api/hires.js';
import { mountRoutes } from './api/route.js';
import { pageRoutes } from './page.js';
import { prometheusHandler } from './prometheus.js';
import { within } from './within.js';

const RECORD_PATIENCE_MS = 10_000;

/**
 * The console: its page, its API and the metrics, all behind one door.
 * @throws ConfigError when it is not said who may enter.
 */
export function consoleRoutes(context: IngressContext): Router {
  const router = express.Router();
  const page = pageRoutes();
  const door = [securityHeaders(context.publicUrl), ...consoleDoor(context)];
  const ours = /^\/(?:$|(?:api|console|metrics)(?:\/|$))/i;
  const behindTheDoor = express.Router().use(...door);
  behindTheDoor.use(page);
  behindTheDoor.get('/metrics', prometheusHandler(context));
  behindTheDoor.use('/api', neverKept, mountRoutes(apiRoutes(context)));
  behindTheDoor.get('/console/hires/:applicationId/:role', neverKept, (request, response, next) =>
    openRecord(context, request, response).catch(next),
  );
  router.use((request, response, next) => (ours.test(request.path) ? behindTheDoor(request, response, next) : next()));
  return router;
}

/** Only our own files run, load or are sent to; nothing may frame the page. */
function securityHeaders(publicUrl: string) {
  const own = ["'self'"];
  const none = ["'none'"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: own,
        styleSrc: own,
        imgSrc: own,
        connectSrc: own,
        baseUri: none,
        formAction: none,
        frameAncestors: none,
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: publicUrl.startsWith('https:'),
  });
}

/** People's data is not left behind in a browser's cache. */
function neverKept(_request: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-store');
  next();
}

const ROLES: readonly string[] = ['ats', 'hris', 'payroll'] satisfies RecordRole[];

/** Sends a person on to a hire's record in one of the systems. */
async function openRecord(context: IngressContext, request: Request, response: Response): Promise<void> {
  const { applicationId = '', role = '' } = request.params as Record<string, string>;
  if (!ROLES.includes(role)) return void response.status(404).json({ error: 'not_found' });
  try {
    const hire = await requireHire(context, applicationId);
    const url = await within(RECORD_PATIENCE_MS, recordPage(context, hire, role as RecordRole));
    if (url) return response.redirect(302, url);
    response.status(404).type('text').send('This system does not tell where the page of its record is.');
  } catch (error) {
    context.logger.warn({ role, err: kindOfError(error) }, 'the page of a record could not be found');
    response.status(404).type('text').send('The page of this record could not be found just now.');
  }
}
