import type { Environment } from '../config/environment.js';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Where a command writes to: data to standard output, everything else beside it. */
export interface Terminal {
  /** Columns to lay tables out for. */
  width: number;
  print(line: string): void;
  /** A line for the person, not for a program that reads the data. */
  note(line: string): void;
  paint(style: Style, text: string): string;
}

const CODES: Record<Style, string> = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33' };
const USUAL_WIDTH = 80;

/** The process's own terminal. Colour is used on a terminal only, and never with NO_COLOR (https://no-color.org). */
export function openTerminal(environment: Environment): Terminal {
  const coloured = usesColour(process.stdout.isTTY, environment);
  return {
    width: (process.stdout.isTTY ? process.stdout.columns : undefined) || USUAL_WIDTH,
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    paint: (style, text) => (coloured ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text),
  };
}

export function usesColour(isTerminal: boolean, environment: Environment): boolean {
  return isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}
