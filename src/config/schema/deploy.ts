import { z } from 'zod';
import type { DeployRules, Repair } from '#domain/configuration.ts';
import { command, duration, name, text, variableName, wordSetting } from './texts.ts';

const approval = z.enum(['required', 'none', 'four-eyes']).default('required');

const repair = z
  .strictObject({
    command: command.describe('argv of the repair.'),
    approval: approval.describe('Whether a person must agree first.'),
    for: z
      .array(text)
      .default([])
      .describe(
        'Ids of causes that it helps against; also `stale-version`, `deploy-failed` and what else the loop itself finds. Without any it is offered for everything, and never run by itself.',
      ),
    timeout: duration({ min: '1s', max: '24h' }).prefault('10m').describe('How long it may take.'),
  })
  .transform(({ timeout: timeoutMs, ...rest }): Repair => ({ ...rest, timeoutMs }));

export const deploy = z
  .strictObject({
    command: command.describe('argv of the deploy; never a shell.'),
    cwd: text.optional().describe('Folder to run it in. Default: the folder of e2e.yaml.'),
    environment: z
      .record(variableName, wordSetting)
      .default({})
      .describe('Variables of the command and of its repairs; they get these and the allow-list, nothing else.'),
    timeout: duration({ min: '1s', max: '24h' }).prefault('20m').describe('How long it may take.'),
    approval: approval.describe('Whether a person must agree first; four-eyes: another than the one who asked.'),
    expectVersion: z
      .union([text, z.strictObject({ command: command.describe('argv of that command.') })], {
        error: 'a text or { command: argv }',
      })
      .optional()
      .describe('The version that must run afterwards: a text, or a command that prints it.'),
    settle: duration({ min: '0s', max: '1h' })
      .optional()
      .describe('How long the version must stay before it counts. Default: 1s.'),
    repairs: z.record(name, repair).default({}).describe('Named commands that may help.'),
  })
  .transform(({ timeout: timeoutMs, settle: settleMs, environment: variables, ...rest }): DeployRules => ({
    ...rest,
    timeoutMs,
    settleMs,
    variables,
  }));
