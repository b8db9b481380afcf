import { z } from 'zod';
import type { AccessRules, Permission } from '#domain/configuration.ts';
import { channel, duration, person, setting, text, textLike } from './texts.ts';

const people = z.array(person).optional();
const shape: Readonly<Record<Permission, typeof people>> = {
  run: people.describe('Who may run suites.'),
  probe: people.describe('Who may probe.'),
  deploy: people.describe('Who may deploy.'),
  approve: people.describe('Who may approve a deploy.'),
  silence: people.describe('Who may acknowledge and silence incidents.'),
  lock: people.describe('Who may lock and unlock environments.'),
  admin: people.describe('Who may do all of it.'),
};

export const access = z.strictObject(shape).transform((rules): AccessRules => rules);

const slashCommand = textLike({
  pattern: /^\/[a-z0-9_-]{1,31}$/u,
  expected: 'a slash command',
  remedy: 'write it like /e2e: lower-case letters, digits, "-" and "_"',
});

export const slack = z.strictObject({
  channel: channel.optional().describe('Where is told what nobody asked for.'),
  command: slashCommand.default('/e2e').describe('The slash command, as in the manifest of the app.'),
});

export const history = z.strictObject({
  keepRuns: z.int().min(1).max(1_000_000).default(500).describe('How many finished runs are kept.'),
  keepProbes: duration({ min: '1h', max: '3650d' }).prefault('14d').describe('How long probes are kept.'),
  data: text.optional().describe('Folder of the history. Default: .teneleven beside e2e.yaml.'),
  url: setting.optional().describe('A Postgres database to use in place of the folder.'),
});
