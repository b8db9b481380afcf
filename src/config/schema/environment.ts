import { z } from 'zod';
import type { AuditReport, AuditRules, DeployRules } from '#domain/configuration.ts';
import { credential } from './credential.ts';
import { service, webSocket } from './services.ts';
import { command, duration, name, path, text, variableName } from './texts.ts';

const texts = z.array(text).default([]);

const report = z
  .union(
    [
      path,
      z.strictObject({
        path: path.describe('The path that says it.'),
        services: z.array(name).min(1).optional().describe('The services to ask. Default: all of them.'),
        auth: name.optional().describe('The credential to sign in with.'),
      }),
    ],
    { error: 'a path, or a map with path' },
  )
  .transform((value): AuditReport => (typeof value === 'string' ? { path: value } : value));

const audit = z
  .strictObject({
    required: z.array(variableName).default([]).describe('Names of variables that must be set.'),
    domains: texts.describe('Host names that must resolve and answer.'),
    files: texts.describe('Settings files to read, relative to the folder of e2e.yaml.'),
    report: report.optional().describe('Where services say which variables are set: never their values.'),
    forbid: texts.describe('Texts that must not occur in the settings, such as the domain of another environment.'),
  })
  .transform((value): AuditRules => value);

const approval = z.enum(['required', 'none', 'four-eyes']).default('required');

const repair = z.strictObject({
  command: command.describe('argv of the repair.'),
  approval: approval.describe('Whether a person must agree first.'),
});

const deploy = z
  .strictObject({
    command: command.describe('argv of the deploy; never a shell.'),
    cwd: text.optional().describe('Folder to run it in. Default: the folder of e2e.yaml.'),
    timeout: duration({ min: '1s', max: '24h' }).prefault('20m').describe('How long it may take.'),
    approval: approval.describe('Whether a person must agree first; four-eyes: another than the one who asked.'),
    expectVersion: z
      .union([text, z.strictObject({ command: command.describe('argv of that command.') })], {
        error: 'a text or { command: argv }',
      })
      .optional()
      .describe('The version that must run afterwards: a text, or a command that prints it.'),
    settle: duration({ min: '0s', max: '1h' }).optional().describe('How long to wait after the version has changed.'),
    repairs: z.record(name, repair).default({}).describe('Named commands that may help.'),
  })
  .transform(({ timeout: timeoutMs, settle: settleMs, ...rest }): DeployRules => ({ ...rest, timeoutMs, settleMs }));

export const environment = z.strictObject({
  services: z.record(name, service).default({}).describe('HTTP services, by name.'),
  websockets: z.record(name, webSocket).default({}).describe('WebSocket endpoints, by name.'),
  credentials: z.record(name, credential).default({}).describe('How to sign in, by name.'),
  audit: audit.prefault({}).describe('What must hold for the configuration of the environment.'),
  deploy: deploy.optional().describe('How to deploy it.'),
  tls: z
    .strictObject({ ca: text.describe('A PEM file, relative to the folder of e2e.yaml.') })
    .optional()
    .describe('Further certificate authorities.'),
  locations: z.array(name).default([]).describe('Names of places that probe it. Default: here.'),
});
