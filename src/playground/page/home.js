import { avatar } from './avatar.js';
import { menuButton } from './channel-pane.js';
import { shown } from './conversation.js';
import { h, keepChildren, setText } from './dom.js';
import { keepBlocks } from './render-blocks.js';

/** The bot's Home tab, in place of a channel. */
export function createHomePane(root, page) {
  const name = h('span', { class: 'pane-name' });
  const face = h('span', { class: 'home-face' });
  const body = h('div', { class: 'home-body blocks' });
  const empty = h('p', { class: 'home-empty', role: 'status' });
  const pane = h(
    'section',
    { class: 'pane home', 'data-testid': 'home', hidden: true },
    h('header', { class: 'pane-head' }, menuButton(), h('h1', { class: 'pane-title' }, face, name)),
    h('div', { class: 'tabs' }, h('span', { class: 'tab', 'aria-current': 'true' }, 'Home')),
    h('div', { class: 'home-scroll', tabindex: '0' }, h('div', { class: 'home-inner' }, empty, body)),
  );
  root.append(pane);
  let openedFor;
  return (model) => {
    const isHere = model.place?.kind === 'home';
    pane.hidden = !isHere;
    if (!isHere) return void (openedFor = undefined);
    const bot = model.workspace.bot;
    setText(name, bot.realName || bot.name);
    keepChildren(face, [{ key: 'face', version: bot.id, draw: () => avatar(shown(bot), 28) }]);
    const view = model.homes.get(model.user);
    keepBlocks(body, view?.blocks ?? [], surfaceOf(page));
    if (openedFor !== model.user) void open(page, empty);
    if (view !== undefined) setText(empty, '');
    openedFor = model.user;
    return undefined;
  };
}

/** The bot hears of it and answers by publishing; until then there is nothing to see. */
async function open(page, empty) {
  setText(empty, 'Opening…');
  const answer = await page.actions.openHome();
  const isShown = page.model.homes.has(page.model.user);
  if (isShown) setText(empty, '');
  else
    setText(empty, answer.ok ? 'The bot has not put anything here yet.' : `The bot did not answer (${answer.error}).`);
}

function surfaceOf(page) {
  return {
    directory: page.directory,
    press: ({ blockId, element, selected }) =>
      page.actions.press({
        viewId: page.model.homes.get(page.model.user)?.id,
        blockId,
        actionId: element.action_id,
        element,
        selected,
      }),
  };
}
