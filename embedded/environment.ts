import { join } from 'node:path';
import type { Environment } from '../config/environment.js';
import { sandboxEnvironment } from '../sandbox/environment.js';
import type { SandboxKeys } from '../sandbox/keys.js';

/** The addresses that are known once the embedded parts have their ports. */
export interface Addresses {
  port: number;
  publicUrl: string;
  dataDir: string;
  databaseUrl: string;
  sandboxPort: number;
  sandboxKeys: SandboxKeys;
  temporalUiUrl: string;
  /** Undefined when the user named a cluster: its variables are passed on as they are. */
  embeddedTemporal?: { address: string; namespace: string };
}

/**
 * The environment of our own processes under `npm start`: what the user set, the addresses, and for every vendor that
 * the user did not point elsewhere its simulator. A variable that the user set always wins.
 */
export function childEnvironment(user: Environment, addresses: Addresses): NodeJS.ProcessEnv {
  const given = Object.entries(user).filter(([, value]) => value?.trim());
  return {
    ...sandboxEnvironment(`http://127.0.0.1:${addresses.sandboxPort}`, addresses.sandboxKeys),
    HIRELINE_ENVIRONMENT: 'sandbox',
    ...Object.fromEntries(given),
    ...(addresses.embeddedTemporal ? embeddedTemporal(user, addresses) : {}),
    HIRELINE_EMBEDDED: '1',
    // The code is built; a child that finds a changed source must not build it again under the others.
    HIRELINE_PREPARED: '1',
    PORT: String(addresses.port),
    PUBLIC_URL: addresses.publicUrl,
    DATA_DIR: addresses.dataDir,
    DATABASE_URL: addresses.databaseUrl,
    SANDBOX_PORT: String(addresses.sandboxPort),
    TEMPORAL_UI_URL: addresses.temporalUiUrl,
  };
}

/** A cluster's namespace, key or profile in the user's shell or configuration file must not reach the embedded server. */
function embeddedTemporal(user: Environment, { dataDir, embeddedTemporal: server }: Addresses): NodeJS.ProcessEnv {
  const foreign = Object.keys(user).filter((name) => /^TEMPORAL_(API_KEY|PROFILE|TLS|GRPC_META)/.test(name));
  return {
    ...Object.fromEntries(foreign.map((name) => [name, undefined])),
    // A file that is not there stands for an empty one.
    TEMPORAL_CONFIG_FILE: join(dataDir, 'temporal.toml'),
    TEMPORAL_ADDRESS: server?.address,
    TEMPORAL_NAMESPACE: server?.namespace,
  };
}
