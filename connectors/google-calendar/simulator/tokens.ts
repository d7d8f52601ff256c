import { invalid, Refusal } from './answers.js';

/** What a list was asked for, beside where in it: the same in all requests of a synchronisation. */
export interface Frozen {
  singleEvents: boolean;
  showDeleted: boolean;
  timeMin?: string;
}

/** After which change of the calendar the next synchronisation begins. */
interface SyncToken {
  kind: 'sync';
  after: number;
  generation: number;
  frozen: Frozen;
}

/** Where the next page begins, and with which change the reading ends. */
export interface PageToken {
  kind: 'page';
  after: number;
  upTo: number;
  /** The page itself has no events. */
  empty: boolean;
  /** The sync token that the reading began with. */
  syncToken?: string;
  frozen: Frozen;
}

/** Tokens hold all there is to know, so that they outlive a restart; they are opaque to clients. */
export function encodeToken(token: SyncToken | PageToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws Refusal 400 when it is not a sync token, 410 when it is one of an earlier generation. */
export function readSyncToken(text: string, generation: number): SyncToken {
  const token = decode(text);
  if (token?.kind !== 'sync') throw invalid('syncToken', 'Invalid sync token value.');
  if (token.generation !== generation) {
    throw new Refusal(410, {
      domain: 'calendar',
      reason: 'fullSyncRequired',
      message: 'Sync token is no longer valid, a full sync is required.',
      parameter: 'syncToken',
    });
  }
  return token;
}

/** @throws Refusal 400 when it is not a page token, or one of another reading. */
export function readPageToken(text: string, frozen: Frozen, syncToken: string | undefined): PageToken {
  const token = decode(text);
  if (token?.kind !== 'page' || token.syncToken !== syncToken || !sameRequest(token.frozen, frozen)) {
    throw invalid('pageToken', 'Invalid page token value.');
  }
  return token;
}

export function sameRequest(one: Frozen, other: Frozen): boolean {
  return (
    one.singleEvents === other.singleEvents && one.showDeleted === other.showDeleted && one.timeMin === other.timeMin
  );
}

function decode(text: string): SyncToken | PageToken | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as SyncToken | PageToken;
  } catch {
    return undefined;
  }
}
