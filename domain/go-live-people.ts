/** A person made up for a go-live check. */
export interface TestPerson {
  firstName: string;
  lastName: string;
  email: string;
  /** E.164. */
  phone: string;
}

/** Area codes of which each has the numbers 555-0100 to 555-0199, which are nobody's (NANPA's fictional numbers). */
const AREA_CODES = [
  ...['201', '202', '206', '210', '212', '213', '214', '215', '216', '217', '301', '302', '303', '304', '305', '307'],
  ...['312', '313', '314', '315', '316', '317', '401', '402', '404', '405', '406', '408', '410', '412', '413', '414'],
  ...['415', '501', '502', '503', '504', '505', '507', '508', '512', '513', '515', '516', '601', '602', '603', '605'],
];
const NUMBERS_EACH = 100;

/**
 * The test person of a number: always the same one. Addresses below .example lead nowhere (RFC 2606); the numbers
 * repeat after 4,800 people, long after anybody looks for the first by phone.
 */
export function testPerson(number: number): TestPerson {
  const line = number % NUMBERS_EACH;
  const area = AREA_CODES[Math.floor(number / NUMBERS_EACH) % AREA_CODES.length] ?? '415';
  return {
    firstName: 'Golive',
    lastName: `Test ${number}`,
    email: `golive-${number}@candidates.example`,
    phone: `+1${area}55501${String(line).padStart(2, '0')}`,
  };
}
