import { SlackError } from './slack-error.js';
import type { Block } from './workspace.js';

/**
 * What Slack refuses in blocks and views. Limits: https://docs.slack.dev/reference/block-kit and the types that
 * @slack/types publishes. Only the kinds of blocks and elements that are listed here are known.
 */
type Json = Record<string, unknown>;

const SECTION_TEXT = 3000;
const ID = 255;

/** @throws SlackError invalid_blocks that lists every breach with its place. */
export function checkBlocks(blocks: unknown): Block[] {
  const breaches = breachesOfBlocks(blocks, 50, MESSAGE_BLOCKS);
  if (breaches.length > 0) throw new SlackError('invalid_blocks', breaches);
  return blocks as Block[];
}

/** @throws SlackError invalid_arguments that lists every breach with its place. */
export function checkView(view: unknown): Json {
  if (!isObject(view))
    throw new SlackError('invalid_arguments', ['[ERROR] must provide an object [json-pointer:/view]']);
  const check = new Checks('/view');
  if (view['type'] !== 'modal') check.fail('/type', 'must be "modal"');
  check.text(view['title'], '/title', 24, ['plain_text'], true);
  check.text(view['close'], '/close', 24, ['plain_text'], false);
  const inputs =
    Array.isArray(view['blocks']) && view['blocks'].some((block) => isObject(block) && block['type'] === 'input');
  check.text(view['submit'], '/submit', 24, ['plain_text'], inputs);
  check.string(view['callback_id'], '/callback_id', ID, false);
  check.string(view['private_metadata'], '/private_metadata', 3000, false);
  const breaches = [...check.breaches, ...breachesOfBlocks(view['blocks'], 100, VIEW_BLOCKS, '/view')];
  if (breaches.length > 0) throw new SlackError('invalid_arguments', breaches);
  return view;
}

const MESSAGE_BLOCKS = new Set(['header', 'section', 'context', 'divider', 'actions', 'image']);
const VIEW_BLOCKS = new Set([...MESSAGE_BLOCKS, 'input']);

class Checks {
  readonly breaches: string[] = [];
  constructor(private readonly base: string) {}

  fail(place: string, problem: string): void {
    this.breaches.push(`[ERROR] ${problem} [json-pointer:${this.base}${place}]`);
  }

  string(value: unknown, place: string, max: number, required: boolean, min = 0): void {
    if (value === undefined || value === null) {
      if (required) this.fail(place, 'missing required field');
    } else if (typeof value !== 'string') this.fail(place, 'must be a string');
    else if (value.length > max) this.fail(place, `must be less than ${max + 1} characters`);
    else if (value.length < min) this.fail(place, `must be more than ${min - 1} characters`);
  }

  text(value: unknown, place: string, max: number, types: string[], required: boolean): void {
    if (value === undefined || value === null) {
      if (required) this.fail(place, 'missing required field');
    } else if (!isObject(value)) this.fail(place, 'must provide an object');
    else {
      if (!types.includes(String(value['type']))) this.fail(`${place}/type`, `must be one of ${types.join(', ')}`);
      this.string(value['text'], `${place}/text`, max, true, 1);
    }
  }

  list(value: unknown, place: string, min: number, max: number): unknown[] {
    if (!Array.isArray(value)) {
      this.fail(place, 'must provide an array');
      return [];
    }
    if (value.length > max) this.fail(place, `no more than ${max} items allowed`);
    if (value.length < min) this.fail(place, `no fewer than ${min} items allowed`);
    return value as unknown[];
  }
}

function breachesOfBlocks(blocks: unknown, max: number, allowed: ReadonlySet<string>, base = ''): string[] {
  const check = new Checks(base);
  const ids = new Set<unknown>();
  check.list(blocks, '/blocks', 0, max).forEach((block, index) => {
    const place = `/blocks/${index}`;
    if (!isObject(block)) return check.fail(place, 'must provide an object');
    if (!allowed.has(String(block['type']))) return check.fail(`${place}/type`, 'unsupported type');
    check.string(block['block_id'], `${place}/block_id`, ID, false);
    if (block['block_id'] !== undefined && ids.has(block['block_id']))
      check.fail(`${place}/block_id`, 'must be unique');
    ids.add(block['block_id']);
    checkBlock(check, block, place);
  });
  return check.breaches;
}

