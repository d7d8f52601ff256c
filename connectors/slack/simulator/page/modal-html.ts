import { isObject } from '../block-kit.js';
import type { OpenView } from '../modals.js';
import type { Block, Message } from '../workspace.js';
import { messageBody, textHtml } from './blocks-html.js';
import { html, type Html } from './html.js';
import type { Names } from './mrkdwn-html.js';

/** The inside of the modal's dialog: a form whose fields are named by block_id. */
export function modalHtml(view: OpenView, names: Names): Html {
  const { definition } = view;
  return html`<form class="modal" novalidate data-view="${view.id}">
    <header>
      <h2 id="modal-title">${textHtml(definition['title'], names)}</h2>
      <button type="button" class="icon" data-dismiss aria-label="Close">✕</button>
    </header>
    <div class="modal-body">
      ${view.blocks.map((block) => (block.type === 'input' ? inputHtml(block, names) : staticBlock(block, names)))}
      <p class="error" data-problem role="alert"></p>
    </div>
    <footer>
      <button type="button" class="button plain" data-dismiss>
        ${isObject(definition['close']) ? textHtml(definition['close'], names) : 'Cancel'}
      </button>
      ${
        isObject(definition['submit']) &&
        html`<button type="submit" class="button primary">${textHtml(definition['submit'], names)}</button>`
      }
    </footer>
  </form>`;
}

function staticBlock(block: Block, names: Names): Html {
  const message: Message = { channel: '', ts: '', user: '', text: '', blocks: [block], mrkdwn: true };
  return messageBody(message, names);
}

function inputHtml(block: Block, names: Names): Html {
  const element = isObject(block['element']) ? block['element'] : {};
  const id = String(block['block_id']);
  const optional = block['optional'] === true;
  const placeholder = isObject(element['placeholder']) ? String(element['placeholder']['text']) : '';
  const value = typeof element['initial_value'] === 'string' ? element['initial_value'] : '';
  const focus = element['focus_on_load'] === true ? 'yes' : '';
  const described = `hint-${id} error-${id}`;
  const required = optional ? 'false' : 'true';
  return html`<div class="input">
    <label for="input-${id}">
      ${textHtml(block['label'], names)} ${optional && html`<span class="optional">(optional)</span>`}
    </label>
    ${
      element['multiline'] === true
        ? html`<textarea
            id="input-${id}"
            name="${id}"
            rows="4"
            placeholder="${placeholder}"
            data-focus="${focus}"
            aria-required="${required}"
            aria-describedby="${described}"
          >
${value}</textarea>`
        : html`<input
            type="text"
            id="input-${id}"
            name="${id}"
            value="${value}"
            placeholder="${placeholder}"
            data-focus="${focus}"
            aria-required="${required}"
            aria-describedby="${described}"
          />`
    }
    <p class="hint" id="hint-${id}">${textHtml(block['hint'], names)}</p>
    <p class="error" id="error-${id}" data-error="${id}" role="alert"></p>
  </div>`;
}
