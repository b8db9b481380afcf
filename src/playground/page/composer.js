import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { hashOf } from './place.js';
import { createSuggestionList } from './suggestion-list.js';
import { suggestFor } from './suggestions.js';

const maxHeightPx = 220;
const maxHistory = 50;

/** Where one writes. Keeps a draft per place; Enter sends, Shift+Enter breaks the line, up arrow brings back what was sent. */
export function createComposer({ page, testId, onSent }) {
  const input = h('textarea', {
    class: 'composer-input',
    rows: '1',
    'data-testid': testId,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const form = drawForm(input);
  const drafts = new Map();
  let place;
  const list = createSuggestionList(input, {
    getSuggestions: () => suggestFor(page.model, input.value.slice(0, input.selectionStart)),
    accept: (option, from) => insert(input, option.insert, from),
  });
  form.node.prepend(list.node);
  const submit = async () => {
    const text = input.value;
    if (text.trim() === '') return;
    write(input, '');
    onSent();
    setText(form.waiting, text.startsWith('/') ? `Sending ${text.split(/\s/u, 1)[0]} …` : '');
    await page.actions.send(text, place);
    setText(form.waiting, '');
  };
  input.addEventListener('input', () => {
    fitHeight(input);
    form.sendButton.disabled = input.value.trim() === '';
    list.refresh();
  });
  input.addEventListener('blur', list.close);
  listenToKeys(input, { list, submit });
  form.node.addEventListener('submit', (event) => void submit(event.preventDefault()));
  return {
    node: form.node,
    /** Puts a text there as if it had been typed. */
    write(text) {
      input.focus();
      write(input, text);
    },
    focus: () => input.focus({ preventScroll: true }),
    /** Goes to another place, with that place's draft. */
    show(next, label) {
      if (place !== undefined && hashOf(place) === hashOf(next)) return;
      if (place !== undefined) drafts.set(hashOf(place), input.value);
      place = next;
      input.placeholder = label;
      input.setAttribute('aria-label', label);
      write(input, drafts.get(hashOf(next)) ?? '');
      list.close();
    },
  };
}

function listenToKeys(input, { list, submit }) {
  const history = createHistory();
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || list.onKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      history.add(input.value);
      void submit(event.preventDefault());
    }
    const recalled = history.recall(event.key, input.value);
    if (recalled === undefined) return;
    event.preventDefault();
    write(input, recalled);
    list.close();
  });
}

function write(input, text) {
  input.value = text;
  input.dispatchEvent(new Event('input'));
}

function insert(input, text, from = input.selectionStart) {
  input.setRangeText(text, from, input.selectionEnd, 'end');
  input.focus();
  input.dispatchEvent(new Event('input'));
}

function drawForm(input) {
  const tool = (name, label, text) =>
    h(
      'button',
      { type: 'button', class: 'composer-tool', 'aria-label': label, title: label, onclick: () => insert(input, text) },
      icon(name),
    );
  const sendButton = h(
    'button',
    { type: 'submit', class: 'send', 'aria-label': 'Send', title: 'Send', disabled: true },
    icon('send'),
  );
  const waiting = h('span', { class: 'composer-state', role: 'status' });
  const tools = [tool('slash', 'Run a command', '/'), tool('at', 'Mention someone', '@')];
  const bar = h('div', { class: 'composer-bar' }, tools, waiting, sendButton);
  const tip = h(
    'div',
    { class: 'composer-tip', 'aria-hidden': 'true' },
    h('b', {}, 'Shift + Enter'),
    ' for a new line',
  );
  return {
    node: h('form', { class: 'composer' }, h('div', { class: 'composer-box' }, input, bar), tip),
    sendButton,
    waiting,
  };
}

/** Grows with its text. */
function fitHeight(input) {
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight, maxHeightPx)}px`;
}

function createHistory() {
  const sent = [];
  let at = 0;
  return {
    add(text) {
      if (text.trim() === '') return;
      if (sent.at(-1) !== text) sent.push(text);
      if (sent.length > maxHistory) sent.shift();
      at = sent.length;
    },
    /** The text that an arrow key brings back; only into an empty composer or over another recalled text. */
    recall(key, value) {
      if (value !== '' && value !== sent[at]) return undefined;
      if (key === 'ArrowUp' && at > 0) at -= 1;
      else if (key === 'ArrowDown' && at < sent.length) at += 1;
      else return undefined;
      return sent[at] ?? '';
    },
  };
}
