import { z } from 'zod';

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A duration written like "60s" or "4h", as milliseconds. */
export const Duration = z
  .string({ error: 'expected a duration such as 60s, 15m or 4h' })
  .regex(FORM, 'expected a duration such as 60s, 15m or 4h')
  .transform((text) => {
    const [, amount = '0', unit = 'ms'] = FORM.exec(text) ?? [];
    return Math.round(Number(amount) * (UNITS[unit] ?? 1));
  });
