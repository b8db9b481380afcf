import { messagesIn } from './apply-event.js';
import { h } from './dom.js';
import { hashOf } from './place.js';
import { send } from './server.js';

const toastMs = 5_000;

function go(place) {
  location.hash = hashOf(place);
}

/** What a person can do on the page, and where it is sent. */
export function createActions(page, toasts) {
  const { store, model } = page;
  const say = (text) => showToast(toasts, text);
  return {
    go,
    say,
    openThread: (channel, thread) => go({ kind: 'channel', channel, thread }),
    closeThread: () => go({ kind: 'channel', channel: model.place.channel }),
    switchUser(user) {
      sessionStorage.setItem('user', user);
      store.change(() => void (model.user = user));
    },
    send: (text, place) => sendText(page, text, place),
    press: (input) => send('press', { ...input, user: model.user }),
    shortcut: (input) => takeShortcut(page, say, input),
    submit: (viewId, values) => send('submit', { user: model.user, viewId, values }),
    openHome: () => send('home', { user: model.user }),
    async closeModal(viewId) {
      store.change(() => applyClose(model, viewId));
      await send('close-modal', { user: model.user, viewId });
    },
    misbehave: (fault) => send('misbehave', fault),
  };
}

function applyClose(model, viewId) {
  const views = model.modals.get(model.user) ?? [];
  model.modals.set(
    model.user,
    views.filter((view) => view.id !== viewId),
  );
}

/** A text of the composer: a slash command, or a message. What is wrong with a command, the workspace itself says. */
async function sendText(page, text, place) {
  const [, command, rest] = /^(\/\S+)\s*([\s\S]*)$/u.exec(text) ?? [];
  if (command === undefined) return postMessage(page, text, place);
  if (place.thread !== undefined) return whisper(page, place, `\`${command}\` is not supported in threads. Sorry!`);
  const answer = await send('slash', { user: page.model.user, channel: place.channel, command, text: rest.trim() });
  if (!answer.ok && !page.model.isBotConnected) page.actions.say('The bot is not connected');
  return undefined;
}

async function takeShortcut({ model }, say, input) {
  const answer = await send('shortcut', { ...input, user: model.user });
  if (!answer.ok) say(`The shortcut did not reach the bot (${answer.error})`);
}

async function postMessage(page, text, { channel, thread }) {
  const answer = await send('post', { user: page.model.user, channel, thread, text: text.trim() });
  if (!answer.ok) page.actions.say(`The message was not sent (${answer.error})`);
}

/** A word of the playground itself to the current person, as Slack's own client has them. */
function whisper({ store, model }, { channel, thread }, text) {
  const message = { ts: (Date.now() / 1_000).toFixed(6), thread_ts: thread, user: 'USLACKBOT', text };
  store.change(() => messagesIn(model.ephemerals, channel).set(message.ts, { user: model.user, message }));
}

function showToast(toasts, text) {
  const toast = h('div', { class: 'toast' }, text);
  toasts.append(toast);
  setTimeout(() => toast.remove(), toastMs);
}
