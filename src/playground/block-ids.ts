import { randomBytes } from 'node:crypto';
import type { SlackJson } from './contract.ts';
import { isRecord, recordsOf } from './json.ts';

const newId = (): string => randomBytes(4).toString('base64url').slice(0, 5);

/** Slack gives every block and every interactive element an id where the app gave none. */
export function withIds(blocks: unknown): readonly SlackJson[] {
  return recordsOf(blocks).map((block) => ({ ...withElementIds(block), block_id: block['block_id'] ?? newId() }));
}

function withElementIds(block: SlackJson): SlackJson {
  if (block['type'] === 'actions') return { ...block, elements: recordsOf(block['elements']).map(withActionId) };
  if (isRecord(block['accessory'])) return { ...block, accessory: withActionId(block['accessory']) };
  if (block['type'] === 'input' && isRecord(block['element']))
    return { ...block, element: withActionId(block['element']) };
  return block;
}

function withActionId(element: SlackJson): SlackJson {
  return element['type'] === 'image' ? element : { ...element, action_id: element['action_id'] ?? newId() };
}

/** All elements that a person can press, with the id of their block. */
export function elementsOf(blocks: unknown): readonly { readonly blockId: unknown; readonly element: SlackJson }[] {
  return recordsOf(blocks).flatMap((block) =>
    [...recordsOf(block['elements']), block['accessory'], block['element']]
      .filter(isRecord)
      .filter((element) => typeof element['action_id'] === 'string')
      .map((element) => ({ blockId: block['block_id'], element })),
  );
}
