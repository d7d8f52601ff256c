import { vendorFailure } from '../failure.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { GrowsurfClient } from './client.js';
import { VENDOR } from './manifest.js';
import { Unreadable } from './mapping.js';
import { Id, Participant, ParticipantPage } from './wire.js';

/** As many as GrowSurf gives at once. */
const PAGE = 100;
/** How many rows a failure names; it counts them all. */
const NAMED_AT_MOST = 10;

export const pathOf = (participantId: string): string => `/participant/${encodeURIComponent(participantId)}`;

/**
 * Everybody in the program as `read` has them, a page at a time. A row that cannot be read is left out; when all others
 * have been given, the list ends with a VendorContract that names those rows.
 * @param read leaves a row out without complaint by giving undefined; throws Unreadable for one it cannot read.
 */
export async function* listParticipants<T>(
  client: GrowsurfClient,
  read: (participant: Participant) => T | undefined,
): AsyncIterable<T[]> {
  const unread: string[] = [];
  let nextId: string | undefined;
  do {
    const query = { limit: PAGE, ...(nextId ? { nextId } : {}) };
    const page = await client.get('/participants', ParticipantPage, query);
    yield page.participants.flatMap((row) => readRow(row, read, unread) ?? []);
    // A page that names itself as its next would never end.
    if (page.nextId && page.nextId === nextId) throw contract('nextId: expected the next page, found this one');
    nextId = page.nextId || undefined;
  } while (nextId);
  if (unread.length === 0) return;
  const named = unread.slice(0, NAMED_AT_MOST).join('; ');
  throw contract(`${unread.length} left out that could not be read: ${named}`);
}

function readRow<T>(row: unknown, read: (one: Participant) => T | undefined, unread: string[]): T | undefined {
  const parsed = Participant.safeParse(row);
  const id = Id.safeParse((row as { id?: unknown } | null)?.id).data ?? 'without an id';
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    unread.push(`participant ${id}: ${issue?.path.join('.') || 'the row'}: ${issue?.message ?? 'unexpected form'}`);
    return undefined;
  }
  try {
    return read(parsed.data);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    unread.push(`participant ${id}: ${error.message}`);
    return undefined;
  }
}

const contract = (message: string) =>
  vendorFailure(FailureType.VendorContract, message, { vendor: VENDOR, operation: 'GET /participants' });
