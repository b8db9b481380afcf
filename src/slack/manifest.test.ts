import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { z } from 'zod';

import { auditShortcut, whyShortcut } from './request-shortcut.ts';

/** Web API method → the scopes it needs, from the method's page in Slack's reference. */
const scopesByMethod: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.getPermalink': [],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.list': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  // The address, where access is granted by e-mail.
  'users.info': ['users:read', 'users:read.email'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.publish': [],
};

/** What the manifest subscribes to → the scopes it needs. */
const scopesByFeature: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  slash_commands: ['commands'],
  shortcuts: ['commands'],
  // To download the file of a message.
  url_private_download: ['files:read'],
};

const manifestShape = z.object({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string() })),
    shortcuts: z.array(z.object({ type: z.string(), callback_id: z.string() })),
    app_home: z.object({ home_tab_enabled: z.boolean() }),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
  }),
});

const manifestFile = new URL('../../slack/manifest.json', import.meta.url);
const manifest = manifestShape.parse(JSON.parse(readFileSync(manifestFile, 'utf8')));

function calledMethods(): readonly string[] {
  const files = globSync('src/slack/*.ts', { exclude: ['**/*.test.ts'] });
  const called = files.flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    const direct = [...source.matchAll(/\bclient\.([a-z]+(?:\.\w+)+)\(/giu)].map((match) => match[1] ?? '');
    const generic = [...source.matchAll(/\bapiCall\('([\w.]+)'/gu)].map((match) => match[1] ?? '');
    return [...direct, ...generic];
  });
  return [...new Set(called)].sort();
}

/** Files are not downloaded with a method of the Web API. */
function downloads(): readonly string[] {
  const sources = globSync('src/slack/*.ts', { exclude: ['**/*.test.ts'] }).map((file) => readFileSync(file, 'utf8'));
  return sources.some((source) => source.includes('.url_private_download')) ? ['url_private_download'] : [];
}

test('the code calls no method whose scopes are not known here', () => {
  const unknown = calledMethods().filter((method) => !(method in scopesByMethod));
  assert.deepEqual(unknown, []);
  assert.ok(calledMethods().length >= 8, 'the search for calls finds them');
});

test('the manifest asks for the scopes that the code needs and for no other', () => {
  const { bot_events: events } = manifest.settings.event_subscriptions;
  const needed = [
    ...calledMethods().flatMap((method) => scopesByMethod[method] ?? []),
    ...[...events, 'slash_commands', 'shortcuts', ...downloads()].flatMap(
      (feature) => scopesByFeature[feature] ?? ['unknown'],
    ),
  ];
  assert.deepEqual(manifest.oauth_config.scopes.bot, [...new Set(needed)].sort());
});

test('the manifest switches on what the bot listens to', () => {
  assert.equal(manifest.settings.socket_mode_enabled, true);
  assert.equal(manifest.settings.interactivity.is_enabled, true);
  assert.equal(manifest.features.app_home.home_tab_enabled, true);
  assert.deepEqual(
    manifest.features.slash_commands.map(({ command }) => command),
    ['/e2e'],
  );
  assert.deepEqual(
    manifest.features.shortcuts,
    [auditShortcut, whyShortcut].map((callback_id) => ({ type: 'message', callback_id })),
  );
  assert.deepEqual(manifest.settings.event_subscriptions.bot_events, ['app_home_opened', 'app_mention']);
});
