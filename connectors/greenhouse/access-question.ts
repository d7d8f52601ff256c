import { ApplicationFailure } from '@temporalio/common';
import type { HttpQuestion, HttpResponse } from '../http.js';
import type { HarvestClient } from './client.js';

/** What came of a question: an answer, which may be a refusal, or the words of the failure that came in its place. */
export type Asked = { response: HttpResponse; failure?: undefined } | { response?: undefined; failure: string };

/** Asks Greenhouse something that changes nothing; never throws for what the vendor does. */
export type Ask = (question: HttpQuestion) => Promise<Asked>;

export function createAsk(client: Pick<HarvestClient, 'probe'>): Ask {
  return async (question) => {
    try {
      return { response: await client.probe(question) };
    } catch (error) {
      if (error instanceof ApplicationFailure) return { failure: error.message };
      throw error;
    }
  };
}

/** The JSON of an answer; undefined where it is none. */
export function jsonOf({ text }: HttpResponse): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
