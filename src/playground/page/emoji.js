import { h, s } from './dom.js';

/** Slack's names for the emoji that bots use most; others stay `:name:`. */
const characters = {
  tada: '🎉',
  rocket: '🚀',
  eyes: '👀',
  fire: '🔥',
  bug: '🐛',
  bulb: '💡',
  bell: '🔔',
  no_bell: '🔕',
  wave: '👋',
  memo: '📝',
  mag: '🔍',
  link: '🔗',
  package: '📦',
  wrench: '🔧',
  hammer_and_wrench: '🛠️',
  gear: '⚙️',
  chart_with_upwards_trend: '📈',
  chart_with_downwards_trend: '📉',
  bar_chart: '📊',
  clipboard: '📋',
  page_facing_up: '📄',
  scroll: '📜',
  books: '📚',
  robot_face: '🤖',
  thumbsup: '👍',
  '+1': '👍',
  thumbsdown: '👎',
  '-1': '👎',
  pray: '🙏',
  clap: '👏',
  sparkles: '✨',
  boom: '💥',
  zap: '⚡',
  skull: '💀',
  ghost: '👻',
  heart: '❤️',
  green_heart: '💚',
  broken_heart: '💔',
  sos: '🆘',
  traffic_light: '🚦',
  construction: '🚧',
  ambulance: '🚑',
  arrow_right: '➡️',
  arrow_up: '⬆️',
  arrow_down: '⬇️',
  back: '🔙',
  repeat: '🔁',
  smile: '😄',
  thinking_face: '🤔',
  sweat_smile: '😅',
  ok_hand: '👌',
  speech_balloon: '💬',
  calendar: '📆',
  computer: '💻',
  snail: '🐌',
};

const circle = (colour) => () => s('circle', { cx: 10, cy: 10, r: 8, class: `ink-${colour}` });
const stroke = (d, colour = 'white') =>
  s('path', {
    d,
    class: `line-${colour}`,
    fill: 'none',
    'stroke-width': 2.4,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
const tile = (colour, d) => () => [
  s('rect', { x: 1.5, y: 1.5, width: 17, height: 17, rx: 4, class: `ink-${colour}` }),
  stroke(d),
];

const check = tile('green', 'M5.5 10.5l3 3 6-7');
const cross = () => stroke('M4 4l12 12M16 4L4 16', 'red');
const warning = () => [
  s('path', {
    d: 'M10 2l8.6 15.4H1.4z',
    class: 'ink-yellow line-yellow',
    'stroke-width': 1.6,
    'stroke-linejoin': 'round',
  }),
  stroke('M10 7.5v4.5M10 15v.1', 'dark'),
];
const noEntry = () => [circle('red')(), stroke('M5.5 10h9')];
const hourglass = () => [
  s('path', { d: 'M5.5 3h9c0 4-3 5-3 7s3 3 3 7h-9c0-4 3-5 3-7s-3-3-3-7z', class: 'ink-sand' }),
  stroke('M4.5 2.5h11M4.5 17.5h11', 'brown'),
];
const clock = () => [
  circle('grey')(),
  s('circle', { cx: 10, cy: 10, r: 5.8, class: 'ink-white' }),
  stroke('M10 6.8V10l2.2 1.6', 'dark'),
];
const padlock = (shackle) => () => [
  stroke(shackle, 'grey'),
  s('rect', { x: 3.5, y: 9, width: 13, height: 9, rx: 2, class: 'ink-yellow' }),
];
const stop = () => [s('path', { d: 'M6.5 1.5h7l5 5v7l-5 5h-7l-5-5v-7z', class: 'ink-red' }), stroke('M6.5 10h7')];

/** Status signs are drawn here, so that they look alike on machines without an emoji font. */
const drawings = {
  large_green_circle: circle('green'),
  green_circle: circle('green'),
  red_circle: circle('red'),
  large_yellow_circle: circle('yellow'),
  large_orange_circle: circle('orange'),
  large_blue_circle: circle('blue'),
  white_circle: circle('pale'),
  black_circle: circle('dark'),
  white_check_mark: check,
  heavy_check_mark: () => stroke('M3.5 10.5l4.2 4.5L16.5 5', 'green'),
  x: cross,
  heavy_multiplication_x: cross,
  warning,
  no_entry: noEntry,
  octagonal_sign: stop,
  hourglass,
  hourglass_flowing_sand: hourglass,
  stopwatch: clock,
  clock3: clock,
  lock: padlock('M6.5 9V6.5a3.5 3.5 0 017 0V9'),
  unlock: padlock('M6.5 9V6a3.5 3.5 0 016.6-1.6'),
  question: () => stroke('M6.5 7a3.5 3.5 0 116 2.4c-1.2 1-2.5 1.6-2.5 3.1M10 16.4v.1', 'red'),
  double_vertical_bar: tile('blue', 'M7.7 6v8M12.3 6v8'),
  arrows_counterclockwise: tile('blue', 'M5.5 9a5 5 0 019-2M14.5 11a5 5 0 01-9 2'),
  information_source: tile('blue', 'M10 9.5v4.5M10 6v.1'),
};

export function emoji(name) {
  const label = `:${name}:`;
  const draw = Object.hasOwn(drawings, name) ? drawings[name] : undefined;
  if (draw !== undefined) {
    return s(
      'svg',
      { class: 'emoji', viewBox: '0 0 20 20', role: 'img', 'aria-label': name.replaceAll('_', ' ') },
      draw(),
    );
  }
  if (!Object.hasOwn(characters, name)) return label;
  return h('span', { class: 'emoji', role: 'img', 'aria-label': name.replaceAll('_', ' ') }, characters[name]);
}
