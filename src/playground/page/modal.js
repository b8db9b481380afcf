import { modalsOf } from './apply-event.js';
import { avatar } from './avatar.js';
import { shown } from './conversation.js';
import { h, keepChildren } from './dom.js';
import { icon } from './icons.js';
import { findGaps, readValues } from './read-values.js';
import { keepBlocks } from './render-blocks.js';
import { showInputErrors } from './render-inputs.js';
import { renderPlain } from './render-mrkdwn.js';

/** The modals of the current person, one dialog each, the last one on top. */
export function createModals(root, page) {
  return (model) => {
    const views = modalsOf(model, model.user);
    keepChildren(
      root,
      views.map((view) => ({ key: view.id, version: view, draw: (before) => drawModal(before, page, view) })),
    );
    for (const dialog of root.children) {
      if (!dialog.open) open(dialog);
    }
  };
}

/** The first field has the focus, not the cross. */
function open(dialog) {
  dialog.showModal();
  const first = dialog.querySelector('[autofocus], .dialog-body :is(input, select, textarea), button[type=submit]');
  first?.focus({ preventScroll: true });
}

function drawModal(before, page, view) {
  const dialog = before ?? createFrame(page, view.id);
  const [head, form] = dialog.children;
  const [body, footer] = form.children;
  dialog.setAttribute('aria-label', view.title?.text ?? 'Dialog');
  keepChildren(head, headItems(page, view));
  keepChildren(footer, footerItems(page, view));
  keepBlocks(body, view.blocks ?? [], surfaceOf(page, view.id));
  return dialog;
}

function createFrame(page, viewId) {
  const dialog = h(
    'dialog',
    { class: 'dialog modal', 'data-testid': 'modal', 'data-view-id': viewId },
    h('header', { class: 'dialog-head' }),
    h('form', { novalidate: true }, h('div', { class: 'dialog-body blocks' }), h('div', { class: 'dialog-footer' })),
  );
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    if (event.target === dialog) void page.actions.closeModal(viewId);
  });
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(page, dialog, viewId);
  });
  return dialog;
}

function headItems(page, view) {
  const close = () => void page.actions.closeModal(view.id);
  return [
    {
      key: 'head',
      version: view.title?.text,
      draw: () =>
        h(
          'div',
          { class: 'dialog-head-row' },
          avatar(shown(page.model.workspace.bot), 24),
          h('h2', { class: 'dialog-title' }, renderPlain(view.title ?? { text: '' })),
          h('button', { type: 'button', class: 'tool', 'aria-label': 'Close', onclick: close }, icon('close')),
        ),
    },
  ];
}

function footerItems(page, view) {
  const close = () => void page.actions.closeModal(view.id);
  const closeButton = {
    key: 'close',
    version: view.close?.text,
    draw: () =>
      h('button', { type: 'button', class: 'button', onclick: close }, renderPlain(view.close ?? { text: 'Close' })),
  };
  const submitButton = {
    key: 'submit',
    version: view.submit?.text,
    draw: () =>
      h(
        'button',
        { type: 'submit', class: 'button button-primary' },
        h('span', { class: 'button-label' }, renderPlain(view.submit)),
      ),
  };
  const trouble = { key: 'trouble', version: 0, draw: () => h('span', { class: 'trouble', role: 'alert' }) };
  return [trouble, closeButton, ...(view.submit ? [submitButton] : [])];
}

async function submit(page, dialog, viewId) {
  const button = dialog.querySelector('button[type=submit]');
  const trouble = dialog.querySelector('.dialog-footer .trouble');
  const gaps = findGaps(dialog);
  showInputErrors(dialog, gaps);
  if (Object.keys(gaps).length > 0 || button?.getAttribute('aria-busy') === 'true') return;
  trouble.textContent = '';
  button?.setAttribute('aria-busy', 'true');
  const answer = await page.actions.submit(viewId, readValues(dialog));
  button?.removeAttribute('aria-busy');
  showInputErrors(dialog, answer.errors ?? {});
  if (!answer.ok && answer.errors === undefined)
    trouble.textContent = `We had some trouble connecting (${answer.error}). Try again?`;
}

function surfaceOf(page, viewId) {
  return {
    directory: page.directory,
    press: ({ blockId, element, selected }) =>
      page.actions.press({ viewId, blockId, actionId: element.action_id, element, selected }),
  };
}
