import { parseArgs } from 'node:util';

export const SUBJECTS = ['baseline', 'hireline'] as const;
/** What is measured: the minimal Temporal program, and hireline. */
export type SubjectName = (typeof SUBJECTS)[number];

/** What can be measured alone. */
const PARTS = [...SUBJECTS, 'reconciliation'] as const;

export const FLAVOURS = ['tuned', 'defaults'] as const;
/** How the baseline runs its activities: see bench/baseline/workflows.ts. */
export type Flavour = (typeof FLAVOURS)[number];

/** One benchmark, as the command line asks for it. */
export interface Options {
  /** Events of the closed loop. */
  events: number;
  /** Requests that the closed loop keeps open. */
  open: number;
  /** Events a second of the open loop. */
  rate: number;
  /** How long the open loop lasts; 0 leaves it out. */
  seconds: number;
  /** Events before each measurement, which count for nothing. */
  warmUp: number;
  rounds: number;
  /** What is measured of the way of a hire; empty when only the reconciliation is. */
  subjects: readonly SubjectName[];
  /** Hires a side that the daily reconciliation is measured with; empty when it is not. */
  reconciliation: readonly number[];
  baseline: Flavour;
  /** Where the result goes besides the terminal; by default .cache/bench/<time>.json. */
  json: string | undefined;
  /** Exit 1 when a target is missed. */
  check: boolean;
  /** Folder for CPU profiles of the subjects' own processes; profiling costs time, so such a run compares nothing. */
  profile: string | undefined;
}

export const USAGE = `npm run bench -- [options]
  --events N        events with --open requests open (600)
  --open N          requests kept open (50)
  --rate N          events a second, apart from the above (5)
  --seconds N       for so long; 0: not at all (60)
  --warm-up N       events before each measurement (150)
  --rounds N        rounds, the two subjects in turn (3)
  --only NAME       baseline, hireline or reconciliation
  --sizes N,N       hires a side of the reconciliation (10000,100000,1000000)
  --baseline NAME   tuned (GET and INSERT as local activities) or defaults (three plain activities)
  --json FILE       where the result goes (.cache/bench/<time>.json)
  --check           exit 1 when a target is missed
  --profile FOLDER  write a CPU profile of each of the subjects' processes`;

/**
 * Reads the command line.
 * @returns undefined when help is asked for.
 * @throws Error that names the option and what was expected.
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '600' },
      open: { type: 'string', default: '50' },
      rate: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '60' },
      'warm-up': { type: 'string', default: '150' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
      sizes: { type: 'string', default: '10000,100000,1000000' },
      baseline: { type: 'string', default: 'tuned' },
      json: { type: 'string' },
      check: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only === undefined ? undefined : oneOf('--only', values.only, PARTS);
  const sizes = values.sizes.split(',').map((size) => wholeNumber('--sizes', size, 1));
  const options: Options = {
    events: wholeNumber('--events', values.events, 1),
    open: wholeNumber('--open', values.open, 1),
    rate: wholeNumber('--rate', values.rate, 1),
    seconds: wholeNumber('--seconds', values.seconds, 0),
    warmUp: wholeNumber('--warm-up', values['warm-up'], 0),
    rounds: wholeNumber('--rounds', values.rounds, 1),
    subjects: SUBJECTS.filter((name) => only === undefined || only === name),
    reconciliation: only === undefined || only === 'reconciliation' ? sizes : [],
    baseline: oneOf('--baseline', values.baseline, FLAVOURS),
    json: values.json,
    check: values.check,
    profile: values.profile,
  };
  if (options.check && options.subjects.length === 1) {
    throw new Error('--check compares the two subjects, so it does not go with --only one of them.');
  }
  return options;
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least) return number;
  throw new Error(`${option} is "${text}": expected a whole number of at least ${least}.`);
}

function oneOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw new Error(`${option} is "${text}": expected ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}.`);
}
