const HALF_A_PAIR = /\p{Surrogate}/u;

/** Whether PostgreSQL keeps a text as it is: it has no NUL in texts, and half of a surrogate pair has no bytes. */
export const isStorable = (text: string): boolean => !text.includes('\0') && !HALF_A_PAIR.test(text);

/** The text with U+FFFD for each character that cannot be kept. */
export const storable = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '\ufffd');

/**
 * Whether an error says that a statement's values are none that PostgreSQL keeps, so that they never will be: data
 * exceptions (class 22), and what is over a limit of the program (54), such as an index's on the length of a text.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isRefusedValue(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(22|54)\w{3}$/.test(code);
}
