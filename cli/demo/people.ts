import { randomInt } from 'node:crypto';

/** A made-up person. The address is in a domain that can't exist (RFC 2606), the number is set aside for fiction. */
export interface MadeUpPerson {
  firstName: string;
  lastName: string;
  name: string;
  email: string;
  phone: string;
}

const FIRST = [
  ...[
    'Nora',
    'Amir',
    'Lucía',
    'Jonas',
    'Mei',
    'Kofi',
    'Ingrid',
    'Rahul',
    'Zoë',
    'Mateo',
    'Hana',
    'Olu',
    'Freya',
    'Iker',
  ],
  ...['Leila', 'Tomasz', 'Anouk', 'Dmitri', 'Sofia', 'Emeka', 'Yuki', 'Callum', 'Paloma', 'Viktor', 'Aisha', 'Noam'],
];
const LAST = [
  ...[
    'Quist',
    'Haddad',
    'Moreno',
    'Lindgren',
    'Chen',
    'Mensah',
    'Solberg',
    'Iyer',
    'Vermeer',
    'Castro',
    'Sato',
    'Bello',
  ],
  ...['Falk', 'Etxeberria', 'Rahimi', 'Nowak', 'Dubois', 'Petrov', 'Rossi', 'Okonkwo', 'Mori', 'Reid', 'Vega', 'Stern'],
];

/** Somebody new: the number in the address makes each run's people their own. */
export function madeUpPerson(firstName = pick(FIRST)): MadeUpPerson {
  const lastName = pick(LAST);
  const mailbox = `${plain(firstName)}.${plain(lastName)}.${randomInt(100_000, 1_000_000)}`;
  return {
    firstName,
    lastName,
    name: `${firstName} ${lastName}`,
    email: `${mailbox}@mail.example`,
    phone: `+1 415 555 01${String(randomInt(0, 100)).padStart(2, '0')}`,
  };
}

const pick = (names: readonly string[]): string => names[randomInt(0, names.length)] ?? 'Robin';

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
