import { isObject } from './block-kit.js';
import type { Block } from './workspace.js';

/** The button as an entry of `actions` in a block_actions payload (without action_ts). */
export function findButton(blocks: Block[], actionId: string, blockId?: string): Record<string, unknown> | undefined {
  for (const block of blocks) {
    if (blockId !== undefined && block['block_id'] !== blockId) continue;
    for (const element of buttonsOf(block)) {
      if (element['action_id'] !== actionId) continue;
      const { text, value, style, url, type } = element;
      return {
        action_id: actionId,
        block_id: block['block_id'],
        text,
        ...(value === undefined ? {} : { value }),
        ...(style === undefined ? {} : { style }),
        ...(url === undefined ? {} : { url }),
        type,
      };
    }
  }
  return undefined;
}

function buttonsOf(block: Block): Record<string, unknown>[] {
  const candidates: unknown[] = block.type === 'actions' ? (block['elements'] as unknown[]) : [block['accessory']];
  return candidates.filter(isObject).filter((element) => element['type'] === 'button');
}
