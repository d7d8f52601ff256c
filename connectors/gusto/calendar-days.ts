const DAY_MS = 86_400_000;

/** Today as YYYY-MM-DD in UTC. */
export const today = (now = Date.now()): string => new Date(now).toISOString().slice(0, 10);

/** The day so many days after (or before) a day, YYYY-MM-DD. */
export const daysAfter = (day: string, days: number): string => today(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);

export const nextDay = (day: string): string => daysAfter(day, 1);
