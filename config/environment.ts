/** The process environment, or a stand-in in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The value of a variable.
 * @throws Error that names the variable and says what it is for, when it is unset or empty.
 */
export function requireVariable(environment: Environment, name: string, meaning: string): string {
  const value = environment[name]?.trim();
  if (!value) throw new Error(`${name} is not set: expected ${meaning}.`);
  return value;
}

/** A comma-separated list, blanks dropped: rotated secrets (newest first), user ids. */
export function listVariable(environment: Environment, name: string): string[] {
  return (environment[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
