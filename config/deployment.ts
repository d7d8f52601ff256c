import { isIP } from 'node:net';
import type { Environment } from './environment.js';
import { ConfigError } from './yaml-file.js';

/** A deployment serves test data or real people, as a whole. */
export type Deployment = 'sandbox' | 'production';

/**
 * HIRELINE_ENVIRONMENT.
 * @throws ConfigError when it is neither sandbox nor production: there is no default to guess.
 */
export function deploymentOf(environment: Environment): Deployment {
  const value = environment['HIRELINE_ENVIRONMENT'];
  if (value === 'sandbox' || value === 'production') return value;
  throw new ConfigError(
    `HIRELINE_ENVIRONMENT: expected sandbox or production, found ${value ? `"${value}"` : 'nothing'}`,
  );
}

/** Hosts of which a vendor says that they serve one kind of data only. */
export interface KnownHosts {
  production: readonly string[];
  sandbox: readonly string[];
}

/**
 * Refuses a vendor address that belongs to the other kind of deployment.
 * @param sandboxAccount the sandbox account of this vendor lives on its production host (systems.yaml).
 * @throws ConfigError naming the variable.
 */
export function refuseMixedEnvironments(
  deployment: Deployment,
  vendor: { vendor: string; apiUrlVariable: string; hosts: KnownHosts },
  url: string,
  sandboxAccount: boolean,
): void {
  const host = new URL(url).hostname.toLowerCase();
  const isProduction = vendor.hosts.production.some((known) => host === known || host.endsWith(`.${known}`));
  const isSandbox = vendor.hosts.sandbox.some((known) => host === known || host.endsWith(`.${known}`));
  if (deployment === 'production' && (isSandbox || isThisMachine(host))) {
    throw new ConfigError(
      `${vendor.apiUrlVariable}: ${host} serves test data, but HIRELINE_ENVIRONMENT is production: expected the vendor's production host`,
    );
  }
  if (deployment === 'sandbox' && isProduction && !sandboxAccount) {
    throw new ConfigError(
      `${vendor.apiUrlVariable}: ${host} serves real people, but HIRELINE_ENVIRONMENT is sandbox: expected a sandbox host, or ${vendor.vendor} in sandboxAccountsOnProductionHosts of systems.yaml`,
    );
  }
}

function isThisMachine(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
