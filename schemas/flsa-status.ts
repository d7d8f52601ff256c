/**
 * Legal classifications under the Fair Labor Standards Act, and the kinds of pay that payroll tells apart with them
 * (Gusto's API, schema Compensation).
 */
export const FLSA_STATUSES = [
  'Exempt',
  'Salaried Nonexempt',
  'Nonexempt',
  'Owner',
  'Commission Only Exempt',
  'Commission Only Nonexempt',
] as const;
export type FlsaStatus = (typeof FLSA_STATUSES)[number];

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

const BY_LETTERS = new Map<string, FlsaStatus>(FLSA_STATUSES.map((status) => [letters(status), status]));

/** The status that a text means: "Non-Exempt" and "NON EXEMPT" are "Nonexempt". Undefined for any other text. */
export const flsaStatusOf = (text: string): FlsaStatus | undefined => BY_LETTERS.get(letters(text));
