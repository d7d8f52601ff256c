import { Presets, SingleBar } from 'cli-progress';

/** Shows how far something is: as a bar on a terminal, elsewhere as a line for each thing it does. */
export interface ProgressBar {
  /** @param share from 0 to 1. @param doing what it is at: "reading both sides". */
  at(share: number, doing: string): void;
  stop(): void;
}

/**
 * @param isTerminal whether there is one to draw a bar on: standard error, as the data goes to standard output.
 * @param say takes the lines where there is none.
 */
export function createProgressBar(isTerminal: boolean, say: (line: string) => void): ProgressBar {
  return isTerminal ? drawn() : lines(say);
}

function drawn(): ProgressBar {
  const bar = new SingleBar(
    { format: '{bar} {percentage}%  {doing}', hideCursor: true, clearOnComplete: true, stream: process.stderr },
    Presets.shades_classic,
  );
  bar.start(100, 0, { doing: '' });
  return {
    at: (share, doing) => bar.update(Math.floor(share * 100), { doing }),
    stop: () => bar.stop(),
  };
}

function lines(say: (line: string) => void): ProgressBar {
  let last = '';
  return {
    at(_share, doing) {
      const [what = ''] = doing.split(':');
      if (what !== last) say(`${what} …`);
      last = what;
    },
    stop: () => undefined,
  };
}
