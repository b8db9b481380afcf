import type { SlackJson } from '../contract.ts';
import { isTrue, recordOf, recordsOf, textOf } from '../json.ts';

/** Block id → what is missing, by the rule that Slack's own client checks before it sends a submission. */
export function gapsOf(view: SlackJson, values: SlackJson): Readonly<Record<string, string>> {
  const gaps = recordsOf(view['blocks'])
    .filter((block) => block['type'] === 'input' && !isTrue(block['optional']))
    .filter((block) => isEmpty(givenIn(block, values)))
    .map((block) => [textOf(block, 'block_id'), 'Please complete this required field.'] as const);
  return Object.fromEntries(gaps);
}

function givenIn(block: SlackJson, values: SlackJson): SlackJson {
  const actionId = textOf(recordOf(block['element']), 'action_id');
  return recordOf(recordOf(values[textOf(block, 'block_id')])[actionId]);
}

/** An input holds its value in `value`, `selected_option`, `selected_options`, `selected_date`, … */
function isEmpty(given: SlackJson): boolean {
  return !Object.entries(given).some(
    ([name, value]) =>
      name !== 'type' && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
}
