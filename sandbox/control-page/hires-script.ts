/** Offers and hires: what recruiters do in Greenhouse, and people of HR in BambooHR. */
export const HIRES_SCRIPT = `
import { act, ask, byId, element, filledIn, keepShowing, option } from './dom.js';

const SHOWN = 25;
const NOBODY = 'nobody';
const PERIODS = ['year', 'month', 'week', 'hour'];
const company = await ask('GET', '_control/company');
byId('console').href = company.consoleUrl;

const managers = () => [
  ...company.managers.map(({ name, title, email }) => option(email, name + ', ' + title)),
  option(NOBODY, 'none'),
];

/** An offer's terms as the control takes them. */
function terms({ salary, starts_on, pay_period, manager_email }) {
  return { salary, starts_on, pay_period, manager_email: manager_email === NOBODY ? null : manager_email };
}

// A new offer
const form = byId('new');
form.elements.job_id.append(...company.jobs.map(({ id, name }) => option(id, name)));
form.elements.manager_email.append(...managers());

function suggestSomebody() {
  const number = Math.floor(Math.random() * 900000 + 100000);
  const set = (name, value) => { form.elements[name].value = value; };
  set('first_name', 'Robin');
  set('last_name', 'Example');
  set('email', 'robin.example.' + number + '@mail.example');
  set('phone', '+1 415 555 01' + String(number).slice(-2));
  set('salary', '130000');
  set('starts_on', new Date(Date.now() + 14 * 86400000).toISOString().slice(0, 10));
}
suggestSomebody();

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { job_id, accept, first_name, last_name, email, phone, ...offer } = filledIn(form);
  const made = await act(event.submitter, first_name + ' has an offer.', async () => {
    const hire = { first_name, last_name, email, phone, job_id: Number(job_id), offer: terms(offer) };
    const { application_id } = await ask('POST', 'greenhouse/_sandbox/hires', hire);
    if (accept) await ask('POST', 'greenhouse/_sandbox/applications/' + application_id + '/accept_offer', {});
  });
  if (made) suggestSomebody();
});

// Dialogs: a form with these fields, saved by \`save\`
const dialog = byId('edit');
function edit(title, fields, save) {
  byId('edit-title').textContent = title;
  byId('edit-problem').textContent = '';
  byId('edit-fields').replaceChildren(
    ...fields.map(({ label, name, value, type = 'text', options }) => {
      const input = options
        ? element('select', { name }, ...options)
        : element('input', { name, type, inputmode: type === 'text' ? undefined : type });
      input.value = value ?? '';
      return element('label', {}, label, input);
    }),
  );
  byId('edit-form').onsubmit = async (event) => {
    event.preventDefault();
    const saved = await act(event.submitter, title + ': saved.', () => save(filledIn(event.target)));
    if (saved) dialog.close();
    else byId('edit-problem').textContent = byId('says').textContent;
  };
  dialog.showModal();
}
byId('edit-cancel').addEventListener('click', () => dialog.close());

const button = (key, text, click) => element('button', { type: 'button', 'data-key': key, click }, text);

// Greenhouse
const fieldOf = (offer, name) => offer.custom_fields[name] && offer.custom_fields[name].value;
const amountOf = (offer) => {
  const pay = fieldOf(offer, 'base_salary');
  return pay && typeof pay === 'object' ? pay : { amount: pay, currency_code: '' };
};

function greenhouseCell({ application, offers }) {
  const offer = [...offers].sort((a, b) => b.version - a.version)[0];
  const path = 'greenhouse/_sandbox/applications/' + application.id + '/';
  const key = 'application-' + application.id + '-';
  const does = (name, text, told) =>
    button(key + name, text, (event) => act(event.target, told, () => ask('POST', path + name, {})));
  if (!offer) return element('td', {}, element('p', {}, 'application ' + application.status + ', no offer'));
  const pay = amountOf(offer);
  const manager = fieldOf(offer, 'reports_to');
  const accepted = offer.status === 'Accepted';
  const change = (event) =>
    edit('Change the terms', [
      { label: 'Pay', name: 'salary', value: pay.amount },
      { label: 'per', name: 'pay_period', value: fieldOf(offer, 'pay_period') || 'year', options: PERIODS.map((one) => option(one)) },
      { label: 'Starts on', name: 'starts_on', type: 'date', value: offer.starts_on },
      { label: 'Manager', name: 'manager_email', value: (manager && (manager.email || manager.primary_email)) || NOBODY, options: managers() },
      { label: 'How', name: 'how', value: 'same', options: [option('same', 'in place'), option('new', 'as a new version')] },
    ], ({ how, ...changed }) => ask('PATCH', path + 'offer', { ...terms(changed), new_version: how === 'new' }));
  return element('td', {},
    element('p', { class: accepted ? 'good' : '' }, 'Offer ' + offer.status.toLowerCase() + ', application ' + application.status.replaceAll('_', ' ')),
    element('p', {}, (pay.amount ?? 'no pay') + ' ' + (pay.currency_code ?? '') + ' per ' + (fieldOf(offer, 'pay_period') || 'year')),
    element('p', { class: 'soft' }, 'starts ' + (offer.starts_on ?? 'on no day yet') + (manager ? '' : ', no manager')),
    element('div', { class: 'buttons' },
      !accepted && does('accept_offer', 'Accept', 'The offer is accepted.'),
      button(key + 'change', 'Change', change),
      application.status === 'in_process' && does('hire', 'Mark as hired', 'Marked as hired.'),
      application.status === 'hired' && does('unhire', 'Unhire', 'Unhired.'),
      does('delete_offer', 'Delete', 'The offer is deleted.'),
    ),
  );
}

// BambooHR
function bamboohrCell(employee) {
  if (!employee) return element('td', { class: 'soft' }, 'not there');
  const path = 'bamboohr/_sandbox/employees/' + employee.id + '/';
  const key = 'employee-' + employee.id + '-';
  const pay = employee.compensation.at(-1);
  const job = employee.jobInfo.at(-1);
  const editPay = () =>
    edit('Pay in BambooHR', [
      { label: 'Rate', name: 'rate', value: pay && pay.rate.value },
      { label: 'Currency', name: 'currency', value: pay ? pay.rate.currency : 'USD' },
      { label: 'per', name: 'paidPer', value: pay ? pay.paidPer : 'Year', options: ['Year', 'Month', 'Week', 'Hour'].map((one) => option(one)) },
      { label: 'Type', name: 'type', value: pay ? pay.type : 'Salary', options: ['Salary', 'Hourly'].map((one) => option(one)) },
    ], (changed) => ask('PUT', path + 'compensation', changed));
  const editJob = () =>
    edit('Job in BambooHR', [
      { label: 'Title', name: 'jobTitle', value: job && job.jobTitle },
      { label: 'Department', name: 'department', value: job && job.department, options: ['', ...company.departments].map((one) => option(one)) },
      { label: 'Reports to', name: 'reportsTo', value: job && job.reportsTo },
    ], (changed) => ask('PUT', path + 'job', changed));
  return element('td', {},
    element('p', {}, 'Employee ' + employee.id + (pay ? '' : ', no pay')),
    pay && element('p', {}, pay.rate.value + ' ' + pay.rate.currency + ' per ' + pay.paidPer.toLowerCase()),
    job && element('p', { class: 'soft' }, job.jobTitle + ', reports to ' + (job.reportsTo || 'nobody')),
    element('div', { class: 'buttons' }, button(key + 'pay', 'Edit pay', editPay), button(key + 'job', 'Edit job', editJob)),
  );
}

// Gusto
function gustoCell(employee) {
  if (!employee) return element('td', { class: 'soft' }, 'not there');
  const job = employee.jobs[0];
  return element('td', {},
    element('p', {}, job ? job.rate + ' per ' + String(job.payment_unit).toLowerCase() : 'no job yet'),
    element('p', { class: 'soft' }, employee.onboarding_status.replaceAll('_', ' ')),
  );
}

async function read() {
  const [hires, employees, paid] = await Promise.all([
    ask('GET', 'greenhouse/_sandbox/hires'),
    ask('GET', 'bamboohr/_sandbox/employees'),
    ask('GET', 'gusto/_sandbox/employees'),
  ]);
  const addressOf = ({ candidate }) => candidate.email_addresses[0] && candidate.email_addresses[0].value;
  return hires.slice(-SHOWN).reverse().map((hire) => ({
    ...hire,
    employee: employees.find((one) => String(one.customAtsApplicationId) === String(hire.application.id)),
    paid: paid.find((one) => one.email && one.email === addressOf(hire)),
  }));
}

keepShowing(read, (hires) => {
  byId('no-hires').hidden = hires.length > 0;
  byId('hire-rows').replaceChildren(
    ...hires.map((hire) =>
      element('tr', {},
        element('td', {},
          element('p', {}, hire.candidate.first_name + ' ' + hire.candidate.last_name),
          element('p', { class: 'soft' }, (hire.job ? hire.job.name + ', ' : '') + 'application ' + hire.application.id),
          element('a', { href: company.consoleUrl + '/#/hires/' + encodeURIComponent(hire.application.id) }, 'in hireline'),
        ),
        greenhouseCell(hire),
        bamboohrCell(hire.employee),
        gustoCell(hire.paid),
      ),
    ),
  );
});
`;
