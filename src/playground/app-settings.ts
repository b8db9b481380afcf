import { readFile } from 'node:fs/promises';
import { isRecord, parseJson, recordOf, recordsOf, textOf } from './json.ts';
import type { ShortcutView, SlackJson } from './contract.ts';

/** What the app's manifest grants and subscribes to. */
export interface AppSettings {
  readonly scopes: readonly string[];
  readonly events: readonly string[];
  readonly commands: readonly { readonly name: string; readonly hint: string }[];
  /** Those of messages. */
  readonly shortcuts: readonly ShortcutView[];
}

/** For a checkout without a manifest. */
const withoutManifest: AppSettings = {
  scopes: [
    'app_mentions:read',
    'channels:history',
    'channels:read',
    'chat:write',
    'commands',
    'files:read',
    'files:write',
    'groups:history',
    'groups:read',
    'im:history',
    'im:write',
    'reactions:write',
    'usergroups:read',
    'users:read',
    'users:read.email',
  ],
  events: ['app_home_opened', 'app_mention'],
  commands: [{ name: '/e2e', hint: 'run <suite|p1|all> [on <environment>]' }],
  shortcuts: [],
};

const manifestFile = new URL('../../slack/manifest.json', import.meta.url);

/** Reads `slack/manifest.json`, the manifest that a real workspace installs. */
export async function readAppSettings(file: URL = manifestFile): Promise<AppSettings> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isRecord(error) && error['code'] === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? withoutManifest : toSettings(recordOf(parseJson(text)));
}

function toSettings(manifest: SlackJson): AppSettings {
  const scopes = recordOf(recordOf(manifest['oauth_config'])['scopes'])['bot'];
  const events = recordOf(recordOf(manifest['settings'])['event_subscriptions'])['bot_events'];
  const commands = recordsOf(recordOf(manifest['features'])['slash_commands']);
  return {
    scopes: stringsOf(scopes),
    events: stringsOf(events),
    commands: commands.map((command) => ({
      name: textOf(command, 'command'),
      hint: textOf(command, 'usage_hint') || textOf(command, 'description'),
    })),
    shortcuts: recordsOf(recordOf(manifest['features'])['shortcuts'])
      .filter(({ type }) => type === 'message')
      .map((each) => ({ name: textOf(each, 'name'), callbackId: textOf(each, 'callback_id') })),
  };
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
