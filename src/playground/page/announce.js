import { authorOf } from './conversation.js';

/** Reads a new message of the place that is looked at to screen readers; edits are silent, or a run would talk all the time. */
export function announce(announcer, page, event) {
  const { model } = page;
  const isForMe = event.kind === 'message' || (event.kind === 'ephemeral' && event.user === model.user);
  if (!isForMe || model.workspace === undefined || event.channel !== model.place?.channel) return;
  if (event.message.user === model.user) return;
  announcer.textContent = `${authorOf(model, event.message).name}: ${String(event.message.text ?? '').slice(0, 300)}`;
}
