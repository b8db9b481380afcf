import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { PageEvent, Playground } from './contract.ts';
import { startPlayground } from './start-playground.ts';

async function stage(t: TestContext): Promise<{ playground: Playground; app: App; user: string; channel: string }> {
  const playground = await startPlayground({ port: 0 });
  const receiver = new SocketModeReceiver({
    appToken: playground.appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 200,
    installerOptions: { clientOptions: { slackApiUrl: playground.apiUrl } },
  });
  const app = new App({
    token: playground.botToken,
    receiver,
    clientOptions: { slackApiUrl: playground.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    logLevel: LogLevel.ERROR,
  });
  t.after(async () => {
    await receiver.client.disconnect();
    await playground.close();
  });
  const [user] = playground.workspace().users;
  const channel = playground.workspace().channels.find(({ name }) => name === 'staging');
  assert.ok(user && channel);
  return { playground, app, user: user.id, channel: channel.id };
}

test('a slash command reaches Bolt and its answer is shown to the person who asked', async (t) => {
  const { playground, app, user, channel } = await stage(t);
  app.command('/e2e', async ({ ack, respond, command }) => {
    await ack();
    await respond(`You said ${command.text}`);
  });
  await app.start();
  const events: PageEvent[] = [];
  const heard = new Promise((resolve) => {
    playground.onEvent((event) => {
      events.push(event);
      if (event.kind === 'ephemeral') resolve(undefined);
    });
  });
  assert.deepEqual(await playground.slash({ user, channel, command: '/e2e', text: 'suites' }), { ok: true });
  await heard;
  const [event] = events;
  assert.equal(event?.kind, 'ephemeral');
});
