import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { costSchema } from '../domain/attribution-cost-file.js';
import { ADVOCACY_CHANNEL, OTHER_CHANNEL, type RecruitingCost } from '../schemas/attribution-report.js';
import type { Environment } from './environment.js';
import { configFolder } from './root.js';
import { readYamlFile } from './yaml-file.js';

/** config/recruiting-costs.yaml */
export interface RecruitingCosts {
  /** Names of the ATS's sources by channel. */
  channels: Readonly<Record<string, readonly string[]>>;
  /** In the currency that was asked for. */
  costs: readonly RecruitingCost[];
}

const CHANNEL = /^[a-z][a-z0-9_]*$/;
const SOURCE = 'expected the name of a source of the ATS';
const Channels = z.record(z.string(), z.array(z.string({ error: SOURCE }).trim().min(1, SOURCE)));
const File = z.strictObject({ channels: Channels, costs: z.array(z.unknown()) });

/** The channels that a cost can be of. */
export const channelNames = ({ channels }: Pick<RecruitingCosts, 'channels'>): string[] => [
  ...new Set([ADVOCACY_CHANNEL, ...Object.keys(channels), OTHER_CHANNEL]),
];

/**
 * Reads recruiting-costs.yaml; a configuration folder without one has no channels and no costs.
 * @param currency the one that all amounts have to be in.
 * @throws ConfigError with file, line and what was expected.
 */
export function loadRecruitingCosts(environment: Environment, currency: string): RecruitingCosts {
  const file = join(configFolder(environment), 'recruiting-costs.yaml');
  if (!existsSync(file)) return { channels: {}, costs: [] };
  const { content, mistake } = readYamlFile(file, File);
  const known = new Map<string, string>();
  for (const [channel, sources] of Object.entries(content.channels)) {
    if (!CHANNEL.test(channel))
      throw mistake(['channels', channel], 'expected a name in lower case, such as job_boards');
    for (const [index, source] of sources.entries()) {
      const other = known.get(source.toLowerCase());
      if (other) throw mistake(['channels', channel, index], `expected a source of one channel: ${other} has it, too`);
      known.set(source.toLowerCase(), channel);
    }
  }
  const schema = costSchema(channelNames(content), currency);
  const costs = content.costs.map((entry, index) => {
    const result = schema.safeParse(entry);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
    throw mistake(['costs', index, ...path], issue?.message ?? 'not a cost');
  });
  return { channels: content.channels, costs };
}
