import type { Router } from 'express';
import { Refusal } from './answers.js';
import { addApplicationWrites } from './application-writes.js';
import { addCandidateWrites } from './candidate-writes.js';
import type { Records } from './records.js';
import type { Recruiting } from './recruiting.js';
import { bodyOf, type Attributes } from './write-bodies.js';

const NOTE: Attributes = {
  ...{ candidate_id: 'integer', application_id: 'integer', body: 'text', visibility: 'text', note_type: 'text' },
  ...{ user_id: 'integer', subject: 'text', email_from: 'text', email_to: 'text', email_cc: 'any' },
};

const VISIBILITY: Readonly<Record<string, string>> = {
  public: 'publicly_visible',
  private: 'privately_visible',
  admin_only: 'admin_only_visible',
};
const NOTE_TYPES = ['NOTE', 'ACTIVITY', 'EMAIL'];

/** The writes of Harvest v3 that the simulator takes. */
export function addWrites(api: Router, records: Records, recruiting: Recruiting): void {
  addApplicationWrites(api, records, recruiting);
  addCandidateWrites(api, records, recruiting);
  addNoteWrites(api, records);
}

/** Notes can be added and never changed. */
function addNoteWrites(api: Router, records: Records): void {
  api.post('/v3/notes', (request, response) => {
    const body = bodyOf(request, NOTE);
    const { note_type: type = 'NOTE', visibility = 'private' } = body;
    if (!records.candidates.get(String(body['candidate_id'])))
      throw new Refusal(422, 'Invalid value: candidate_id', 'candidate_id');
    if (typeof body['body'] !== 'string') throw new Refusal(422, 'Missing attribute: body', 'body');
    if (!NOTE_TYPES.includes(String(type))) throw new Refusal(422, 'Invalid value: note_type', 'note_type');
    const visible = VISIBILITY[String(visibility)];
    if (!visible) throw new Refusal(422, 'Invalid value: visibility', 'visibility');
    if (type === 'EMAIL' && !(body['subject'] && body['email_from'] && body['email_to'])) {
      throw new Refusal(422, 'An EMAIL needs subject, email_from and email_to', 'note_type');
    }
    const note = {
      ...records.stamp('notes', 950_001),
      candidate_id: body['candidate_id'] as number,
      application_id: (body['application_id'] as number | undefined) ?? null,
      body: body['body'],
      subject: (body['subject'] as string | undefined) ?? null,
      type: String(type),
      user_id: (body['user_id'] as number | undefined) ?? Number(response.locals['userId']),
      visibility: visible,
      email_from: (body['email_from'] as string | undefined) ?? null,
      email_to: (body['email_to'] as string | undefined) ?? null,
      email_cc: (body['email_cc'] as string[] | undefined) ?? null,
      import_hash: null,
    };
    response.status(201).json(records.notes.put(String(note.id), note));
  });
}
