import { h } from './dom.js';

/** Opens a menu at `anchor`: items are `{ label, content?, isChosen?, choose() }`. It closes by choice, Escape or a click elsewhere. */
export function openMenu(anchor, items) {
  const isChoice = items.some((item) => item.isChosen !== undefined);
  const menu = h('div', { class: 'menu', role: 'menu', popover: 'auto' });
  for (const item of items) {
    const role = isChoice ? 'menuitemradio' : 'menuitem';
    const checked = isChoice ? String(item.isChosen === true) : undefined;
    const choose = () => {
      menu.hidePopover();
      item.choose();
    };
    menu.append(
      h(
        'button',
        { type: 'button', class: 'menu-item', role, 'aria-checked': checked, onclick: choose },
        item.content ?? item.label,
      ),
    );
  }
  menu.addEventListener('keydown', (event) => moveInMenu(menu, event));
  menu.addEventListener('toggle', (event) => {
    anchor.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState === 'closed') menu.remove();
  });
  document.body.append(menu);
  menu.showPopover();
  place(menu, anchor);
  (menu.querySelector('[aria-checked="true"]') ?? menu.firstElementChild)?.focus();
}

function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const fitsBelow = at.bottom + 4 + height < window.innerHeight - 8;
  menu.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
  menu.style.top = `${fitsBelow ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
}

function moveInMenu(menu, event) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[next % items.length].focus();
}
