import { deploymentOf } from '../../../config/deployment.js';
import { ConfigError } from '../../../config/yaml-file.js';
import type { IngressContext } from '../../context.js';
import { basicAuthentication } from './basic.js';
import { ownHostOnly, ownPagesOnly } from './same-site.js';
import { admit, type Doorkeeper } from './session.js';
import { loadUsers } from './users.js';

type AccessContext = Pick<IngressContext, 'environment' | 'publicUrl' | 'logger'>;

/**
 * What stands before every route of the console. Open only where test data is served to this machine; elsewhere
 * people sign in.
 * @throws ConfigError when CONSOLE_AUTH is missing or does not fit the deployment: the ingress must not start.
 */
export function consoleDoor(context: AccessContext): Doorkeeper[] {
  const { environment, publicUrl, logger } = context;
  const sameSite = ownPagesOnly(publicUrl);
  if (authenticationOf(context) === 'users') {
    return [basicAuthentication(loadUsers(environment), logger), sameSite];
  }
  return [ownHostOnly(), sameSite, openToAll];
}

function authenticationOf({ environment }: AccessContext): 'open' | 'users' {
  const sandbox = deploymentOf(environment) === 'sandbox';
  const asked =
    environment['CONSOLE_AUTH']?.trim() || (sandbox && environment['HIRELINE_EMBEDDED'] === '1' ? 'open' : '');
  switch (asked) {
    case 'users':
      return 'users';
    case 'open':
      if (sandbox) return 'open';
      throw new ConfigError('CONSOLE_AUTH: open is for a sandbox only: expected users');
    case 'oidc':
      throw new ConfigError('CONSOLE_AUTH: oidc is not available yet, use users');
    case '':
      throw new ConfigError(
        `CONSOLE_AUTH is not set: expected users, with the users in CONSOLE_USERS_FILE or config/console-users.yaml${sandbox ? '; or open, to let in everybody who reaches this sandbox' : ''}`,
      );
    default:
      throw new ConfigError(`CONSOLE_AUTH: expected users${sandbox ? ' or open' : ''}, found "${asked}"`);
  }
}

const openToAll: Doorkeeper = (_request, response, next) => {
  admit(response, { user: 'local', role: 'approver', authentication: 'open' });
  next();
};
