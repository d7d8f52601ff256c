import express, { type Router } from 'express';
import { DOM_SCRIPT } from './control-page/dom-script.js';
import { HIRES_SCRIPT } from './control-page/hires-script.js';
import { PAGE } from './control-page/page.js';
import { STYLE } from './control-page/style.js';
import { VENDORS_SCRIPT } from './control-page/vendors-script.js';
import { DEPARTMENTS, JOBS, PEOPLE } from './company.js';
import type { Simulator } from './simulator.js';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TITLES: Readonly<Record<string, string>> = {
  greenhouse: 'Greenhouse',
  bamboohr: 'BambooHR',
  gusto: 'Gusto',
  slack: 'Slack',
};

/** Webhooks of a vendor that the page shows. */
const RECENT = 12;

/**
 * A page at / to play the vendors' users by hand: make a hire, accept and change its offer, edit the HRIS, pause
 * webhooks, let a vendor fail. It works through the simulators' own controls below /<vendor>/_sandbox.
 * @param publicUrl hireline's console.
 */
export function controlPage(simulators: Record<string, Simulator>, publicUrl: string): Router {
  const router = express.Router();
  const scripts = { 'dom.js': DOM_SCRIPT, 'hires.js': HIRES_SCRIPT, 'vendors.js': VENDORS_SCRIPT };

  router.get('/', (_request, response) => {
    response.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    response.type('html').send(PAGE);
  });
  router.get('/_control/style.css', (_request, response) => void response.type('css').send(STYLE));
  for (const [name, script] of Object.entries(scripts)) {
    router.get(`/_control/${name}`, (_request, response) => void response.type('js').send(script));
  }
  router.get('/_control/company', (_request, response) => {
    response.json({
      consoleUrl: publicUrl,
      jobs: JOBS.map(({ id, name }) => ({ id, name })),
      departments: DEPARTMENTS.map(({ name }) => name),
      managers: PEOPLE.map((person) => ({
        name: `${person.firstName} ${person.lastName}`,
        title: person.jobTitle,
        email: person.workEmail,
      })),
    });
  });
  router.get('/_control/vendors', (_request, response) => {
    response.json(Object.entries(simulators).map(([vendor, simulator]) => vendorState(vendor, simulator)));
  });
  return router;
}

function vendorState(vendor: string, { faults, webhooks }: Simulator) {
  return {
    vendor,
    title: TITLES[vendor] ?? vendor,
    faults: faults.list(),
    webhooks: webhooks
      ? {
          paused: webhooks.paused,
          recent: webhooks
            .list()
            .slice(-RECENT)
            .reverse()
            .map(({ id, eventType, status, attempts, lastAnswer }) => ({
              id,
              eventType,
              status,
              attempts,
              lastAnswer,
            })),
        }
      : null,
  };
}
