import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';

import type { Locator, Page } from 'playwright-core';

import { startPlayground } from '#playground/start-playground.ts';
import { startBotProcess } from '#testing/bot-process.ts';
import { launchBrowser } from '#testing/launch-browser.ts';
import { makeLoopFolder, type LoopFolder, type LoopSceneOrder } from '#testing/loop-scene.ts';
import { needs } from '#testing/tools.ts';

interface Scene {
  readonly page: Page;
  readonly folder: LoopFolder;
  readonly type: (text: string) => Promise<void>;
  /** Goes on as another person. */
  readonly become: (name: string) => Promise<void>;
  readonly root: (text: RegExp) => Promise<Locator>;
  /** A message of the thread that is open. */
  readonly below: (text: RegExp) => Promise<Locator>;
  /** For who looks at it: only with SHOTS in the environment. */
  readonly shoot: (name: string) => Promise<void>;
}

const patienceMs = 30_000;

async function openScene(t: TestContext, order: LoopSceneOrder): Promise<Scene> {
  const folder = await makeLoopFolder(order);
  const playground = await startPlayground({ port: 0, rateLimits: false });
  const variables = { TENELEVEN_CONFIG: path.join(folder.folder, 'e2e.yaml'), TENELEVEN_DATA: folder.data };
  const bot = await startBotProcess('src/main.ts', playground, variables);
  const browser = await launchBrowser();
  t.after(async () => {
    await browser.close();
    await bot.stop();
    await playground.close();
    await folder[Symbol.asyncDispose]();
  });
  const page = await browser.newPage({ viewport: { width: 1_500, height: 1_000 } });
  page.setDefaultTimeout(patienceMs);
  await page.goto(playground.url);
  const composer = page.getByTestId('composer');
  await composer.waitFor();
  const shots = process.env['SHOTS'];
  const found = async (testId: string, text: RegExp): Promise<Locator> => {
    const message = page.getByTestId(testId).locator('[data-ts], [data-ephemeral]').filter({ hasText: text }).last();
    await message.waitFor();
    return message;
  };
  return {
    page,
    folder,
    async type(text) {
      await composer.fill(text);
      await composer.press('Enter');
    },
    async become(name) {
      await page.getByTestId('user-switcher').click();
      await page.getByRole('menuitemradio', { name }).click();
    },
    root: (text) => found('channel', text),
    below: (text) => found('thread', text),
    async shoot(name) {
      if (shots === undefined) return;
      await mkdir(shots, { recursive: true });
      await page.screenshot({ path: path.join(shots, `${name}.png`) });
    },
  };
}

const press = (message: Locator, name: string): Promise<void> =>
  message.getByRole('button', { name, exact: true }).click();

test(
  'a deploy that needs four eyes is approved by a second person, and the loop is green',
  needs('chromium'),
  async (t) => {
    const deploy = `command: [DEPLOY, v2]
      approval: four-eyes
      expectVersion: v2
      settle: 100ms`;
    const { page, folder, type, become, root, below, shoot } = await openScene(t, { deploy });
    await type('/e2e loop critical on staging max 2');
    await root(/l1: loop of critical on staging, at most 2 rounds/u);
    const waiting = await root(/Loop on staging, round 1 of 2: waiting for approval of deploy of v2/u);
    await shoot('1-waiting');
    await waiting.getByTestId('replies').click();
    const card = await below(/Approve deploy of v2 on staging\?/u);
    await card.getByText('Somebody other than').waitFor();
    await shoot('2-card');
    await press(card, 'Approve');
    await shoot('3-confirm');
    await page.getByTestId('confirm').getByRole('button', { name: 'Approve' }).click();
    await below(/y1 was asked for by|second pair of eyes/u);
    assert.equal(await folder.deploys(), 0);
    await become('Jonas Weber');
    await press(await below(/Approve deploy of v2 on staging\?/u), 'Approve');
    await page.getByTestId('confirm').getByRole('button', { name: 'Approve' }).click();
    const decided = await below(/jonas.* approved deploy of v2 on staging/u);
    assert.equal(await decided.getByRole('button', { name: 'Approve' }).count(), 0);
    const green = await root(/Loop on staging is green after 1 round in/u);
    await green.getByText(/critical passed, proven \(2 passed\)/u).waitFor();
    await below(/critical on staging passed, proven: 2 tests/u);
    await below(/Loop on staging is green after 1 round/u);
    await shoot('4-green');
    assert.equal(await folder.deploys(), 1);
  },
);

test('a push that fails stops the loop where a person says not to test the old build', needs('chromium'), async (t) => {
  const deploy = `command: [DEPLOY, v2, "1"]
      approval: none
      expectVersion: v2`;
  const { page, type, root, below, shoot } = await openScene(t, { deploy, loop: 'oldBuild: ask' });
  await type('/e2e loop critical');
  const waiting = await root(/waiting for approval of testing the old build/u);
  await waiting.getByTestId('replies').click();
  await below(/deploy FAILED with exit code 1/u);
  const card = await below(/Approve testing the old build on staging\?/u);
  await shoot('5-old-build');
  await press(card, 'Refuse');
  const form = page.getByTestId('modal');
  await form.getByRole('textbox').fill('The push has to work first <!channel>');
  await shoot('6-refuse');
  await form.getByRole('button', { name: 'Refuse' }).click();
  await below(/refused testing the old build on staging: The push has to work first <!channel>/u);
  await root(/Loop on staging is red after 1 round/u);
  await below(/Loop on staging is red/u);
  await shoot('7-red');
});
