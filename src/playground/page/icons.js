import { s } from './dom.js';

const paths = {
  hash: 'M7.5 3L6 17M14 3l-1.5 14M3.5 7.5h13.5M3 12.5h13.5',
  home: 'M3.5 9.5L10 3.5l6.5 6v7h-4.5v-4h-4v4H3.5z',
  send: 'M3 10L17 3.8 13.6 17l-4-5.2zM9.6 11.8L17 3.8',
  reply: 'M4 4.5h12v8.5H9.5L6 16v-3H4z',
  close: 'M5 5l10 10M15 5L5 15',
  chevron: 'M5.5 8l4.5 4.5L14.5 8',
  right: 'M8 5.5l4.5 4.5L8 14.5',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  file: 'M5 2.5h6.5L15.5 6.5v11H5zM11 2.5V7h4.5',
  alert: 'M10 3l8 14H2zM10 8v4M10 14.4v.1',
  lightning: 'M11 2.5L4.5 11.5h4.8L8.5 17.5 15.5 8.5h-5z',
  at: 'M13.2 10a3.2 3.2 0 11-6.4 0 3.2 3.2 0 016.4 0zm0-3.2v4.4c0 1.4.8 2.1 1.8 2.1 1.3 0 2-1.3 2-3.3a7 7 0 10-2.9 5.7',
  slash: 'M5 3.5h10a1.5 1.5 0 011.5 1.5v10a1.5 1.5 0 01-1.5 1.5H5A1.5 1.5 0 013.5 15V5A1.5 1.5 0 015 3.5zM12 6.5l-4 7',
  eye: 'M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10zm10.3 0a2.3 2.3 0 11-4.6 0 2.3 2.3 0 014.6 0z',
  check: 'M4 10.5l4 4 8-9',
  down: 'M10 4v11.5M5 11l5 5 5-5',
};

/** A drawn line icon, 20 by 20, in the colour of its text. */
export function icon(name) {
  if (name === 'more') return s('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, dots());
  return s('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, s('path', { d: paths[name] }));
}

function dots() {
  return [4.5, 10, 15.5].map((cx) => s('circle', { class: 'dot', cx, cy: 10, r: 1.6 }));
}
