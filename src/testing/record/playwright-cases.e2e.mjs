// What Playwright says when a page goes wrong: each test is red, and its text is recorded.
import { after, before, test } from 'node:test';

import { chromium, request } from 'playwright-core';

const peers = JSON.parse(process.env.PEERS);
const url = (peer, { path = '/', scheme = 'http', host = '127.0.0.1' } = {}) =>
  `${scheme}://${host}:${peers[peer]}${path}`;
let browser;
let page;
before(async () => {
  const words = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ];
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...words, '--disable-component-update', '--disable-sync'],
  });
  page = await browser.newPage();
});
after(async () => browser.close());

test('goto refused', async () => page.goto('http://127.0.0.1:48/'));
test('goto unsafe port', async () => page.goto(url('refused')));
test('goto name not found', async () => page.goto(url('silent', { host: 'nowhere.invalid' })));
test('goto time-out', async () => page.goto(url('silent'), { timeout: 600 }));
test('goto reset', async () => page.goto(url('resets')));
test('goto closed without answer', async () => page.goto(url('hangs-up')));
test('goto binary answer', async () => page.goto(url('binary')));
test('goto redirects', async () => page.goto(url('answers', { path: '/loop' })));
test('goto tls to plain', async () => page.goto(url('answers', { scheme: 'https' })));
for (const which of ['expired', 'wrong-name', 'self-signed', 'trusted']) {
  test(`goto certificate ${which}`, async () => page.goto(url(which, { scheme: 'https', host: 'localhost' })));
}
test('click time-out', async () => page.locator('#send').click({ timeout: 400 }));
test('wait for selector', async () => page.waitForSelector('#answer', { timeout: 400 }));
test('wait for response', async () => page.waitForResponse(/api/u, { timeout: 400 }));
test('wait for event', async () => page.waitForEvent('websocket', { timeout: 400 }));
test('strict', async () => {
  await page.setContent('<p>a</p><p>b</p>');
  await page.locator('p').click({ timeout: 400 });
});
test('socket in the page', async () => {
  await page.evaluate(
    (address) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(address);
        socket.addEventListener('close', ({ code, reason }) => reject(new Error(`closed with code ${code} ${reason}`)));
      }),
    url('closes', { scheme: 'ws', path: '/1011-prose' }),
  );
});
test('fetch in the page', async () => page.evaluate((address) => fetch(address), url('refused')));
test('request refused', async () => (await request.newContext()).get(url('refused', { path: '/health' })));
test('request time-out', async () =>
  (await request.newContext()).get(url('silent', { path: '/health' }), { timeout: 400 }));
test('request closed without answer', async () => (await request.newContext()).get(url('hangs-up')));
test('request certificate', async () =>
  (await request.newContext()).get(url('expired', { scheme: 'https', host: 'localhost' })));
test('closed browser', async () => {
  const other = await browser.newPage();
  await other.close();
  await other.click('#send');
});
