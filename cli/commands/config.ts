import type { Command } from 'commander';
import { loadRecruitingCosts } from '../../config/recruiting-costs.js';
import { ConfigError } from '../../config/yaml-file.js';
import { loadConfiguration, type Configuration } from '../../connectors/registry.js';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';

/** hireline config check: needs no running stack. */
export function configCommands(program: Command, cli: Cli): void {
  program
    .command('config')
    .description('the files in config/')
    .command('check')
    .description('read and check them: ok, or file:line: what is wrong; needs no running stack')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => {
      const result = check(cli);
      if ('mistake' in result) cli.setExitCode(1);
      if (options.json) {
        return printJson(
          cli,
          'mistake' in result ? { ok: false, mistake: result.mistake } : { ok: true, ...summary(result) },
        );
      }
      if ('mistake' in result) return cli.terminal.print(result.mistake);
      const { roles, fieldMapVersion } = summary(result);
      const who = Object.entries(roles).map(([role, vendors]) => `${role} ${[vendors].flat().join(' and ')}`);
      cli.terminal.print(`ok: field map ${fieldMapVersion}; ${who.join(', ')}`);
    });
}

function check({ environment }: Cli): Configuration | { mistake: string } {
  try {
    const configuration = loadConfiguration(environment);
    loadRecruitingCosts(environment, configuration.policy.bonus.currency);
    return configuration;
  } catch (error) {
    if (error instanceof ConfigError) return { mistake: error.message };
    throw error;
  }
}

const summary = ({ fieldMap, systems }: Configuration) => ({
  fieldMapVersion: fieldMap.version,
  roles: systems.roles,
});
