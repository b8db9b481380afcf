import type { Action } from '#domain/reply.ts';
import type { ActionsBlock, Button, ConfirmationDialog, PlainTextElement, StaticSelect } from '@slack/web-api';
import { clampText, cleanLine } from './clean-text.ts';
import { limits } from './limits.ts';

/**
 * Buttons in rows of five, the first ones as far as they fit. A button whose ids do not fit whole is left
 * out: a cut id would name something else.
 */
export function drawActions(actions: readonly Action[]): ActionsBlock[] {
  const buttons: (Button | StaticSelect)[] = [];
  let left: number = limits.buttonCharacters;
  for (const [index, action] of actions.entries()) {
    const button = action.choices === undefined ? drawButton(action, index) : drawSelect(action, index);
    if (button === undefined) continue;
    left -= JSON.stringify(button).length;
    if (left < 0 || buttons.length === limits.buttonsPerRow * limits.buttonRows) break;
    buttons.push(button);
  }
  const rows: ActionsBlock[] = [];
  for (let start = 0; start < buttons.length; start += limits.buttonsPerRow) {
    rows.push({ type: 'actions', elements: buttons.slice(start, start + limits.buttonsPerRow) });
  }
  return rows;
}

function drawButton(action: Action, index: number): Button | undefined {
  const [command = '', ...ids] = action.words;
  const value = ids.join(' ');
  const actionId = `e2e:${command}:${index}`;
  if (value.length > limits.buttonValue || actionId.length > limits.actionId) return undefined;
  return {
    type: 'button',
    text: plain(action.label, limits.buttonText),
    action_id: actionId,
    ...(value === '' ? {} : { value }),
    ...(action.style === undefined ? {} : { style: action.style }),
    ...(action.confirm === undefined ? {} : { confirm: drawConfirm(action, action.confirm) }),
  };
}

/** The words of an option stand in its value as those of a button do. One whose words do not fit is left out. */
function drawSelect(action: Action, index: number): StaticSelect | undefined {
  const [command = '', ...ids] = action.words;
  const options = (action.choices ?? [])
    .map(({ label, word }) => ({ text: plain(label, limits.optionText), value: [...ids, word].join(' ') }))
    .filter(({ value }) => value.length <= limits.optionValue)
    .slice(0, limits.options);
  const actionId = `e2e:${command}:${index}`;
  if (options.length === 0 || actionId.length > limits.actionId) return undefined;
  return {
    type: 'static_select',
    action_id: actionId,
    placeholder: plain(action.label, limits.selectPlaceholder),
    options,
    ...(action.confirm === undefined ? {} : { confirm: drawConfirm(action, action.confirm) }),
  };
}

function drawConfirm(action: Action, question: string): ConfirmationDialog {
  return {
    title: plain(action.label, limits.confirmTitle),
    text: plain(question, limits.confirmText),
    confirm: plain(action.label, limits.confirmButton),
    deny: plain('Leave it', limits.confirmButton),
    ...(action.style === undefined ? {} : { style: action.style }),
  };
}

/** Never empty: Slack refuses a button without text. */
function plain(text: string, limit: number): PlainTextElement {
  const cleaned = clampText(cleanLine(text).trim(), limit);
  return { type: 'plain_text', text: cleaned === '' ? '…' : cleaned, emoji: false };
}
