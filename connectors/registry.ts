import { deploymentOf, refuseMixedEnvironments } from '../config/deployment.js';
import type { Environment } from '../config/environment.js';
import { loadFieldMap, type BindingCheck, type FieldMap } from '../config/field-map.js';
import { loadPolicy, type Policy } from '../config/policy.js';
import { REFERRAL_ROLES, referralColumn, type ReferralRole } from '../config/referral-map.js';
import { loadSystems, type DataRole, type Systems } from '../config/systems.js';
import { ConfigError } from '../config/yaml-file.js';
import { connector as bamboohr } from './bamboohr/index.js';
import { connector as checkr } from './checkr/index.js';
import { connector as codesignal } from './codesignal/index.js';
import type { Connector, ConnectorModule, Role, VendorManifest } from './connector.js';
import { connector as engagement } from './engagement/index.js';
import type { AdvocacyConnector } from './roles/advocacy.js';
import type { AtsConnector } from './roles/ats.js';
import type { CalendarConnector } from './roles/calendar.js';
import type { ChatConnector } from './roles/chat.js';
import type { CommsConnector, SmsConnector } from './roles/comms.js';
import type { CrmConnector } from './roles/crm.js';
import type { ScreeningConnector } from './roles/screening.js';
import type { HrisConnector } from './roles/hris.js';
import type { PayrollConnector } from './roles/payroll.js';
import { connector as googleCalendar } from './google-calendar/index.js';
import { connector as greenhouse } from './greenhouse/index.js';
import { connector as growsurf } from './growsurf/index.js';
import { connector as gusto } from './gusto/index.js';
import { connector as hubspot } from './hubspot/index.js';
import type { RateLimiter } from './rate-limiter.js';
import { connector as saasquatch } from './saasquatch/index.js';
import { connector as sendgrid } from './sendgrid/index.js';
import { connector as slack } from './slack/index.js';
import { connector as smtp } from './smtp/index.js';
import type { TokenStore } from './token-store.js';
import { connector as twilio } from './twilio/index.js';

interface ConnectorOf {
  ats: AtsConnector;
  hris: HrisConnector;
  payroll: PayrollConnector;
  chat: ChatConnector;
  calendar: CalendarConnector;
  comms: CommsConnector;
  sms: SmsConnector;
  screening: ScreeningConnector;
  advocacy: AdvocacyConnector;
  crm: CrmConnector;
  /** Tells of what happened, and is asked nothing. */
  engagement: Connector;
}

/** All vendors there are connectors for. A new one is a folder and a line here. */
const MODULES = [
  greenhouse,
  bamboohr,
  gusto,
  slack,
  googleCalendar,
  sendgrid,
  smtp,
  twilio,
  checkr,
  codesignal,
  saasquatch,
  hubspot,
  engagement,
  growsurf,
] as const;

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

/** The connectors that play the roles of this deployment; undefined where nobody plays an optional one. */
export interface Connectors {
  ats: AtsConnector;
  hris: HrisConnector;
  payroll: PayrollConnector;
  chat: ChatConnector;
  calendar: CalendarConnector | undefined;
  comms: CommsConnector | undefined;
  sms: SmsConnector | undefined;
  advocacy: AdvocacyConnector | undefined;
  crm: CrmConnector | undefined;
  /** By vendor. */
  screening: ReadonlyMap<string, ScreeningConnector>;
}

/** All of them, with the role each plays. */
export function eachConnector({ screening, ...single }: Connectors): { role: Role; connector: Connector }[] {
  const roles = Object.entries(single) as [Role, Connector | undefined][];
  return [
    ...roles.flatMap(([role, connector]) => (connector ? [{ role, connector }] : [])),
    ...[...screening.values()].map((connector) => ({ role: 'screening' as const, connector })),
  ];
}

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
  const { roles } = systems;

  function create<R extends Role>(role: R, vendor: string): ConnectorOf[R] {
    const module = moduleOf(vendor);
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
      bindings: isDataRole(role) ? fieldMap.column(role) : {},
      places: systems.places,
      referral: isReferralRole(role) ? referralColumn(fieldMap.referral, role) : {},
      timeoutMs: policy.http.timeout,
      ...shared,
    }) as unknown as ConnectorOf[R];
  }
  const optional = <R extends Role>(role: R, vendor: string): ConnectorOf[R] | undefined =>
    isConfigured(environment, vendor) ? create(role, vendor) : undefined;

  return {
    ats: create('ats', roles.ats),
    hris: create('hris', roles.hris),
    payroll: create('payroll', roles.payroll),
    chat: create('chat', roles.chat),
    calendar: optional('calendar', roles.calendar),
    comms: optional('comms', roles.comms),
    sms: optional('sms', roles.sms),
    advocacy: optional('advocacy', roles.advocacy),
    crm: optional('crm', roles.crm),
    screening: new Map(
      roles.screening.flatMap((vendor) => {
        const connector = optional('screening', vendor);
        return connector ? [[vendor, connector] as const] : [];
      }),
    ),
  };
}

/** The vendors of optional roles that are left out, as none of their variables is set. */
export function vendorsLeftOut(environment: Environment, { roles }: Systems): string[] {
  return [roles.calendar, roles.comms, roles.sms, roles.advocacy, roles.crm, ...roles.screening].filter(
    (vendor) => !isConfigured(environment, vendor),
  );
}

function isConfigured(environment: Environment, vendor: string): boolean {
  const variables = modules.get(vendor)?.manifest.variables ?? [];
  return variables.some(({ name, required }) => required && environment[name]?.trim());
}

const isReferralRole = (role: Role): role is ReferralRole => (REFERRAL_ROLES as readonly Role[]).includes(role);

const isDataRole = (role: Role): role is DataRole => role === 'ats' || role === 'hris' || role === 'payroll';

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
