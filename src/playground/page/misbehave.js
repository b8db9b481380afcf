import { h } from './dom.js';
import { icon } from './icons.js';

const faults = [
  { label: 'Answer 429 to the next 3 calls', fault: { kind: 'ratelimited', times: 3, retryAfterS: 5 } },
  { label: 'Answer 500 to the next 3 calls', fault: { kind: 'server-error', times: 3 } },
  { label: 'Let the next call hang', fault: { kind: 'hang', times: 1 } },
  { label: 'Do the next call, lose its answer', fault: { kind: 'lost-answer', times: 1 } },
  { label: 'Drop the bot’s socket', fault: { kind: 'drop-socket', times: 1 } },
  { label: 'Deliver the next event twice', fault: { kind: 'deliver-twice', times: 1 } },
];

/** A discreet panel for people who want to see how the bot takes it when Slack goes wrong. */
export function createMisbehavePanel(page) {
  const panel = h(
    'div',
    {
      class: 'menu misbehave',
      id: 'misbehave',
      popover: 'auto',
      role: 'group',
      'aria-label': 'Make Slack misbehave',
      'data-testid': 'misbehave',
    },
    h('p', { class: 'menu-note' }, 'See how the bot takes it when Slack goes wrong.'),
    faults.map(({ label, fault }) => faultButton(page, label, fault)),
  );
  document.body.append(panel);
  const button = h(
    'button',
    { type: 'button', class: 'quiet', 'data-testid': 'misbehave-button' },
    icon('lightning'),
    'Make Slack misbehave',
  );
  button.popoverTargetElement = panel;
  return button;
}

function faultButton(page, label, fault) {
  const send = async () => {
    const answer = await page.actions.misbehave(fault);
    page.actions.say(answer.ok ? `Set: ${label.toLowerCase()}` : `Not set (${answer.error})`);
  };
  return h(
    'button',
    { type: 'button', class: 'menu-item', 'data-fault': fault.kind, onclick: () => void send() },
    label,
  );
}
