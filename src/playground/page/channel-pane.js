import { createComposer } from './composer.js';
import { rootsOf } from './conversation.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { conversationItems, createMessageList } from './message-list.js';

/** The channel in the middle: its head, its messages, its composer. */
export function createChannelPane(root, page) {
  const name = h('span', { class: 'pane-name' });
  const topic = h('span', { class: 'pane-topic' });
  const list = createMessageList('Messages');
  const composer = createComposer({ page, testId: 'composer', onSent: list.toEnd });
  const title = h('h1', { class: 'pane-title' }, icon('hash'), name);
  const pane = h(
    'section',
    { class: 'pane', 'data-testid': 'channel', hidden: true },
    h('header', { class: 'pane-head' }, menuButton(), title, topic),
    list.node,
    composer.node,
  );
  root.append(pane);
  page.focusComposer = composer.focus;
  let shown;
  return (model) => {
    const channel = model.workspace.channels.find(({ id }) => id === model.place?.channel);
    pane.hidden = channel === undefined;
    if (channel === undefined) return;
    setText(name, channel.name);
    setText(topic, channel.topic);
    list.label(`Messages in #${channel.name}`);
    const intro = introItem(model, channel, composer);
    list.show(channel.id, [intro, ...conversationItems(page, channel.id, rootsOf(model, channel.id))]);
    composer.show({ kind: 'channel', channel: channel.id }, `Message #${channel.name}`);
    // Where a keyboard is at hand, one can type at once.
    if (shown !== channel.id && matchMedia('(pointer: fine)').matches) composer.focus();
    shown = channel.id;
  };
}

function toggleSidebar() {
  document.body.classList.toggle('sidebar-open');
}

/** Opens the sidebar where the window is too narrow for it. */
export function menuButton() {
  return h(
    'button',
    { type: 'button', class: 'tool sidebar-button', 'aria-label': 'Channels and apps', onclick: toggleSidebar },
    icon('menu'),
  );
}

function introItem(model, channel, composer) {
  const isFirst = channel.id === model.workspace.channels[0].id;
  const isQuiet = (model.messages.get(channel.id)?.size ?? 0) === 0;
  return {
    key: `intro/${channel.id}`,
    version: [isFirst, isQuiet],
    draw: () => (isFirst ? welcome(model, channel, composer) : introduction(channel)),
  };
}

function introduction(channel) {
  const words = ['This is the very beginning of the ', h('b', {}, `#${channel.name}`), ' channel.'];
  return h('div', { class: 'intro' }, h('h2', { class: 'intro-title' }, `#${channel.name}`), h('p', {}, words));
}

function welcome(model, channel, composer) {
  const command = model.workspace.commands[0]?.name ?? '/e2e';
  const bot = model.workspace.bot;
  const suggest = (text, note) => suggestion(text, note, composer);
  return h(
    'div',
    { class: 'intro welcome', 'data-testid': 'welcome' },
    h('h2', { class: 'intro-title' }, `Welcome to #${channel.name}`),
    h(
      'p',
      {},
      `${bot.realName} is a bot that runs the end-to-end suites of a staging stack and tells live how they go. `,
      'This workspace is a playground on your machine: the bot, the stack and the tests are real, only Slack is played.',
    ),
    h(
      'p',
      { class: 'welcome-lead' },
      'Type ',
      h('code', { class: 'code' }, `${command} run critical`),
      ' and press Enter.',
    ),
    h(
      'div',
      { class: 'suggestions' },
      suggest(`${command} run critical`, 'Run the critical suite'),
      suggest(`${command} status`, 'See what runs now'),
      suggest(`${command} help`, 'See everything it can do'),
    ),
  );
}

function suggestion(text, note, composer) {
  return h(
    'button',
    { type: 'button', class: 'suggestion', 'data-suggestion': text, onclick: () => composer.write(text) },
    h('span', { class: 'suggestion-text' }, text),
    h('span', { class: 'suggestion-note' }, note),
  );
}
