import type { Stage } from './stage.js';

/** One story of the demonstration. */
export interface DemoCase {
  name: string;
  /** What it shows, in a line. */
  title: string;
  /** It disturbs the vendors, so nothing else runs beside it. */
  alone: boolean;
  /** @throws Unexpected when it does not end as it should. */
  play(stage: Stage): Promise<Ending>;
}

/** How a case ended, as it should. */
export interface Ending {
  outcome: string;
  /** Whether it is still so when all other cases are over. */
  stillTrue?(): Promise<void>;
}
