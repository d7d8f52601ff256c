import assert from 'node:assert/strict';
import type { HubspotClient, SearchQuery } from '../../../connectors/hubspot/client.js';
import { contactNames } from '../../../connectors/hubspot/contact-properties.js';
import { createListHires } from '../../../connectors/hubspot/list-hires.js';
import { REFERRAL } from './servers.js';

/** A client whose search sees these contacts; without the pace that a real one keeps. */
function clientOf(ids: () => number[], answered: (query: SearchQuery) => void): HubspotClient {
  return {
    paths: { contacts: '/contacts', notes: '', contactProperties: '', account: '' },
    search: async (_path: string, query: SearchQuery) => {
      answered(query);
      const beyond = query.filters.find(({ operator }) => operator === 'GT')?.value;
      const rest = ids().filter((id) => beyond === undefined || id > Number(beyond));
      const results = rest
        .slice(0, query.limit)
        .map((id) => ({ id: String(id), properties: { advocate_id: 'adv-1' } }));
      return { results, paging: rest.length > query.limit ? { next: { after: '200' } } : null };
    },
  } as unknown as HubspotClient;
}

describe('hubspot list of hires', () => {
  it('goes on by id, beyond the 10,000 that a search pages to', async () => {
    const all = Array.from({ length: 10_450 }, (_, n) => 1_000_000 + n);
    const queries: SearchQuery[] = [];
    const client = clientOf(
      () => all,
      (query) => queries.push(query),
    );
    const listed: string[] = [];
    for await (const batch of createListHires(client, contactNames(REFERRAL))()) {
      listed.push(...batch.map(({ contactId }) => contactId));
    }
    assert.deepEqual(listed, all.map(String));
    assert.equal(queries.length, 53);
    assert.deepEqual(queries[0]?.filters, [{ propertyName: 'advocate_id', operator: 'HAS_PROPERTY' }]);
    assert.deepEqual(queries[1]?.filters[1], { propertyName: 'hs_object_id', operator: 'GT', value: '1000199' });
    assert.ok(queries.every(({ sort, limit }) => sort === 'hs_object_id' && limit === 200));
  });

  it('loses none when others go away meanwhile', async () => {
    let all = Array.from({ length: 500 }, (_, n) => n + 1);
    const client = clientOf(
      () => all,
      (query) => {
        if (query.filters.length > 1) all = all.filter((id) => id > 100);
      },
    );
    const listed = new Set<string>();
    for await (const batch of createListHires(client, contactNames(REFERRAL))()) {
      for (const { contactId } of batch) listed.add(contactId);
    }
    assert.equal(listed.size, 500);
  });
});
