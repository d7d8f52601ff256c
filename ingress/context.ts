import type { Client, Connection } from '@temporalio/client';
import type pg from 'pg';
import type { Environment } from '../config/environment.js';
import type { Logger } from '../config/logger.js';
import type { Links } from '../activities/dependencies.js';
import type { Configuration, Connectors } from '../connectors/registry.js';
import type { Forwarder } from './forwarder.js';

/** What the routes of the ingress work with. */
export interface IngressContext extends Configuration {
  environment: Environment;
  db: pg.Pool;
  temporal: { client: Client; connection: Connection };
  connectors: Connectors;
  links: Links;
  publicUrl: string;
  forwarder: Forwarder;
  logger: Logger;
}
