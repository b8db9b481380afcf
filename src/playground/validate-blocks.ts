import { blockOn, type Surface } from './block-kit/blocks.ts';
import { list, problem } from './block-kit/check.ts';
import { isRecord, recordsOf, textOf } from './json.ts';

const maxBlocks: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** Slack: cells of all tables of a message together. */
const maxCellCharacters = 10_000;

/**
 * What Slack would say against these blocks, such as `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
 * Empty: it takes them. `at` is where the blocks stand in the call.
 */
export function problemsOf(blocks: unknown, surface: Surface, at = '/blocks'): readonly string[] {
  const found = list(blockOn[surface], { min: 0, max: maxBlocks[surface] })(blocks, at);
  return [...found, ...repeatedIds(blocks, at), ...tableProblems(blocks, at)];
}

/** Characters that count towards `msg_blocks_too_long`: every text that is shown. */
export function shownCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + shownCharacters(entry), 0);
  if (!isRecord(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, field]) =>
      sum + (name === 'text' && typeof field === 'string' ? field.length : shownCharacters(field)),
    0,
  );
}

function repeatedIds(blocks: unknown, at: string): readonly string[] {
  const seen = new Set<string>();
  const check = (kind: 'block_id' | 'action_id', id: unknown, pointer: string): readonly string[] => {
    if (typeof id !== 'string') return [];
    const key = `${kind} ${id}`;
    if (seen.has(key)) return problem(`\`${kind}\` "${id}" already exists`, `${pointer}/${kind}`);
    seen.add(key);
    return [];
  };
  return recordsOf(blocks).flatMap((block, index) => {
    const here = `${at}/${index}`;
    const elements = recordsOf(block['elements']).map((element, place) => ({
      element,
      pointer: `${here}/elements/${place}`,
    }));
    const single = (['accessory', 'element'] as const)
      .map((name) => ({ element: block[name], pointer: `${here}/${name}` }))
      .filter((entry) => isRecord(entry.element));
    return [
      ...check('block_id', block['block_id'], here),
      ...[...elements, ...single].flatMap(({ element, pointer }) =>
        isRecord(element) ? check('action_id', element['action_id'], pointer) : [],
      ),
    ];
  });
}

function tableProblems(blocks: unknown, at: string): readonly string[] {
  const tables = recordsOf(blocks).filter((block) => textOf(block, 'type') === 'table');
  const characters = shownCharacters(tables);
  return characters > maxCellCharacters
    ? problem(`table cells must hold less than ${maxCellCharacters + 1} characters in all`, at)
    : [];
}
