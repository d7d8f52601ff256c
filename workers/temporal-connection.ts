import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

/**
 * Where Temporal is: TEMPORAL_ADDRESS and the other variables (or the file) of Temporal's environment configuration.
 * @returns connection options and the namespace.
 */
export function temporalConfig() {
  const config = loadClientConnectConfig();
  return { connectionOptions: config.connectionOptions, namespace: config.namespace ?? 'default' };
}

/**
 * A client whose connection is made on the first call: an ingress must start, and take deliveries, while Temporal
 * is down.
 */
export function lazyTemporalClient(): { client: Client; connection: Connection; namespace: string } {
  const { connectionOptions, namespace } = temporalConfig();
  const connection = Connection.lazy(connectionOptions);
  return { connection, namespace, client: new Client({ connection, namespace }) };
}

export async function nativeConnection(): Promise<{ connection: NativeConnection; namespace: string }> {
  const { connectionOptions, namespace } = temporalConfig();
  return { connection: await NativeConnection.connect(connectionOptions), namespace };
}
