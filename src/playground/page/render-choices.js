import { h } from './dom.js';
import { registerReader } from './read-values.js';
import { renderText } from './render-mrkdwn.js';

let groups = 0;

/** Radio buttons or checkboxes, with the description that each option may have. */
export function renderChoices(element, surface) {
  groups += 1;
  const isMany = element.type === 'checkboxes';
  const initial = new Set(
    (element.initial_options ?? (element.initial_option ? [element.initial_option] : [])).map((option) => option.value),
  );
  const boxes = (element.options ?? []).map((option) => ({
    option,
    box: h('input', {
      type: isMany ? 'checkbox' : 'radio',
      name: `choice-${groups}`,
      checked: initial.has(option.value),
    }),
  }));
  const rows = boxes.map(({ option, box }) =>
    h('label', { class: 'choice' }, box, choiceText(option, surface.directory)),
  );
  const node = h(
    'div',
    { class: 'choices', role: isMany ? 'group' : 'radiogroup', 'data-action-id': element.action_id },
    rows,
  );
  node.readChoices = () => readChoices(element, boxes);
  registerReader(node, { blockId: surface.blockId, element, read: node.readChoices });
  return node;
}

function choiceText(option, directory) {
  return h(
    'span',
    { class: 'choice-text' },
    renderText(option.text, directory),
    option.description && h('span', { class: 'choice-description' }, renderText(option.description, directory)),
  );
}

function readChoices(element, boxes) {
  const chosen = boxes.filter(({ box }) => box.checked).map(({ option }) => option);
  if (element.type === 'checkboxes') return { type: element.type, selected_options: chosen };
  return { type: element.type, selected_option: chosen[0] ?? null };
}
