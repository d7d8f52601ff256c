import { writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { dataFlows } from '../../config/data-flow.js';
import { loadUnmappedFlows } from '../../config/unmapped-flows.js';
import { ConfigError } from '../../config/yaml-file.js';
import { loadConfiguration, modules } from '../../connectors/registry.js';
import type { Cli } from '../context.js';
import { htmlOf, markdownOf } from '../data-flow-document.js';
import { CliFailure } from '../failure.js';

type Format = 'markdown' | 'html' | 'json';

/** hireline map: needs no running stack. */
export function mapCommand(program: Command, cli: Cli): void {
  program
    .command('map')
    .description('every field that crosses systems: where from, where to, how, and on what legal basis; from config/')
    .addOption(new Option('--format <format>', 'how it is written').choices(['markdown', 'html', 'json']))
    .option('--json', 'as --format json')
    .option('--output <file>', 'write it there in place of printing it')
    .action((options: { format?: Format; json?: boolean; output?: string }) => {
      const text = document(cli, options.format ?? (options.json ? 'json' : 'markdown'));
      if (options.output === undefined) return cli.terminal.print(text.trimEnd());
      writeFileSync(options.output, text);
      cli.terminal.note(`written to ${options.output}`);
    });
}

function document({ environment }: Cli, format: Format): string {
  const map = { version: '', flows: [] as ReturnType<typeof dataFlows> };
  try {
    const configuration = loadConfiguration(environment);
    map.version = configuration.fieldMap.version;
    const holds = (vendor: string) => modules.get(vendor)?.holds ?? {};
    map.flows = dataFlows({ ...configuration, unmapped: loadUnmappedFlows(environment), holds });
  } catch (error) {
    if (error instanceof ConfigError) throw new CliFailure(error.message);
    throw error;
  }
  if (format === 'html') return htmlOf(map);
  return format === 'json' ? `${JSON.stringify(map, null, 2)}\n` : markdownOf(map);
}
