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
const chromium = needs('chromium');
/** A round has audits, probes, two suites and their diagnoses. */
const roundMs = 120_000;

before(async () => {
  if (chromium.skip !== false) return;
  demo = spawn(process.execPath, ['src/playground/demo.ts'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  demo.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const address = await waitFor('the address', () => /playground: (http\S+)/u.exec(output)?.[1], 20_000);
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1_500, height: 1_000 } });
  page.setDefaultTimeout(30_000);
  await page.goto(address);
});

after(async () => {
  if (chromium.skip !== false) return;
  await browser.close();
  demo.kill('SIGTERM');
  await once(demo, 'exit');
});

async function found(where: 'channel' | 'thread', text: RegExp, boundMs = 30_000): Promise<Locator> {
  const message = page.getByTestId(where).locator('[data-ts], [data-ephemeral]').filter({ hasText: text }).last();
  await message.waitFor({ timeout: boundMs });
  return message;
}

async function approve(card: RegExp, boundMs?: number): Promise<void> {
  const message = await found('thread', card, boundMs);
  await message.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByTestId('confirm').getByRole('button', { name: 'Approve' }).click();
}

async function become(name: string): Promise<void> {
  await page.getByTestId('user-switcher').click();
  await page.getByRole('menuitemradio', { name }).click();
}

async function reportOf(loop: string): Promise<string> {
  const file = (await found('thread', new RegExp(`Report of ${loop}`, 'u'), 90_000)).getByTestId('file');
  const answer = await page.request.get(new URL((await file.getAttribute('href')) ?? '', page.url()).href);
  assert.equal(answer.status(), 200);
  return answer.text();
}

test(
  'the evening is played from the slash command to the report, with a second person who approves',
  chromium,
  async () => {
    await page.getByText('Bot connected').waitFor();
    const composer = page.getByTestId('composer');
    await composer.fill('/e2e loop critical websocket-events on evening');
    await composer.press('Enter');
    const root = await found('channel', /Loop on evening, round 1 of 3: waiting for approval of deploy/u, 60_000);
    await root.getByTestId('replies').click();
    await approve(/Approve deploy of [\da-f]{8} on evening\?/u);
    await found('thread', /needs a second pair of eyes/u);
    await become('Jonas Weber');
    await approve(/Approve deploy of [\da-f]{8} on evening\?/u);
    await found('thread', /Round 1: deploy FAILED with exit code 1/u);
    await approve(/Approve testing the old build on evening\?/u);
    await found('thread', /The old build is tested because jonas said so/u);
    await found('thread', /Why r1 failed: The handler of the WebSocket raises an error \(handler-error/u, roundMs);
    await found('thread', /Why r2 failed: .*\(accept-delayed/u, roundMs);
    await approve(/Approve repair "sign-in-and-deploy" of [\da-f]{8} on evening\?/u, roundMs);
    await found('thread', /Round 2, version gate passed/u, 60_000);
    await found('channel', /Loop on evening is red after 2 rounds/u, roundMs);
    const report = await reportOf('l1');
    for (const said of [
      /^Not green \(red\)/mu,
      /- deploy: failed, exit code 1/u,
      /denied: requested access to the resource is denied/u,
      /^- Results: 14 failed, 11 passed \[r1\]$/mu,
      /^- Results: 3 failed, 2 passed \[r2\]$/mu,
      /^- critical: passed, proven; 25 of 25 tests passed/mu,
      /^- websocket-events: failed; 4 of 5 tests passed \(80 %\)/mu,
      /Another version runs than was intended/u,
      /`handler-error` \(confidence 0\.\d+/u,
      /`accept-delayed` \(confidence 0\.\d+/u,
      /\*\*not established\*\*/u,
    ]) {
      assert.match(report, said);
    }
  },
);