function checkBlock(check: Checks, block: Json, place: string): void {
  switch (block['type']) {
    case 'header':
      return check.text(block['text'], `${place}/text`, 150, ['plain_text'], true);
    case 'section': {
      check.text(block['text'], `${place}/text`, SECTION_TEXT, ['plain_text', 'mrkdwn'], block['fields'] === undefined);
      if (block['fields'] !== undefined) {
        check.list(block['fields'], `${place}/fields`, 1, 10).forEach((field, index) => {
          check.text(field, `${place}/fields/${index}`, 2000, ['plain_text', 'mrkdwn'], true);
        });
      }
      if (block['accessory'] !== undefined) checkButton(check, block['accessory'], `${place}/accessory`);
      return;
    }
    case 'context':
      return check.list(block['elements'], `${place}/elements`, 1, 10).forEach((element, index) => {
        check.text(element, `${place}/elements/${index}`, SECTION_TEXT, ['plain_text', 'mrkdwn'], true);
      });
    case 'actions': {
      const ids = new Set<unknown>();
      return check.list(block['elements'], `${place}/elements`, 1, 25).forEach((element, index) => {
        checkButton(check, element, `${place}/elements/${index}`);
        const id = isObject(element) ? element['action_id'] : undefined;
        if (id !== undefined && ids.has(id)) check.fail(`${place}/elements/${index}/action_id`, 'must be unique');
        ids.add(id);
      });
    }
    case 'image':
      check.string(block['image_url'], `${place}/image_url`, 3000, true, 1);
      return check.string(block['alt_text'], `${place}/alt_text`, 2000, true);
    case 'input':
      return checkInput(check, block, place);
  }
}

function checkButton(check: Checks, element: unknown, place: string): void {
  if (!isObject(element)) return check.fail(place, 'must provide an object');
  if (element['type'] !== 'button') return check.fail(`${place}/type`, 'unsupported type');
  check.text(element['text'], `${place}/text`, 75, ['plain_text'], true);
  check.string(element['action_id'], `${place}/action_id`, ID, false);
  check.string(element['value'], `${place}/value`, 2000, false);
  check.string(element['url'], `${place}/url`, 3000, false);
  check.string(element['accessibility_label'], `${place}/accessibility_label`, 75, false);
  if (element['style'] !== undefined && element['style'] !== 'primary' && element['style'] !== 'danger') {
    check.fail(`${place}/style`, 'must be one of primary, danger');
  }
  const confirm = element['confirm'];
  if (confirm === undefined) return;
  if (!isObject(confirm)) return check.fail(`${place}/confirm`, 'must provide an object');
  check.text(confirm['title'], `${place}/confirm/title`, 100, ['plain_text'], true);
  check.text(confirm['text'], `${place}/confirm/text`, 300, ['plain_text', 'mrkdwn'], true);
  check.text(confirm['confirm'], `${place}/confirm/confirm`, 30, ['plain_text'], true);
  check.text(confirm['deny'], `${place}/confirm/deny`, 30, ['plain_text'], true);
}

function checkInput(check: Checks, block: Json, place: string): void {
  check.text(block['label'], `${place}/label`, 2000, ['plain_text'], true);
  check.text(block['hint'], `${place}/hint`, 2000, ['plain_text'], false);
  const element = block['element'];
  if (!isObject(element)) return check.fail(`${place}/element`, 'must provide an object');
  if (element['type'] !== 'plain_text_input') return check.fail(`${place}/element/type`, 'unsupported type');
  check.string(element['action_id'], `${place}/element/action_id`, ID, false);
  check.text(element['placeholder'], `${place}/element/placeholder`, 150, ['plain_text'], false);
  for (const bound of ['min_length', 'max_length']) {
    const value = element[bound];
    if (value !== undefined && (!Number.isInteger(value) || Number(value) < 0 || Number(value) > 3000)) {
      check.fail(`${place}/element/${bound}`, 'must be a whole number up to 3000');
    }
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
