import { h } from './dom.js';
import { renderPlain, renderText } from './render-mrkdwn.js';

function label(text, fallback) {
  return renderPlain(text ?? { text: fallback });
}

/** Slack's confirm object as a dialog; resolves true when the person confirmed. */
export function askConfirm(confirm, directory) {
  const style = confirm.style === 'danger' ? 'button-danger' : 'button-primary';
  const dialog = h(
    'dialog',
    { class: 'dialog confirm', 'aria-labelledby': 'confirm-title', 'data-testid': 'confirm' },
    h('h2', { class: 'dialog-title', id: 'confirm-title' }, label(confirm.title, 'Are you sure?')),
    h('div', { class: 'dialog-body' }, renderText(confirm.text, directory)),
    h(
      'form',
      { class: 'dialog-footer', method: 'dialog' },
      h('button', { class: 'button', value: 'deny' }, label(confirm.deny, 'Cancel')),
      h('button', { class: `button ${style}`, value: 'confirm', autofocus: true }, label(confirm.confirm, 'Yes')),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  const { promise, resolve } = Promise.withResolvers();
  dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue === 'confirm');
  });
  return promise;
}
