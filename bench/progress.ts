import { Presets, SingleBar } from 'cli-progress';
import type { Watch } from './measure.js';

/** Every so often a line, where there is no terminal to draw a bar on. */
const LINE_EVERY_MS = 10_000;

/** Shows how far a benchmark is. */
export interface Progress {
  /** @param title of the measurement that follows: "round 1, hireline". */
  of(title: string): Watch;
  stop(): void;
}

export function createProgress(terminal: boolean, say: (line: string) => void): Progress {
  if (!terminal) return { of: (title) => lines(title, say), stop: () => undefined };
  const bar = new SingleBar(
    { format: '{title}, {phase} {bar} {value}/{total}', hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  return {
    of: (title) => ({
      begin(phase, events) {
        bar.stop();
        bar.start(events, 0, { title, phase });
      },
      through: (events) => bar.update(events),
    }),
    stop: () => bar.stop(),
  };
}

function lines(title: string, say: (line: string) => void): Watch {
  let phase = '';
  let total = 0;
  let saidAt = 0;
  return {
    begin(name, events) {
      [phase, total, saidAt] = [name, events, Date.now()];
      say(`${title}, ${phase}: ${events} events`);
    },
    through(events) {
      if (Date.now() - saidAt < LINE_EVERY_MS || events >= total) return;
      saidAt = Date.now();
      say(`${title}, ${phase}: ${events} of ${total}`);
    },
  };
}
