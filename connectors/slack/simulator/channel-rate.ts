/**
 * Messages a second and channel: `perSecond` on average, and no more than that at once. Slack documents about one
 * message a second and channel, with short bursts let pass. https://docs.slack.dev/apis/web-api/rate-limits
 */
export function createChannelRate(perSecond: number | undefined, now: () => number = Date.now) {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    /** Whole seconds to wait, or undefined when the message may be posted now. */
    take(channel: string): number | undefined {
      if (!perSecond) return undefined;
      const at = now();
      const bucket = buckets.get(channel) ?? { left: perSecond, at };
      const left = Math.min(perSecond, bucket.left + ((at - bucket.at) / 1000) * perSecond);
      buckets.set(channel, { left: left >= 1 ? left - 1 : left, at });
      return left >= 1 ? undefined : Math.max(1, Math.ceil((1 - left) / perSecond));
    },
  };
}

export type ChannelRate = ReturnType<typeof createChannelRate>;
