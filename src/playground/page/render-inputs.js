import { h } from './dom.js';
import { registerReader } from './read-values.js';
import { renderChoices } from './render-choices.js';
import { makeSelect } from './render-elements.js';
import { renderPlain } from './render-mrkdwn.js';

let inputs = 0;

/** An input block: label, field, hint, and a place for what is wrong with the field. */
export function renderInput(block, surface) {
  inputs += 1;
  const id = `input-${inputs}`;
  const { node, control } = drawField(block.element ?? {}, { ...surface, isRequired: block.optional !== true });
  control.id = id;
  control.setAttribute('aria-describedby', `${id}-error ${id}-hint`);
  if (control.getAttribute('role')?.endsWith('group')) control.setAttribute('aria-labelledby', `${id}-label`);
  const label = h(
    'label',
    { class: 'input-label', for: id, id: `${id}-label` },
    renderPlain(block.label ?? { text: '' }),
  );
  if (block.optional) label.append(h('span', { class: 'input-optional' }, ' (optional)'));
  return h(
    'div',
    { class: 'block-input' },
    label,
    node,
    h('div', { class: 'input-error', id: `${id}-error`, role: 'alert' }),
    h('div', { class: 'input-hint', id: `${id}-hint` }, block.hint && renderPlain(block.hint)),
  );
}

function drawField(element, surface) {
  switch (element.type) {
    case 'static_select':
      return drawSelectField(element, surface);
    case 'radio_buttons':
    case 'checkboxes': {
      const node = renderChoices(element, surface);
      registerReader(node, {
        blockId: surface.blockId,
        element,
        isRequired: surface.isRequired,
        read: node.readChoices,
      });
      return { node, control: node };
    }
    case 'plain_text_input':
    case 'number_input':
    case 'url_text_input':
    case 'email_text_input':
      return drawTextField(element, surface);
    default: {
      const node = h(
        'div',
        { class: 'unknown' },
        `An input of type “${String(element.type)}” is not drawn in the playground`,
      );
      return { node, control: node };
    }
  }
}

function drawSelectField(element, { blockId, isRequired }) {
  const { wrapper, select, chosen } = makeSelect(element);
  select.removeAttribute('aria-label');
  const read = () => ({ type: element.type, selected_option: chosen() ?? null });
  registerReader(wrapper, { blockId, element, isRequired, read });
  return { node: wrapper, control: select };
}

function drawTextField(element, { blockId, isRequired }) {
  const node = h(element.multiline ? 'textarea' : 'input', {
    class: 'text-field',
    type: element.multiline ? undefined : 'text',
    rows: element.multiline ? '4' : undefined,
    autocomplete: 'off',
    'data-action-id': element.action_id,
    placeholder: element.placeholder?.text,
    autofocus: element.focus_on_load === true,
    'aria-required': isRequired ? 'true' : undefined,
  });
  node.value = element.initial_value ?? '';
  const read = () => ({ type: element.type, value: node.value === '' ? null : node.value });
  registerReader(node, { blockId, element, isRequired, read });
  return { node, control: node };
}

/** Shows `errors` (block id → sentence) at their inputs, clears the others, and goes to the first. */
export function showInputErrors(root, errors) {
  const blocks = [...root.querySelectorAll('.block-input')];
  for (const block of blocks) {
    const error = errors[block.dataset.blockId];
    block.classList.toggle('has-error', error !== undefined);
    block.querySelector('.input-error').textContent = error ?? '';
    for (const control of block.querySelectorAll('input, textarea, select')) {
      control.toggleAttribute('aria-invalid', error !== undefined);
    }
  }
  const first = blocks.find((block) => block.classList.contains('has-error'));
  first?.querySelector('input, textarea, select')?.focus();
}
