import proto from '@temporalio/proto';
import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../workflows/contract.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

const TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
} as const;

/**
 * Registers the search attributes that workflows set, where they are not registered yet.
 * @throws Error that says what to register by hand, where the cluster does not let us (Temporal Cloud).
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  try {
    await addSearchAttributes(connection, namespace, missing);
  } catch (error) {
    // Two processes may register at once; what counts is that the attributes are there.
    const now = await connection.operatorService.listSearchAttributes({ namespace });
    if (missing.every(([name]) => name in now.customAttributes)) return;
    const names = missing.map(([name, type]) => `${name} (${type})`).join(', ');
    throw new Error(
      `Temporal refused to register search attributes. Register them in namespace ${namespace}: ${names}.`,
      {
        cause: error,
      },
    );
  }
}

/** Registers these search attributes; the server refuses one that is registered already. */
export async function addSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
  attributes: [string, keyof typeof TYPES][] = Object.entries(SEARCH_ATTRIBUTES),
): Promise<void> {
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(attributes.map(([name, type]) => [name, TYPES[type]])),
  });
}
