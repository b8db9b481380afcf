const readers = new WeakMap();

/** Notes how a drawn input is read: `{ blockId(), element, isRequired?, read() }`. */
export function registerReader(node, reader) {
  readers.set(node, reader);
  node.dataset.input = '';
}

/** Slack's `view.state.values` of everything drawn inside `root`. */
export function readValues(root) {
  const values = {};
  for (const { blockId, element, read } of readersIn(root)) {
    values[blockId()] = { ...values[blockId()], [element.action_id]: read() };
  }
  return values;
}

/** Block id → what is missing or too short, by the rules that Slack's own client checks before it sends. */
export function findGaps(root) {
  const gaps = {};
  for (const { blockId, element, isRequired, read } of readersIn(root)) {
    const gap = gapOf(read(), element, isRequired);
    if (gap !== undefined) gaps[blockId()] = gap;
  }
  return gaps;
}

function readersIn(root) {
  return [...root.querySelectorAll('[data-input]')].map((node) => readers.get(node));
}

function gapOf(value, element, isRequired) {
  const given = value.value ?? value.selected_option ?? value.selected_options;
  const isEmpty = given === null || given === undefined || given.length === 0;
  if (isEmpty) return isRequired ? 'Please complete this required field.' : undefined;
  if (typeof given !== 'string') return undefined;
  if (given.length < (element.min_length ?? 0)) return `Please enter at least ${element.min_length} characters.`;
  if (given.length > (element.max_length ?? Infinity)) return `Please enter at most ${element.max_length} characters.`;
  return undefined;
}
