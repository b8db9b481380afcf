import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { types } from '@slack/bolt';
import { stagePage, type PageStage } from '#testing/playground-page.ts';
import { needs } from '#testing/tools.ts';

describe('the page', needs('chromium'), () => {
  let stage: PageStage;
  const commands: string[] = [];
  const mentions: string[] = [];

  before(async () => {
    stage = await stagePage();
    stage.app.command('/e2e', async ({ ack, command, respond }) => {
      await ack();
      commands.push(command.text);
      await respond(`You said *${command.text}*`);
    });
    stage.app.event('app_mention', async ({ event }) => {
      mentions.push(event.text);
      await stage.post({ channel: event.channel, thread_ts: event.thread_ts ?? event.ts, text: 'Heard' });
    });
  });
  after(async () => {
    await stage.close();
    assert.deepEqual(stage.troubles, []);
  });

  test('the first screen offers the command that runs the critical suite, and Enter sends it', async () => {
    const page = await stage.open();
    await page.getByTestId('welcome').getByText('Type /e2e run critical').waitFor();
    assert.equal(await page.evaluate('document.activeElement.dataset.testid'), 'composer');
    await page.getByTestId('welcome').getByRole('button', { name: '/e2e run critical' }).click();
    assert.equal(await page.getByTestId('composer').inputValue(), '/e2e run critical');
    await page.keyboard.press('Enter');
    const answer = page.locator('article', { hasText: 'Only visible to you' });
    await answer.getByText('You said run critical').waitFor();
    assert.equal(await answer.locator('b').textContent(), 'run critical');
    assert.equal(await page.getByTestId('composer').inputValue(), '');
    assert.deepEqual(commands, ['run critical']);
  });

  test('the command list opens with the slash, completes with Enter and explains the words', async () => {
    const page = await stage.open();
    const composer = page.getByTestId('composer');
    await composer.pressSequentially('/e');
    const option = page.getByRole('option', { name: '/e2e' });
    await option.waitFor();
    assert.equal(await option.getAttribute('aria-selected'), 'true');
    assert.equal(await composer.getAttribute('aria-activedescendant'), await option.getAttribute('id'));
    await page.keyboard.press('Enter');
    assert.equal(await composer.inputValue(), '/e2e ');
    assert.match((await page.getByTestId('suggestions').first().textContent()) ?? '', /^\/e2e run/u);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByTestId('suggestions').first().isVisible(), false);
  });

  test('the up arrow brings back what was sent, newest first', async () => {
    const page = await stage.open();
    const composer = page.getByTestId('composer');
    for (const text of ['first words', 'second words']) {
      await composer.fill(text);
      await page.keyboard.press('Enter');
      await page.locator('article', { hasText: text }).waitFor();
    }
    await page.keyboard.press('ArrowUp');
    assert.equal(await composer.inputValue(), 'second words');
    await page.keyboard.press('ArrowUp');
    assert.equal(await composer.inputValue(), 'first words');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await composer.inputValue(), '');
  });

  test('a thread opens by click, takes mentions, and refuses slash commands as Slack does', async () => {
    const page = await stage.open();
    const ts = await stage.post({ text: 'A run' });
    await stage.post({ text: 'Started', thread_ts: ts });
    const root = page.locator(`article[data-ts="${ts}"]`);
    await root.first().getByText('1 reply').click();
    const thread = page.getByTestId('thread');
    await thread.getByText('Started').waitFor();
    const composer = page.getByTestId('thread-composer');
    await composer.pressSequentially('@tene');
    await page.getByRole('option', { name: 'Teneleven' }).waitFor();
    await page.keyboard.press('Tab');
    await composer.pressSequentially('status');
    await page.keyboard.press('Enter');
    await thread.getByText('Heard').waitFor();
    assert.match(mentions.at(-1) ?? '', /^<@U0TENELEVEN> status$/u);
    await root.first().getByText('3 replies').waitFor();
    await composer.fill('/e2e status');
    await page.keyboard.press('Enter');
    await thread.getByText('/e2e is not supported in threads. Sorry!').waitFor();
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'hidden' });
  });

  test('an edit is shown in place, is marked, and redraws only what changed', async () => {
    const page = await stage.open();
    const ts = await stage.post({ text: 'Run', blocks: blocks('queued') });
    const message = page.locator(`article[data-ts="${ts}"]`);
    await message.getByText('Run queued').waitFor();
    await page.evaluate(`document.querySelector('[data-ts="${ts}"] .block-section').mark = 'same node'`);
    await stage.app.client.chat.update({ channel: stage.staging, ts, text: 'Run', blocks: blocks('running') });
    await message.getByText('Run running').waitFor();
    await message.getByText('(edited)').waitFor();
    assert.equal(await page.evaluate(`document.querySelector('[data-ts="${ts}"] .block-section').mark`), 'same node');
  });

  test('a reader at the end stays at the end, a reader further up stays on the same message', async () => {
    const page = await stage.open({ viewport: { width: 1280, height: 420 } });
    const stamps = await Promise.all(Array.from({ length: 24 }, (_, index) => stage.post({ text: `Filler ${index}` })));
    await page.locator('article', { hasText: 'Filler 23' }).waitFor();
    const distance = `(() => { const list = document.querySelector('.list'); return list.scrollHeight - list.scrollTop - list.clientHeight; })()`;
    await page.waitForFunction(`${distance} < 2`);
    const middle = stamps.toSorted()[8] ?? '';
    const top = `document.querySelector('[data-ts="${middle}"]').getBoundingClientRect().top`;
    await page.evaluate(`document.querySelector('[data-ts="${middle}"]').scrollIntoView()`);
    await page.getByRole('button', { name: 'Latest messages' }).waitFor();
    const topBefore = await page.evaluate(top);
    const first = stamps.toSorted()[0] ?? '';
    await stage.app.client.chat.update({ channel: stage.staging, ts: first, text: 'one\ntwo\nthree\nfour\nfive' });
    await page.locator(`article[data-ts="${first}"]`, { hasText: 'five' }).waitFor();
    assert.equal(await page.evaluate(top), topBefore);
    await page.getByRole('button', { name: 'Latest messages' }).click();
    await page.waitForFunction(`${distance} < 2`);
  });

  test('a channel that is not looked at is marked as unread, and mentions are counted', async () => {
    const page = await stage.open();
    const link = page.locator(`.place[data-channel="${stage.onCall}"]`);
    await stage.post({ text: 'Something red', channel: stage.onCall });
    await page.getByRole('link', { name: 'on-call (unread)' }).waitFor();
    await stage.post({ text: `<@${stage.people[0]}> please look`, channel: stage.onCall });
    await link.getByText('1', { exact: true }).waitFor();
    await link.click();
    await page.getByRole('separator').getByText('New').waitFor();
    await page.getByRole('link', { name: 'on-call', exact: true }).waitFor();
  });

  test('another person of the workspace sees no ephemeral message of the first', async () => {
    const page = await stage.open();
    await page.getByTestId('composer').fill('/e2e secret');
    await page.keyboard.press('Enter');
    await page.getByText('You said secret').waitFor();
    await page.getByTestId('user-switcher').click();
    await page.getByRole('menuitemradio', { name: 'Jonas Weber' }).click();
    await page.getByText('You said secret').waitFor({ state: 'hidden' });
    await page.getByTestId('composer').fill('Jonas here');
    await page.keyboard.press('Enter');
    const message = page.locator('article', { hasText: 'Jonas here' });
    assert.equal(await message.locator('.author').textContent(), 'Jonas Weber');
  });

  test('a permalink opens the thread of its message, in place and as an address', async () => {
    const page = await stage.open();
    const ts = await stage.post({ text: 'The first run', channel: stage.onCall });
    const permalink = `${stage.playground.url}archives/${stage.onCall}/p${ts.replace('.', '')}`;
    await stage.post({ text: `It runs already: <${permalink}|the first run>` });
    await page.getByRole('link', { name: 'the first run' }).click();
    const thread = page.getByTestId('thread');
    await thread.getByText('The first run').waitFor();
    await page.goBack();
    await thread.waitFor({ state: 'hidden' });
    await page.goto(permalink);
    await thread.getByText('The first run').waitFor();
  });

  test('a deleted message goes away', async () => {
    const page = await stage.open();
    const ts = await stage.post({ text: 'Not for long' });
    await page.locator(`article[data-ts="${ts}"]`).waitFor();
    await stage.app.client.chat.delete({ channel: stage.staging, ts });
    await page.locator(`article[data-ts="${ts}"]`).waitFor({ state: 'detached' });
  });

  test('a file shows its name, its size and its beginning', async () => {
    const page = await stage.open();
    await stage.app.client.filesUploadV2({
      channel_id: stage.staging,
      filename: 'r1.log',
      content: 'first line of the log\nsecond line',
    });
    const file = page.locator('.file-box', { hasText: 'r1.log' });
    await file.getByText('first line of the log').waitFor();
    assert.match((await file.textContent()) ?? '', /33 bytes/u);
    assert.match((await file.getByTestId('file').getAttribute('href')) ?? '', /^\/page\/files\/F/u);
  });

  test('Slack can be made to misbehave from the page', async () => {
    const page = await stage.open();
    await page.getByTestId('misbehave-button').click();
    await page.getByRole('button', { name: 'Answer 500 to the next 3 calls' }).click();
    await page.getByTestId('toasts').getByText('Set: answer 500 to the next 3 calls').waitFor();
    for (let call = 0; call < 3; call += 1) await assert.rejects(stage.app.client.auth.test());
    await stage.app.client.auth.test();
  });
});

function blocks(state: string): types.KnownBlock[] {
  return [
    { type: 'header', text: { type: 'plain_text', text: `Run ${state}` } },
    { type: 'section', text: { type: 'mrkdwn', text: 'Steady words' } },
  ];
}
