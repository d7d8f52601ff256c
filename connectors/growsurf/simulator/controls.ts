import type { Router } from 'express';
import { z } from 'zod';
import type { Participants, StoredParticipant } from './participants.js';

const Text = z.string().min(1);
const Person = { email: z.email(), firstName: Text.optional(), lastName: Text.optional() };
const Metadata = z.record(z.string(), z.unknown());

const Joining = z.strictObject({ ...Person, metadata: Metadata.optional() });
/** `consentAt` now unless it says otherwise; null for somebody who does not agree. */
const Application = z.strictObject({
  ...Person,
  advocateId: Text,
  jobId: z.union([Text, z.number().int()]).transform(String).optional(),
  phone: Text.optional(),
  consentAt: Text.nullable().optional(),
});
const Edit = z.strictObject({
  metadata: Metadata.optional(),
  fraudRiskLevel: z.enum(['LOW', 'MEDIUM', 'HIGH']).optional(),
});

/** What employees and candidates do on the program's pages, and its owner in GrowSurf's dashboard; below /_sandbox. */
export function addControls(
  controls: Router,
  participants: Participants,
  added: (participant: StoredParticipant) => void,
): void {
  const { all, find } = participants;

  controls.get('/participants', (_request, response) => void response.json(all.all()));

  controls.post('/participants', (request, response) => {
    const input = Joining.safeParse(request.body);
    if (!input.success) return void response.status(400).json({ error: input.error.issues });
    if (find(input.data.email)) return void response.status(409).json({ error: 'participates already' });
    response.status(201).json(add(input.data));
  });

  controls.post('/referrals', (request, response) => {
    const input = Application.safeParse(request.body);
    if (!input.success) return void response.status(400).json({ error: input.error.issues });
    const { advocateId, jobId, phone, consentAt = new Date().toISOString(), ...person } = input.data;
    const advocate = all.get(advocateId);
    if (!advocate) return void response.status(404).json({ error: 'no such advocate' });
    // Who participates already is shown their own page: nobody is referred, and no event is sent.
    const known = find(person.email);
    if (known) return void response.status(200).json(known);
    const held = Object.entries({ jobId, phone, consentAt: consentAt ?? undefined });
    const metadata = Object.fromEntries(held.filter(([, value]) => value !== undefined));
    response.status(201).json(add({ ...person, metadata, referredBy: advocateId, referralStatus: 'CREDIT_PENDING' }));
  });

  controls.post('/participants/:id', (request, response) => {
    const found = all.get(request.params['id'] ?? '');
    if (!found) return void response.status(404).json({ error: 'no such participant' });
    const input = Edit.safeParse(request.body);
    if (!input.success) return void response.status(400).json({ error: input.error.issues });
    const { metadata = {}, ...rest } = input.data;
    const change = { ...rest, metadata: { ...found.metadata, ...metadata } } as Partial<StoredParticipant>;
    response.json(participants.change(found, change));
  });

  function add(fields: object): StoredParticipant {
    const participant = participants.add(fields as Parameters<Participants['add']>[0]);
    added(participant);
    return participant;
  }
}
