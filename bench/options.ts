import { parseArgs } from 'node:util';
import { MOST_IN_A_BATCH } from '../connectors/engagement/payload.js';

export const SUBJECTS = ['baseline', 'hireline'] as const;
/** What is measured: the minimal Temporal program, and hireline. */
export type SubjectName = (typeof SUBJECTS)[number];

/** What can be measured alone. */
const PARTS = [...SUBJECTS, 'reconciliation'] as const;

/** A campaign that comes at once, while hires go on. */
export interface BurstSize {
  /** Shares and clicks, half of each. */
  engagements: number;
  /** How many of them a webhook tells of: one measurement each. */
  batches: readonly number[];
  /** Applications through shared links. */
  referrals: number;
}

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
  /** Measured alone; undefined when it is not. */
  burst: BurstSize | undefined;
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
  --burst           a campaign's burst instead of all that, with --rate hires a second, --seconds before it
  --engagements N   its shares and clicks (10000)
  --batch N,N       how many of them a webhook tells of, measured one after the other (1,100)
  --referrals N     its applications through shared links (2000)
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
      burst: { type: 'boolean', default: false },
      engagements: { type: 'string', default: '10000' },
      batch: { type: 'string', default: '1,100' },
      referrals: { type: 'string', default: '2000' },
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
  const size: BurstSize = {
    engagements: wholeNumber('--engagements', values.engagements, 0),
    batches: values.batch.split(',').map((batch) => wholeNumber('--batch', batch, 1)),
    referrals: wholeNumber('--referrals', values.referrals, 0),
  };
  if (size.batches.some((batch) => batch > MOST_IN_A_BATCH)) {
    throw new Error(`--batch is "${values.batch}": a webhook tells of ${MOST_IN_A_BATCH} at most.`);
  }
  const { burst } = values;
  if (burst && only !== undefined) throw new Error('--burst measures the burst alone, so it does not go with --only.');
  const options: Options = {
    events: wholeNumber('--events', values.events, 1),
    open: wholeNumber('--open', values.open, 1),
    rate: wholeNumber('--rate', values.rate, 1),
    seconds: wholeNumber('--seconds', values.seconds, 0),
    warmUp: wholeNumber('--warm-up', values['warm-up'], 0),
    rounds: wholeNumber('--rounds', values.rounds, 1),
    subjects: SUBJECTS.filter((name) => !burst && (only === undefined || only === name)),
    reconciliation: !burst && (only === undefined || only === 'reconciliation') ? sizes : [],
    burst: burst ? size : undefined,
    baseline: oneOf('--baseline', values.baseline, FLAVOURS),
    json: values.json,
    check: values.check,
    profile: values.profile,
  };
  if (options.burst && options.seconds === 0) {
    throw new Error('--seconds is "0": the burst needs hires before it to be compared with.');
  }
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
