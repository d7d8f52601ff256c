import type { Command } from 'commander';
import type { Page } from '../api-client.js';
import type { Connection } from '../api-shapes.js';
import type { Cli } from '../context.js';
import { printJson } from '../listing.js';
import { tableLines } from '../table.js';
import { briefly } from '../wording.js';

/** hireline connections */
export function connectionsCommand(program: Command, cli: Cli): void {
  program
    .command('connections')
    .description('who plays which role, whether they answer, and their webhooks; exit code 1 when one does not answer')
    .option('--json', "print the API's JSON")
    .action(async (options: { json?: boolean }) => {
      const page = await cli.api().get<Page<Connection>>('/connections');
      if (!page.items.every(({ ok }) => ok)) cli.setExitCode(1);
      if (options.json) return printJson(cli, page);
      const { terminal } = cli;
      const lines = tableLines(
        page.items,
        [
          { title: 'role', value: ({ role }) => role },
          { title: 'vendor', value: ({ title }) => title },
          { title: 'ok', value: ({ ok }) => (ok ? 'yes' : 'no'), style: ({ ok }) => (ok ? 'green' : 'red') },
          { title: 'says', value: ({ detail }) => detail, wrap: true },
          { title: 'last webhook', value: webhookText, wrap: true },
        ],
        terminal,
      );
      for (const line of lines) terminal.print(line);
    });
}

function webhookText({ webhooks }: Connection): string | undefined {
  if (webhooks.route === null) return undefined;
  if (!webhooks.secretConfigured) return 'no secret to verify them with';
  return briefly(webhooks.lastReceivedAt) ?? 'none yet';
}
