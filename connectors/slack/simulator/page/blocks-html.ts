import { isObject } from '../block-kit.js';
import type { Block, Message } from '../workspace.js';
import { html, type Html } from './html.js';
import { mrkdwnToHtml, plainToHtml, type Names } from './mrkdwn-html.js';

/** A message's blocks, or its text where it has none. */
export function messageBody(message: Message, names: Names): Html {
  if (message.blocks.length === 0) {
    const text = message.mrkdwn ? mrkdwnToHtml(message.text, names) : linked(message.text, names);
    return html`<div class="block">${text}</div>`;
  }
  return html`${message.blocks.map((block) => blockHtml(block, message, names))}`;
}

/** Without markup, Slack still decodes entities and links URLs. */
function linked(text: string, names: Names): Html {
  return {
    html: text
      .split(/(https?:\/\/[^\s<>]+)/)
      .map((part, index) =>
        index % 2 === 1
          ? mrkdwnToHtml(`<${part}>`, names).html
          : plainToHtml(part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')).html,
      )
      .join(''),
  };
}

export function textHtml(text: unknown, names: Names): Html {
  if (!isObject(text)) return html``;
  return text['type'] === 'mrkdwn' ? mrkdwnToHtml(String(text['text']), names) : plainToHtml(String(text['text']));
}

function blockHtml(block: Block, message: Message, names: Names): Html {
  const list = (name: string) => (Array.isArray(block[name]) ? (block[name] as unknown[]) : []);
  switch (block.type) {
    case 'header':
      return html`<h3 class="block header">${textHtml(block['text'], names)}</h3>`;
    case 'section':
      return html`<div class="block section">
        <div class="section-text">
          ${textHtml(block['text'], names)}
          ${
            list('fields').length > 0 &&
            html`<div class="fields">
              ${list('fields').map((field) => html`<div class="field">${textHtml(field, names)}</div>`)}
            </div>`
          }
        </div>
        ${isObject(block['accessory']) && buttonHtml(block['accessory'], block, message)}
      </div>`;
    case 'context':
      return html`<div class="block context">
        ${list('elements').map((element) => html`<span>${textHtml(element, names)}</span>`)}
      </div>`;
    case 'divider':
      return html`<hr class="block" />`;
    case 'actions':
      return html`<div class="block actions">
        ${list('elements')
          .filter(isObject)
          .map((element) => buttonHtml(element, block, message))}
      </div>`;
    case 'image':
      return html`<p class="block context">[image: ${String(block['alt_text'])}]</p>`;
    default:
      return html`<p class="block context">[${block.type}]</p>`;
  }
}

function buttonHtml(element: Record<string, unknown>, block: Block, message: Message): Html {
  const style = element['style'] === 'primary' ? 'primary' : element['style'] === 'danger' ? 'danger' : 'plain';
  const label = element['accessibility_label'];
  const confirm = isObject(element['confirm']) ? JSON.stringify(element['confirm']) : '';
  const url = typeof element['url'] === 'string' && /^https?:/i.test(element['url']) ? element['url'] : '';
  const text = isObject(element['text']) ? String(element['text']['text']) : '';
  return html`<button
    type="button"
    class="button ${style}"
    data-channel="${message.channel}"
    data-ts="${message.ts}"
    data-block="${String(block['block_id'])}"
    data-action="${String(element['action_id'])}"
    data-confirm="${confirm}"
    data-url="${url}"
    aria-label="${typeof label === 'string' ? label : text}"
  >
    ${plainToHtml(text)}
  </button>`;
}
