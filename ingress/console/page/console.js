import { get } from './api.js';
import { showBanner } from './banner.js';
import { h, patch } from './dom.js';
import { showMetrics, showPlace, showSession } from './header.js';
import { attribution } from './views/attribution.js';
import { audit } from './views/audit.js';
import { changes } from './views/changes.js';
import { bonus, bonuses } from './views/bonuses.js';
import { connections } from './views/connections.js';
import { deliveries } from './views/deliveries.js';
import { delivery } from './views/delivery.js';
import { drift } from './views/drift.js';
import { errors } from './views/errors.js';
import { goLive, goLives } from './views/golive.js';
import { limits } from './views/limits.js';
import { hire } from './views/hire.js';
import { hires } from './views/hires.js';
import { interview, interviews } from './views/interviews.js';
import { metrics } from './views/metrics.js';
import { reconciliation, reconciliationItem } from './views/reconciliation.js';
import { referral, referrals } from './views/referrals.js';
import { screening, screeningResult } from './views/screening.js';
import { variances } from './views/variances.js';
import { waiting } from './views/waiting.js';

const EVERY_MS = 2_000;
const METRICS_EVERY_MS = 10_000;

const VIEWS = [
  [/^\/$/, waiting],
  [/^\/hires$/, hires],
  [/^\/hires\/([^/]+)$/, hire],
  [/^\/reconciliation$/, reconciliation],
  [/^\/reconciliation\/([^/]+)$/, reconciliationItem],
  [/^\/interviews$/, interviews],
  [/^\/interviews\/([^/]+)\/([^/]+)$/, interview],
  [/^\/screening$/, screening],
  [/^\/screening\/([^/]+)\/([^/]+)$/, screeningResult],
  [/^\/referrals$/, referrals],
  [/^\/referrals\/([^/]+)\/([^/]+)$/, referral],
  [/^\/bonuses$/, bonuses],
  [/^\/bonuses\/([^/]+)$/, bonus],
  [/^\/metrics$/, metrics],
  [/^\/deliveries$/, deliveries],
  [/^\/deliveries\/([^/]+)$/, delivery],
  [/^\/attribution$/, attribution],
  [/^\/audit$/, audit],
  [/^\/connections$/, connections],
  [/^\/variances$/, variances],
  [/^\/errors$/, errors],
  [/^\/golive$/, goLives],
  [/^\/golive\/([^/]+)$/, goLive],
  [/^\/drift$/, drift],
  [/^\/limits$/, limits],
  [/^\/changes$/, changes],
];

const main = document.getElementById('main');
const outage = document.getElementById('outage');

/** What the views share: who is asking, a way to tell the result of something, and to look again at once. */
const app = {
  session: undefined,
  say(text) {
    document.getElementById('result').textContent = text;
    clearTimeout(app.silence);
    app.silence = setTimeout(() => (document.getElementById('result').textContent = ''), 12_000);
  },
  refresh: () => undefined,
};

/** Where the address leads. */
function routeOf(hash) {
  const [path, search = ''] = hash.replace(/^#/, '').split('?');
  const place = path === '' ? '/' : path;
  const [pattern, view] = VIEWS.find(([candidate]) => candidate.test(place)) ?? [];
  const ids = (pattern?.exec(place) ?? []).slice(1).map(decoded);
  const hashOf = (parameters) => {
    const given = Object.entries(parameters).filter(([, value]) => value !== '');
    return `#${place}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
  };
  return {
    view: ids.includes(undefined) ? undefined : view,
    path: place,
    id: ids[0],
    ids,
    query: Object.fromEntries(new URLSearchParams(search)),
    hashOf,
    go: (parameters) => (location.hash = hashOf(parameters)),
  };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

let leave = () => undefined;

function enter() {
  leave();
  const route = routeOf(location.hash);
  showPlace(route.path);
  if (!route.view)
    return show(route, 'There is nothing here', [h('p', { class: 'empty' }, 'This address leads nowhere.')]);
  leave = watch(route);
}

/** Shows a view and keeps it true until it is left. @returns how to leave it. */
function watch(route) {
  const { view } = route;
  const leaving = new AbortController();
  let timer;
  let data;
  let lookedAt;
  let looking;

  const render = () => show(route, view.title(data, route), view.render(data, app, route).filter(Boolean));

  async function look() {
    clearTimeout(timer);
    try {
      data = await view.load(route, leaving.signal);
      if (leaving.signal.aborted) return;
      lookedAt = new Date();
      outage.hidden = true;
      render();
    } catch (error) {
      if (leaving.signal.aborted) return;
      tell(error);
    }
    if (!document.hidden) timer = setTimeout(next, (data && view.every?.(data)) ?? EVERY_MS);
  }

  function tell(error) {
    if (error.status === 404 || error.status === 400) {
      data = undefined;
      outage.hidden = true;
      return show(route, view.title(undefined, route), [h('p', { class: 'empty' }, error.message)]);
    }
    const known = lookedAt ? ` This is what was known at ${lookedAt.toLocaleTimeString('en-GB')}.` : '';
    const text = `${error.message}${known} Trying again.`;
    if (outage.textContent !== text || outage.hidden) outage.textContent = text;
    outage.hidden = false;
    if (!data) show(route, view.title(undefined, route), [h('p', { class: 'empty' }, 'Nothing could be loaded yet.')]);
  }

  /** One look at a time; a look that is asked for meanwhile follows. */
  function next() {
    looking = (looking ?? Promise.resolve()).then(() => (leaving.signal.aborted ? undefined : look()));
  }

  const onVisible = () => {
    if (!document.hidden) next();
  };
  document.addEventListener('visibilitychange', onVisible, { signal: leaving.signal });
  app.refresh = () => {
    if (data) render();
    next();
  };
  show(route, view.title(undefined, route), [h('p', { class: 'empty', 'aria-busy': 'true' }, 'Loading …')]);
  next();
  return () => {
    leaving.abort();
    clearTimeout(timer);
  };
}

let shownPath;

function show(route, title, content) {
  document.title = `${title} · hireline`;
  patch(main, [h('div', { key: route.path }, h('h1', { tabindex: '-1' }, title), content)]);
  // Who follows a link with the keyboard or a screen reader goes on at the new content.
  if (shownPath !== undefined && shownPath !== route.path) main.querySelector('h1').focus({ preventScroll: true });
  if (shownPath !== route.path) window.scrollTo(0, 0);
  shownPath = route.path;
}

/** What stands above every view. */
async function watchMetrics() {
  const unknown = () => undefined;
  if (!document.hidden) {
    await Promise.all([get('/metrics').then(showMetrics, unknown), get('/health').then(showBanner, unknown)]);
  }
  setTimeout(watchMetrics, METRICS_EVERY_MS);
}

async function readSession() {
  try {
    app.session = await get('/session');
    showSession(app.session);
    app.refresh();
  } catch {
    setTimeout(readSession, EVERY_MS);
  }
}

patch(main, []);
// The address is the route: the link must not change it.
document.querySelector('.skip').onclick = (event) => {
  event.preventDefault();
  main.focus();
};
window.addEventListener('hashchange', enter);
enter();
void watchMetrics();
void readSession();
