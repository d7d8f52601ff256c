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

/** Numbers 555-0100 to 555-0199 of every area are set aside for fiction: many areas, so that nobody shares a number. */
const AREA_CODES = (
  '201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 ' +
  '254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 ' +
  '330 334 336 337 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 432 ' +
  '434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 540 541 551 ' +
  '559 561 562 563 567 570 571 573 574 575 580 585 586 601 602 603 605 606 607 608 609 610 612 614 615 616 617 618 619'
).split(' ');

/** Somebody new: the number in the address makes each run's people their own. */
export function madeUpPerson(firstName = pick(FIRST)): MadeUpPerson {
  const lastName = pick(LAST);
  const mailbox = `${plain(firstName)}.${plain(lastName)}.${randomInt(100_000, 1_000_000)}`;
  return {
    firstName,
    lastName,
    name: `${firstName} ${lastName}`,
    email: `${mailbox}@mail.example`,
    phone: `+1 ${pick(AREA_CODES)} 555 01${String(randomInt(0, 100)).padStart(2, '0')}`,
  };
}

const pick = (names: readonly string[]): string => names[randomInt(0, names.length)] ?? 'Robin';

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
