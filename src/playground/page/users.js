import { avatar } from './avatar.js';
import { shown } from './conversation.js';
import { h, keepChildren } from './dom.js';
import { icon } from './icons.js';
import { openMenu } from './menu.js';

/** The person this tab speaks for: the one of the last visit, else the first. */
export function recallUser(workspace) {
  const people = workspace.users.filter((user) => !user.isBot);
  const recalled = people.find((user) => user.id === sessionStorage.getItem('user'));
  return (recalled ?? people[0])?.id;
}

/** The button at the foot of the sidebar that makes this tab speak for somebody else. */
export function createUserSwitcher(page) {
  const button = h('button', {
    type: 'button',
    class: 'user-switcher',
    'aria-haspopup': 'menu',
    'data-testid': 'user-switcher',
  });
  button.addEventListener('click', () => openMenu(button, peopleItems(page)));
  return {
    node: button,
    show(model) {
      const user = model.workspace.users.find(({ id }) => id === model.user);
      if (user === undefined) return;
      button.setAttribute('aria-label', `You are ${user.realName}. Switch to another person`);
      keepChildren(button, [{ key: 'me', version: user.id, draw: () => switcherFace(user) }]);
    },
  };
}

function switcherFace(user) {
  return h(
    'span',
    { class: 'person' },
    avatar(shown(user), 28),
    h('span', { class: 'person-words' }, h('span', { class: 'person-label' }, 'You are'), personName(user)),
    icon('chevron'),
  );
}

function personName(user) {
  return h('span', { class: 'person-name' }, user.realName, user.isGuest && h('span', { class: 'badge' }, 'Guest'));
}

function peopleItems({ model, actions }) {
  const people = model.workspace.users.filter((user) => !user.isBot);
  return people.map((user) => ({
    label: user.realName,
    isChosen: user.id === model.user,
    content: h(
      'span',
      { class: 'person' },
      avatar(shown(user), 28),
      personName(user),
      h('span', { class: 'person-handle' }, `@${user.name}`),
    ),
    choose: () => actions.switchUser(user.id),
  }));
}
