import { avatar } from './avatar.js';
import { shown } from './conversation.js';
import { h, keepChildren, setText } from './dom.js';
import { icon } from './icons.js';
import { createMisbehavePanel } from './misbehave.js';
import { createUserSwitcher } from './users.js';

export function createSidebar(root, page) {
  const team = h('span', { class: 'team-name' });
  const state = h('span', { class: 'bot-state', role: 'status', 'data-testid': 'bot-state' });
  const channels = h('ul', { class: 'places' });
  const apps = h('ul', { class: 'places' });
  const switcher = createUserSwitcher(page);
  root.append(
    h('header', { class: 'team' }, team, h('span', { class: 'team-kind' }, 'Teneleven playground')),
    state,
    h('div', { class: 'sidebar-scroll' }, h('h2', {}, 'Channels'), channels, h('h2', {}, 'Apps'), apps),
    h('footer', { class: 'sidebar-foot' }, createMisbehavePanel(page), switcher.node),
  );
  document.addEventListener('click', (event) => {
    const isElsewhere = event.target.closest('.sidebar, .sidebar-button, .menu') === null;
    if (isElsewhere || event.target.closest('.place') !== null) document.body.classList.remove('sidebar-open');
  });
  return (model) => {
    setText(team, model.workspace.team.name);
    showState(state, model);
    keepChildren(
      channels,
      model.workspace.channels.map((channel) => channelItem(model, channel)),
    );
    keepChildren(apps, [appItem(model)]);
    switcher.show(model);
    document.title = titleOf(model);
  };
}

function showState(node, model) {
  const words = model.isBotConnected ? 'Bot connected' : 'Bot not connected';
  setText(node, model.isLive ? words : 'Reconnecting to the playground…');
  node.classList.toggle('is-on', model.isLive && model.isBotConnected);
}

function channelItem(model, { id, name }) {
  const isHere = model.place?.channel === id;
  const unread = isHere ? undefined : model.unread.get(id);
  return {
    key: id,
    version: [isHere, unread?.count, unread?.mentions, name],
    draw: () =>
      placeLink({
        href: `#${id}`,
        isHere,
        sign: icon('hash'),
        name,
        isUnread: unread !== undefined,
        badge:
          unread?.mentions > 0 &&
          h('span', { class: 'count', 'aria-label': `${unread.mentions} mentions` }, String(unread.mentions)),
        attributes: { 'data-channel': id },
      }),
  };
}

function appItem(model) {
  const isHere = model.place?.kind === 'home';
  const bot = model.workspace.bot;
  return {
    key: 'home',
    version: [isHere, bot.realName],
    draw: () =>
      placeLink({
        href: '#home',
        isHere,
        sign: avatar(shown(bot), 20),
        name: bot.realName || bot.name,
        attributes: { 'data-testid': 'home-link' },
      }),
  };
}

function placeLink({ href, isHere, sign, name, isUnread = false, badge, attributes }) {
  const current = isHere ? 'page' : undefined;
  const words = h(
    'span',
    { class: 'place-name' },
    name,
    isUnread && h('span', { class: 'visually-hidden' }, ' (unread)'),
  );
  return h(
    'li',
    {},
    h(
      'a',
      { class: `place${isUnread ? ' is-unread' : ''}`, href, 'aria-current': current, ...attributes },
      sign,
      words,
      badge,
    ),
  );
}

function titleOf(model) {
  const count = [...model.unread.values()].reduce((sum, unread) => sum + unread.count, 0);
  const channel = model.workspace.channels.find(({ id }) => id === model.place?.channel);
  const where = channel === undefined ? model.workspace.bot.realName || 'App' : `#${channel.name}`;
  return `${count > 0 ? `(${count}) ` : ''}${where} – Teneleven playground`;
}
