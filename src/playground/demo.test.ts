import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

import type { Browser, Locator, Page } from 'playwright-core';

import { launchBrowser } from '#testing/launch-browser.ts';
import { needs } from '#testing/tools.ts';
import { waitFor } from '#testing/wait-for.ts';

let demo: ChildProcess;
let browser: Browser;
let page: Page;
let output = '';
const troubles: string[] = [];
const chromium = needs('chromium');

before(async () => {
  if (chromium.skip !== false) return;
  demo = spawn(process.execPath, ['src/playground/demo.ts'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  demo.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const address = await waitFor('the address', () => /playground: (http\S+)/u.exec(output)?.[1], 20_000);
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1_360, height: 860 } });
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(address);
});

after(async () => {
  if (chromium.skip !== false) return;
  await browser.close();
  demo.kill('SIGTERM');
  await once(demo, 'exit');
});

async function type(text: string): Promise<void> {
  const composer = page.getByTestId('composer');
  await composer.fill(text);
  await composer.press('Enter');
}

/** A message of the channel that says this; waits until it does. */
async function message(text: RegExp, boundMs = 15_000): Promise<Locator> {
  const found = page.getByTestId('channel').locator('[data-ts], [data-ephemeral]').filter({ hasText: text }).last();
  await found.waitFor({ timeout: boundMs });
  return found;
}

async function setFaults(faults: readonly string[]): Promise<void> {
  const address = /curl -s (\S+\/faults)/u.exec(output)?.[1] ?? '';
  const answer = await fetch(address, { method: 'POST', body: JSON.stringify({ faults }) });
  assert.equal(answer.status, 200);
}

test('a run typed into the composer is told live and ends with its verdict', chromium, async () => {
  await type('/e2e run critical');
  await message(/r1: critical on staging starts now/u);
  const running = await message(/critical on staging is running/u);
  await running.getByRole('button', { name: 'Stop' }).waitFor();
  await message(/\d+(\/| of )25|\d+ done/u);
  const ended = await message(/critical on staging passed, proven: 25 tests in/u, 60_000);
  await ended.getByRole('link', { name: 'Full log' }).waitFor();
  await ended.getByRole('button', { name: 'Run again' }).waitFor();
});

test('a broken stack is told with the tests that failed and the close code', chromium, async () => {
  await setFaults(['handler-error']);
  await type('/e2e run websocket-events');
  const ended = await message(/websocket-events on staging failed: \d of 5 tests/u, 60_000);
  await ended.getByTestId('replies').click();
  const thread = page.getByTestId('thread');
  await thread.getByText(/1011/u).first().waitFor();
  await thread
    .getByText(/of 5 tests failed: \d new/u)
    .first()
    .waitFor();
  await ended.hover();
  await ended.getByRole('button', { name: 'Message shortcuts' }).click();
  await page.getByRole('menuitem', { name: 'Why did this fail?' }).click();
  await thread.getByText(/Why r2 failed: .*\(handler-error, confidence 0\.9/u).waitFor({ timeout: 30_000 });
  await setFaults([]);
  await ended.getByRole('button', { name: 'Rerun failed' }).click();
  await message(/websocket-events on staging passed, proven/u, 60_000);
});

test('run without words asks with a form, and a second person is pointed at the run', chromium, async () => {
  await type('/e2e run');
  const modal = page.getByTestId('modal');
  await modal.getByRole('button', { name: 'Run' }).click();
  await message(/r4: critical on staging starts now/u);
  await page.getByTestId('user-switcher').click();
  await page.getByRole('option').or(page.getByRole('menuitemradio')).nth(1).click();
  await type('/e2e run critical');
  await message(/r4: critical on staging is already running, asked for by mara/u);
  await (await message(/critical on staging is running/u)).getByRole('button', { name: 'Stop' }).click();
  await page
    .getByTestId('confirm')
    .getByRole('button', { name: /stop|yes|ok/iu })
    .click();
  await message(/critical on staging was stopped by jonas/u, 30_000);
});

test('a typing mistake gets the nearest word, for the person alone', chromium, async () => {
  await type('/e2e rnu critical');
  const told = await message(/Did you mean "run"/u);
  await told.getByText('Only visible to you').waitFor();
});

test('the Home tab shows how the suites stand', chromium, async () => {
  await page.getByTestId('home-link').click();
  await page
    .getByTestId('home')
    .getByText(/critical/u)
    .first()
    .waitFor();
  assert.deepEqual(troubles, []);
});
