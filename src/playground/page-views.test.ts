import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BlockAction, MessageShortcut, SlackViewAction, types } from '@slack/bolt';
import type { Page } from 'playwright-core';
import { startPlayground } from '#playground/start-playground.ts';
import { stagePage, type PageStage } from '#testing/playground-page.ts';
import { needs } from '#testing/tools.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(`Option ${value}`), value });

describe('what a person presses on the page', needs('chromium'), () => {
  let stage: PageStage;
  const presses: BlockAction['actions'] = [];
  const shortcuts: MessageShortcut[] = [];
  const submissions: SlackViewAction['view']['state']['values'][] = [];
  let beforeAck: Promise<unknown> = Promise.resolve();

  before(async () => {
    stage = await stagePage();
    stage.app.action(/.*/u, async ({ ack, body }) => {
      if (body.type === 'block_actions') presses.push(...body.actions);
      await beforeAck;
      await ack();
    });
    stage.app.shortcut({ type: 'message_action' }, async ({ ack, shortcut }) => {
      shortcuts.push(shortcut);
      await ack();
    });
    stage.app.command('/e2e', async ({ ack, command, client }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form });
    });
    stage.app.view('form', async ({ ack, view }) => {
      submissions.push(view.state.values);
      const tooLong = view.state.values['expression']?.['expression']?.value === '(((';
      await (tooLong ? ack({ response_action: 'errors', errors: { expression: 'Not an expression' } }) : ack());
    });
    stage.app.event('app_home_opened', async ({ event, client }) => {
      const blocks: types.KnownBlock[] = [
        { type: 'header', text: plain(`Home of ${event.user}`) },
        { type: 'actions', elements: [{ type: 'button', action_id: 'from-home', text: plain('Run critical') }] },
      ];
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
    });
  });
  after(async () => {
    await stage.close();
    assert.deepEqual(stage.troubles, []);
  });

  const form: types.ModalView = {
    type: 'modal',
    callback_id: 'form',
    title: plain('Run a suite'),
    submit: plain('Run'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: 'suite',
        label: plain('Suite'),
        element: { type: 'static_select', action_id: 'suite', options: [option('a'), option('b')] },
      },
      {
        type: 'input',
        block_id: 'expression',
        optional: true,
        label: plain('Expression'),
        hint: plain('As for -k'),
        element: { type: 'plain_text_input', action_id: 'expression', max_length: 5 },
      },
      {
        type: 'input',
        block_id: 'notes',
        optional: true,
        label: plain('Notes'),
        element: { type: 'plain_text_input', action_id: 'notes', multiline: true },
      },
      {
        type: 'input',
        block_id: 'how',
        label: plain('How'),
        element: { type: 'radio_buttons', action_id: 'how', options: [option('all'), option('failed')] },
      },
      {
        type: 'input',
        block_id: 'extra',
        optional: true,
        label: plain('Extra'),
        element: { type: 'checkboxes', action_id: 'extra', options: [option('x'), option('y')] },
      },
    ],
  };

  const actions = async (...elements: types.ActionsBlockElement[]): Promise<string> => {
    const blocks: types.KnownBlock[] = [{ type: 'actions', elements }];
    const ts = await stage.post({ text: 'Press', blocks });
    return `article[data-ts="${ts}"]`;
  };

  test('a button shows that it waits until the bot has answered', async () => {
    const page = await stage.open();
    const { promise, resolve } = Promise.withResolvers();
    beforeAck = promise;
    const message = page.locator(
      await actions({ type: 'button', action_id: 'go', value: 'r1', style: 'primary', text: plain('Go') }),
    );
    const button = message.getByRole('button', { name: 'Go' });
    await button.click();
    await message.locator('button[aria-busy="true"]').waitFor();
    resolve(undefined);
    await message.locator('button[aria-busy="true"]').waitFor({ state: 'detached' });
    const press = presses.at(-1);
    assert.equal(press?.type === 'button' && press.value, 'r1');
  });

  test('a button with a question asks first, and a no is a no', async () => {
    const page = await stage.open();
    const confirm = {
      title: plain('Stop r1?'),
      text: plain('Its tests count as not run'),
      confirm: plain('Stop it'),
      deny: plain('Leave it'),
      style: 'danger' as const,
    };
    const message = page.locator(await actions({ type: 'button', action_id: 'stop', text: plain('Stop'), confirm }));
    const count = presses.length;
    await message.getByRole('button', { name: 'Stop' }).click();
    const dialog = page.getByRole('dialog', { name: 'Stop r1?' });
    await dialog.getByText('Its tests count as not run').waitFor();
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(presses.length, count);
    await message.getByRole('button', { name: 'Stop' }).click();
    await answered(page, () => page.keyboard.press('Enter'));
    assert.equal(presses.at(-1)?.action_id, 'stop');
  });

  test('a select and an overflow menu send the option that was chosen', async () => {
    const page = await stage.open();
    const message = page.locator(
      await actions(
        {
          type: 'static_select',
          action_id: 'pick',
          placeholder: plain('Pick one'),
          options: [option('a'), option('b')],
        },
        { type: 'overflow', action_id: 'more', options: [option('c'), option('d')] },
      ),
    );
    await answered(page, () => message.getByRole('combobox', { name: 'Pick one' }).selectOption('Option b'));
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.keyboard.press('ArrowDown');
    await answered(page, () => page.keyboard.press('Enter'));
    const chosen = presses.slice(-2).map((press) => ('selected_option' in press ? press.selected_option : undefined));
    assert.deepEqual(
      chosen.map((each) => each?.value),
      ['b', 'd'],
    );
  });

  test('a modal asks for what is missing, shows the errors of the bot at their fields, and sends the values', async () => {
    const page = await stage.open();
    await page.getByTestId('composer').fill('/e2e run');
    await page.keyboard.press('Enter');
    const modal = page.getByRole('dialog', { name: 'Run a suite' });
    await modal.getByRole('button', { name: 'Run' }).click();
    assert.equal(await modal.getByText('Please complete this required field.').count(), 2);
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'SELECT');
    await modal.getByLabel('Suite').selectOption('Option b');
    await modal.getByLabel('Expression').fill('(((');
    await modal.getByLabel('Notes').fill('two\nlines');
    await modal.getByLabel('Option failed').check();
    await modal.getByLabel('Option y').check();
    await modal.getByRole('button', { name: 'Run' }).click();
    await modal.getByText('Not an expression').waitFor();
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'INPUT');
    await modal.getByLabel('Expression').fill('');
    await modal.getByRole('button', { name: 'Run' }).click();
    await modal.waitFor({ state: 'detached' });
    assert.deepEqual(valuesOf(submissions.at(-1)), {
      suite: 'b',
      expression: null,
      notes: 'two\nlines',
      how: 'failed',
      extra: ['y'],
    });
  });

  test('Escape closes a modal, and only the person who asked has it', async () => {
    const page = await stage.open();
    const other = await stage.open();
    await other.getByTestId('user-switcher').click();
    await other.getByRole('menuitemradio', { name: 'Priya Raman' }).click();
    await page.getByTestId('composer').fill('/e2e run');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Run a suite' }).waitFor();
    assert.equal(await other.getByRole('dialog').count(), 0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('the menu of a message offers the shortcuts of the app, in the channel and in a thread', async () => {
    const page = await stage.open();
    const ts = await stage.post({ text: 'A run that failed' });
    await stage.post({ text: 'Its failures', thread_ts: ts });
    const message = page.locator(`article[data-ts="${ts}"]`);
    await message.hover();
    await message.getByRole('button', { name: 'Message shortcuts' }).click();
    const items = page.getByRole('menuitem');
    assert.deepEqual(await items.allTextContents(), ['Audit this report', 'Why did this fail?']);
    const answer = page.waitForResponse((each) => each.url().endsWith('/page/shortcut'));
    await items.last().click();
    assert.deepEqual(await (await answer).json(), { ok: true });
    await message.hover();
    await message.getByRole('button', { name: 'Reply in thread' }).click();
    const reply = page.getByTestId('thread').locator('article').filter({ hasText: 'Its failures' });
    await reply.hover();
    await reply.getByRole('button', { name: 'Message shortcuts' }).click();
    await Promise.all([
      page.waitForResponse((each) => each.url().endsWith('/page/shortcut')),
      page.getByRole('menuitem', { name: 'Audit this report' }).click(),
    ]);
    assert.deepEqual(
      shortcuts.map(({ callback_id, message: { text, thread_ts } }) => [callback_id, text, thread_ts === ts]),
      [
        ['why_failed', 'A run that failed', true],
        ['audit_report', 'Its failures', true],
      ],
    );
  });

  test('the Home tab is that of the person who looks, and its buttons work', async () => {
    const page = await stage.open();
    await page.getByTestId('home-link').click();
    const home = page.getByTestId('home');
    await home.getByText(`Home of ${stage.people[0]}`).waitFor();
    await answered(page, () => home.getByRole('button', { name: 'Run critical' }).click());
    assert.equal(presses.at(-1)?.action_id, 'from-home');
    await page.getByTestId('user-switcher').click();
    await page.getByRole('menuitemradio', { name: 'Jonas Weber' }).click();
    await home.getByText(`Home of ${stage.people[1]}`).waitFor();
  });

  test('the page says in words whether the bot and the playground are there', async () => {
    const playground = await startPlayground({ port: 0 });
    const page = await stage.open();
    await page.getByTestId('bot-state').getByText('Bot connected').waitFor();
    await page.goto(playground.url);
    await page.getByTestId('bot-state').getByText('Bot not connected').waitFor();
    await playground.close();
    await page.getByTestId('bot-state').getByText('Reconnecting to the playground…').waitFor();
    const again = await startPlayground({ port: Number(new URL(playground.url).port) });
    await page.getByTestId('bot-state').getByText('Bot not connected').waitFor();
    await page.close();
    await again.close();
  });
});

/** Does what presses something, and waits for the bot's answer to it. */
async function answered(page: Page, act: () => Promise<unknown>): Promise<void> {
  const [response] = await Promise.all([page.waitForResponse((each) => each.url().endsWith('/page/press')), act()]);
  assert.deepEqual(await response.json(), { ok: true });
}

function valuesOf(values: SlackViewAction['view']['state']['values'] = {}): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([blockId, fields]) => {
      const field = fields[blockId];
      if (field?.type === 'plain_text_input') return [blockId, field.value];
      return [blockId, field?.selected_options?.map(({ value }) => value) ?? field?.selected_option?.value];
    }),
  );
}
