import { askConfirm } from './confirm.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { pictureUrl, safeUrl } from './links.js';
import { openMenu } from './menu.js';
import { registerReader } from './read-values.js';
import { renderPlain } from './render-mrkdwn.js';
import { renderChoices } from './render-choices.js';

/** An interactive element of an actions block or an accessory. */
export function renderElement(element, surface) {
  const draw = Object.hasOwn(drawers, element.type) ? drawers[element.type] : drawUnknown;
  return draw(element, surface);
}

const drawers = {
  button: drawButton,
  static_select: drawSelect,
  overflow: drawOverflow,
  radio_buttons: drawLiveChoices,
  checkboxes: drawLiveChoices,
  image: (element) =>
    h('img', { class: 'accessory-image', src: pictureUrl(element.image_url), alt: element.alt_text ?? '' }),
};

function drawUnknown(element) {
  return h('span', { class: 'unknown' }, `An element of type “${String(element.type)}” is not drawn in the playground`);
}

function drawButton(element, surface) {
  const style = ['primary', 'danger'].includes(element.style) ? `button-${element.style}` : '';
  const button = h(
    'button',
    {
      type: 'button',
      class: `button ${style}`,
      'data-action-id': element.action_id,
      'aria-label': element.accessibility_label,
      onclick: () => void press(button, element, surface),
    },
    h('span', { class: 'button-label' }, renderPlain(element.text ?? { text: '' })),
  );
  return button;
}

function drawSelect(element, surface) {
  const { wrapper, select, chosen } = makeSelect(element);
  const initial = select.value;
  registerReader(wrapper, {
    blockId: surface.blockId,
    element,
    read: () => ({ type: element.type, selected_option: chosen() ?? null }),
  });
  select.addEventListener('change', async () => {
    const done = await press(wrapper, element, { ...surface, selected: chosen() });
    if (!done) select.value = initial;
  });
  return wrapper;
}

/** The closed list of a `static_select`; `chosen` is the option as the bot sent it. */
export function makeSelect(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  const all = groups.flatMap((group) => group.options);
  const indexOf = (option) => all.findIndex((other) => other.value === option?.value);
  const option = (one) => h('option', { value: indexOf(one) }, one.text?.text ?? '');
  const select = h(
    'select',
    { 'data-action-id': element.action_id, 'aria-label': element.placeholder?.text ?? 'Choose an option' },
    h('option', { value: '-1', class: 'placeholder' }, element.placeholder?.text ?? 'Choose an option'),
    groups.map((group) =>
      group.label === undefined
        ? group.options.map(option)
        : h('optgroup', { label: group.label.text }, group.options.map(option)),
    ),
  );
  select.value = String(indexOf(element.initial_option));
  return {
    wrapper: h('span', { class: 'select' }, select, icon('chevron')),
    select,
    chosen: () => all[Number(select.value)],
  };
}

function drawOverflow(element, surface) {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button overflow',
      'data-action-id': element.action_id,
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
    },
    icon('more'),
  );
  button.addEventListener('click', () => {
    const choose = (selected) => void press(button, element, { ...surface, selected });
    const options = (element.options ?? []).map((option) => ({
      label: option.text?.text ?? '',
      choose: () => choose(option),
    }));
    openMenu(button, options);
  });
  return button;
}

function drawLiveChoices(element, surface) {
  const choices = renderChoices(element, surface);
  choices.addEventListener('change', () => {
    const value = choices.readChoices();
    const selected = value.selected_option ?? value.selected_options?.at(-1);
    void press(choices, element, { ...surface, selected });
  });
  return choices;
}

/** Asks when the element wants it, then sends the click; the element shows that it waits. Resolves false when the person thought better of it. */
async function press(node, element, surface) {
  if (node.getAttribute('aria-busy') === 'true') return true;
  if (element.confirm !== undefined && !(await askConfirm(element.confirm, surface.directory))) return false;
  if (typeof element.url === 'string') openLink(element.url);
  node.setAttribute('aria-busy', 'true');
  const answer = await surface.press({ blockId: surface.blockId(), element, selected: surface.selected });
  node.removeAttribute('aria-busy');
  showTrouble(node, answer);
  return true;
}

function openLink(address) {
  if (safeUrl(address) !== undefined) window.open(address, '_blank', 'noopener,noreferrer');
}

function showTrouble(node, answer) {
  const row = node.parentElement;
  row?.querySelector('.trouble')?.remove();
  if (answer.ok || row === null) return;
  row.append(
    h(
      'span',
      { class: 'trouble', role: 'alert' },
      icon('alert'),
      `The app did not answer (${answer.error ?? 'unknown error'})`,
    ),
  );
}
