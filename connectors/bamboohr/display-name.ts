import type { Person } from '../../schemas/person.js';

/** Names as they are compared: Unicode-composed, lower case, single spaces; "Last, First" turned round. */
export function normalName(name: string): string {
  const [last, first, ...rest] = name.split(',');
  const turned = first !== undefined && rest.length === 0 ? `${first} ${last ?? ''}` : name;
  return turned.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}

export const sameName = (a: string, b: string): boolean => normalName(a) === normalName(b);

/** The name BambooHR shows for a person: "First Last". */
export function displayName(person: Person): string | undefined {
  if (person.name?.trim()) return person.name.trim();
  const parts = [person.firstName, person.lastName].map((part) => part?.trim() ?? '').filter((part) => part !== '');
  return parts.length === 2 ? parts.join(' ') : undefined;
}
