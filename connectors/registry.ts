import { deploymentOf, refuseMixedEnvironments } from '../config/deployment.js';
import type { Environment } from '../config/environment.js';
import { loadFieldMap, type BindingCheck, type FieldMap } from '../config/field-map.js';
import { loadPolicy, type Policy } from '../config/policy.js';
import { loadSystems, type Systems } from '../config/systems.js';
import { ConfigError } from '../config/yaml-file.js';
import { connector as bamboohr } from './bamboohr/index.js';
import type {
  AtsConnector,
  ChatConnector,
  ConnectorModule,
  HrisConnector,
  PayrollConnector,
  Role,
  VendorManifest,
} from './connector.js';
import { connector as greenhouse } from './greenhouse/index.js';
import { connector as gusto } from './gusto/index.js';
import type { RateLimiter } from './rate-limiter.js';
import { connector as slack } from './slack/index.js';
import type { TokenStore } from './token-store.js';

interface ConnectorOf {
  ats: AtsConnector;
  hris: HrisConnector;
  payroll: PayrollConnector;
  chat: ChatConnector;
}

/** All vendors there are connectors for. A new one is a folder and a line here. */
const MODULES = [greenhouse, bamboohr, gusto, slack] as const;

export const modules: ReadonlyMap<string, ConnectorModule> = new Map(
  MODULES.map((module) => [module.manifest.vendor, module]),
);

/** What config/ says, checked as a whole. */
export interface Configuration {
  systems: Systems;
  fieldMap: FieldMap;
  policy: Policy;
}

/**
 * Reads and checks the configuration.
 * @throws ConfigError with file, line and what was expected.
 */
export function loadConfiguration(environment: Environment): Configuration {
  const systems = loadSystems(environment, [...modules.keys()]);
  const check: BindingCheck = (role, field, binding) =>
    moduleOf(systems.roles[role]).checkBinding(role, field, binding);
  return { systems, fieldMap: loadFieldMap(environment, systems, check), policy: loadPolicy(environment) };
}

/** The connectors that play the roles of this deployment. */
export type Connectors = { [R in Role]: ConnectorOf[R] };

/**
 * Makes the connectors, each at the address its variable gives, else at the vendor's real host.
 * @throws ConfigError when an address is missing, or belongs to the other kind of deployment.
 */
export function createConnectors(
  environment: Environment,
  { systems, fieldMap, policy }: Configuration,
  shared: { limiter: RateLimiter; tokens: TokenStore },
): Connectors {
  const deployment = deploymentOf(environment);
  const create = <R extends Role>(role: R): ConnectorOf[R] => {
    const module = moduleOf(systems.roles[role]);
    const { manifest } = module;
    if (!manifest.roles.includes(role)) {
      throw new ConfigError(
        `systems.yaml: ${manifest.vendor} cannot be the ${role}, only ${manifest.roles.join(', ')}`,
      );
    }
    const url = apiUrl(environment, manifest);
    refuseMixedEnvironments(
      deployment,
      manifest,
      url,
      systems.sandboxAccountsOnProductionHosts.includes(manifest.vendor),
    );
    return module.create({
      environment,
      bindings: role === 'chat' ? {} : fieldMap.column(role),
      timeoutMs: policy.http.timeout,
      ...shared,
    }) as unknown as ConnectorOf[R];
  };
  return { ats: create('ats'), hris: create('hris'), payroll: create('payroll'), chat: create('chat') };
}

/** Where a vendor's requests go. */
export function apiUrl(environment: Environment, manifest: VendorManifest): string {
  const url = environment[manifest.apiUrlVariable] || manifest.productionUrl;
  if (!url) throw new ConfigError(`${manifest.apiUrlVariable}: expected the address of your ${manifest.title} account`);
  if (!URL.canParse(url)) throw new ConfigError(`${manifest.apiUrlVariable}: expected a URL such as https://…`);
  return url;
}

function moduleOf(vendor: string): ConnectorModule {
  const module = modules.get(vendor);
  if (!module) throw new ConfigError(`systems.yaml: there is no connector for ${vendor}`);
  return module;
}
