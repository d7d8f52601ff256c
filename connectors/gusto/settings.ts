import { requireVariable, type Environment } from '../../config/environment.js';
import { manifest } from './manifest.js';

const SURFACES = ['embedded', 'app_integrations'] as const;
/** Which of Gusto's two APIs the application is registered for: they share hosts and most paths, not all. */
export type Surface = (typeof SURFACES)[number];

const TRACE_PLACES = ['body', 'headers'] as const;

export interface GustoSettings {
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** From the last authorisation by a person. Good once; later ones are kept by the token store. */
  refreshToken: string;
  companyId: string;
  surface: Surface;
  locationId: string | undefined;
  /** Where sent_from and sent_to leave besides the headers. */
  trace: (typeof TRACE_PLACES)[number];
}

/** @throws Error that names the variable at fault and what was expected. */
export function readSettings(environment: Environment): GustoSettings {
  return {
    baseUrl: baseUrl(environment),
    clientId: requireVariable(environment, 'GUSTO_CLIENT_ID', "the Gusto application's client id"),
    clientSecret: requireVariable(environment, 'GUSTO_CLIENT_SECRET', "the Gusto application's client secret"),
    refreshToken: requireVariable(environment, 'GUSTO_REFRESH_TOKEN', 'the refresh token of the authorisation'),
    companyId: requireVariable(environment, 'GUSTO_COMPANY_ID', "the company's uuid at Gusto"),
    surface: choice(environment, 'GUSTO_SURFACE', SURFACES),
    locationId: environment['GUSTO_LOCATION_ID']?.trim() || undefined,
    trace: choice(environment, 'GUSTO_TRACE', TRACE_PLACES),
  };
}

function baseUrl(environment: Environment): string {
  const url = environment[manifest.apiUrlVariable]?.trim() || manifest.productionUrl;
  if (!url || !URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new Error(`${manifest.apiUrlVariable} is not a URL: expected one such as "https://api.gusto-demo.com".`);
  }
  return url;
}

/** The first of the choices is the default. */
function choice<T extends string>(environment: Environment, name: string, choices: readonly [T, ...T[]]): T {
  const value = environment[name]?.trim();
  if (!value) return choices[0];
  const chosen = choices.find((one) => one === value);
  if (!chosen) throw new Error(`${name} is "${value}": expected ${choices.join(' or ')}.`);
  return chosen;
}
