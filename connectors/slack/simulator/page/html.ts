/** HTML that is safe to put into a page as it is. */
export interface Html {
  readonly html: string;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

type Part = Html | string | number | undefined | false | readonly Html[];

/** A template in which every value is escaped unless it is Html already. Values in attributes must be quoted. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  const render = (value: Part): string => {
    if (value === undefined || value === false) return '';
    if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
    return 'html' in value ? value.html : value.map((one) => one.html).join('');
  };
  return { html: strings.reduce((all, part, index) => all + render(values[index - 1]) + part) };
}
