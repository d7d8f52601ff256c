import type { RequestHandler, Router } from 'express';
import { z } from 'zod';
import { notFound } from './answers.js';
import { addHire, changeOffer, hireOf, NewHire, OfferTerms } from './hires.js';
import type { Application, Records } from './records.js';
import type { Recruiting } from './recruiting.js';

/** What recruiters do in Greenhouse's own pages, below /_sandbox. */
export function addControls(controls: Router, records: Records, recruiting: Recruiting): void {
  const onApplication =
    (act: (application: Application, body: unknown) => void): RequestHandler<{ id: string }> =>
    (request, response) => {
      const application = records.applications.get(request.params.id);
      if (!application) return notFound(response, 'application', request.params.id);
      act(application, request.body);
      response.json(hireOf(records, application.id));
    };

  controls.get('/hires', (_request, response) => {
    response.json(records.applications.all().map((application) => hireOf(records, application.id)));
  });
  controls.post('/hires', (request, response) => {
    response.status(201).json(addHire(records, recruiting, NewHire.parse(request.body)));
  });
  controls.post(
    '/applications/:id/accept_offer',
    onApplication((application) => recruiting.acceptOffer(application.id)),
  );
  controls.post(
    '/applications/:id/hire',
    onApplication((application) => recruiting.hire(application)),
  );
  controls.post(
    '/applications/:id/unhire',
    onApplication((application) => recruiting.unhire(application)),
  );
  controls.post(
    '/applications/:id/delete_offer',
    onApplication((application) => recruiting.deleteOffer(application.id)),
  );
  controls.patch(
    '/applications/:id/offer',
    onApplication((application, body) => {
      const terms = OfferTerms.extend({ new_version: z.boolean().optional() }).parse(body);
      changeOffer(records, recruiting, application.id, terms);
    }),
  );
}
