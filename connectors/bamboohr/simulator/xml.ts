/** BambooHR's XML, which it answers unless JSON is asked for. */
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? '');

const HEAD = '<?xml version="1.0"?>\n';

function fieldElement(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const { value: amount, currency } = value as { value?: unknown; currency?: unknown };
    return `<field id="${escape(name)}" currency="${escape(String(currency ?? ''))}">${escape(String(amount ?? ''))}</field>`;
  }
  return `<field id="${escape(name)}">${escape(String(value ?? ''))}</field>`;
}

/** One employee: `<employee id><field id>…`. */
export function employeeXml({ id, ...fields }: Record<string, unknown>): string {
  const lines = Object.entries(fields).map(([name, value]) => ` ${fieldElement(name, value)}\n`);
  return `${HEAD}<employee id="${escape(String(id))}">\n${lines.join('')}</employee>\n`;
}

/** Rows of a table: `<table><row id employeeId><field id>…`. */
export function tableXml(rows: Record<string, unknown>[]): string {
  const elements = rows.map(({ id, employeeId, ...columns }) => {
    const lines = Object.entries(columns).map(([name, value]) => `  ${fieldElement(name, value)}\n`);
    return ` <row id="${escape(String(id))}" employeeId="${escape(String(employeeId))}">\n${lines.join('')} </row>\n`;
  });
  return `${HEAD}<table>\n${elements.join('')}</table>\n`;
}

/** The directory: `<directory><fieldset><field id>… <employees><employee id>…`. */
export function directoryXml(fields: { id: string; name: string }[], employees: Record<string, unknown>[]): string {
  const fieldset = fields.map((one) => `  <field id="${escape(one.id)}">${escape(one.name)}</field>\n`);
  const elements = employees.map(({ id, ...columns }) => {
    const lines = Object.entries(columns).map(([name, value]) => `   ${fieldElement(name, value)}\n`);
    return `  <employee id="${escape(String(id))}">\n${lines.join('')}  </employee>\n`;
  });
  return (
    `${HEAD}<directory>\n <fieldset>\n${fieldset.join('')} </fieldset>\n` +
    ` <employees>\n${elements.join('')} </employees>\n</directory>\n`
  );
}

/** Fields of the account: `<fields><field id type alias>name`. */
export function fieldsXml(fields: readonly { id: number; name: string; alias: string; type: string }[]): string {
  const lines = fields.map(
    (one) => ` <field id="${one.id}" type="${one.type}" alias="${escape(one.alias)}">${escape(one.name)}</field>\n`,
  );
  return `${HEAD}<fields>\n${lines.join('')}</fields>\n`;
}
