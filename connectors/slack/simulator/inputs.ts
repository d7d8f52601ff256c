import { isObject } from './block-kit.js';
import type { Block } from './workspace.js';

/**
 * The state of a modal's inputs, and what Slack's own client would not let a person submit.
 * @param texts by block_id
 */
export function inputValues(
  blocks: Block[],
  texts: Record<string, string>,
): { values: Record<string, Record<string, unknown>>; errors: Record<string, string> } {
  const values: Record<string, Record<string, unknown>> = {};
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    const element = block['element'];
    if (block.type !== 'input' || !isObject(element)) continue;
    const id = String(block['block_id']);
    const text = texts[id] ?? '';
    values[id] = { [String(element['action_id'])]: { type: element['type'], value: text === '' ? null : text } };
    const error = errorOf(text, element, block['optional'] === true);
    if (error) errors[id] = error;
  }
  return { values, errors };
}

function errorOf(text: string, element: Record<string, unknown>, optional: boolean): string | undefined {
  if (text.trim() === '') return optional ? undefined : 'Please complete this required field.';
  const { min_length: min, max_length: max } = element;
  if (typeof min === 'number' && text.length < min) return `Please enter at least ${min} characters.`;
  if (typeof max === 'number' && text.length > max) return `Please enter no more than ${max} characters.`;
  return undefined;
}
