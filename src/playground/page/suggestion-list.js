import { avatar } from './avatar.js';
import { h, setText } from './dom.js';

let lists = 0;

/** The list above a composer. Focus stays in the text; arrows, Enter, Tab and Escape go through `onKey`. */
export function createSuggestionList(input, { getSuggestions, accept }) {
  lists += 1;
  const id = `suggestions-${lists}`;
  const title = h('div', { class: 'suggest-title' });
  const listbox = h('div', { class: 'suggest-options', id, role: 'listbox', 'aria-label': 'Suggestions' });
  const node = h('div', { class: 'suggest', hidden: true, 'data-testid': 'suggestions' }, title, listbox);
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', id);
  const state = { options: [], at: 0, from: 0 };
  const choose = (option) => accept(option, state.from);
  const close = () => {
    node.hidden = true;
    state.options = [];
    input.removeAttribute('aria-activedescendant');
  };
  const mark = (at) => {
    state.at = (at + state.options.length) % state.options.length;
    for (const [index, child] of [...listbox.children].entries())
      child.setAttribute('aria-selected', String(index === state.at));
    input.setAttribute('aria-activedescendant', `${id}-${state.at}`);
  };
  const refresh = () => {
    const { options, from, hint, title: heading } = getSuggestions();
    Object.assign(state, { options, from });
    if (options.length === 0 && hint === undefined) return close();
    node.hidden = false;
    setText(title, hint === undefined ? heading : '');
    if (hint !== undefined) title.replaceChildren(h('b', {}, hint.title), ` ${hint.detail}`);
    listbox.replaceChildren(...options.map((option, index) => optionNode(`${id}-${index}`, option, choose)));
    return options.length > 0 ? mark(0) : input.removeAttribute('aria-activedescendant');
  };
  return { node, refresh, close, onKey: (event) => onKey(event, { state, mark, choose, close, node, input }) };
}

function optionNode(id, option, choose) {
  const row = h(
    'div',
    { class: 'suggest-option', id, role: 'option', 'aria-selected': 'false' },
    avatar(option.author, 24),
    h('b', {}, option.title),
    h('span', { class: 'suggest-detail' }, option.detail),
  );
  row.addEventListener('mousedown', (event) => {
    event.preventDefault();
    choose(option);
  });
  return row;
}

/** True when the key was for the list. A command that is typed out already is sent by Enter, not completed. */
function onKey(event, { state, mark, choose, close, node, input }) {
  if (node.hidden) return false;
  if (event.key === 'Escape') close();
  else if (state.options.length === 0) return false;
  else if (event.key === 'ArrowDown') mark(state.at + 1);
  else if (event.key === 'ArrowUp') mark(state.at - 1);
  else if (
    event.key === 'Tab' ||
    (event.key === 'Enter' && state.options[state.at].insert.trim() !== input.value.trim())
  )
    choose(state.options[state.at]);
  else return false;
  event.preventDefault();
  return true;
}
