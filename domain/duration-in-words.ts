const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** "4 hours", "hour", "90 minutes": after "every". The largest unit that it is a whole number of. @param ms milliseconds */
export function durationInWords(ms: number): string {
  const [unit, length] = UNITS.find(([, one]) => ms >= one && ms % one === 0) ?? ['millisecond', 1];
  const count = ms / length;
  return count === 1 ? unit : `${count} ${unit}s`;
}
