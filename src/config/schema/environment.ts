import { z } from 'zod';
import type { AuditReport, AuditRules } from '#domain/configuration.ts';
import { credential } from './credential.ts';
import { deploy } from './deploy.ts';
import { loop } from './loop.ts';
import { service, webSocket } from './services.ts';
import { name, path, text, variableName } from './texts.ts';

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

export const environment = z.strictObject({
  services: z.record(name, service).default({}).describe('HTTP services, by name.'),
  websockets: z.record(name, webSocket).default({}).describe('WebSocket endpoints, by name.'),
  credentials: z.record(name, credential).default({}).describe('How to sign in, by name.'),
  audit: audit.prefault({}).describe('What must hold for the configuration of the environment.'),
  deploy: deploy.optional().describe('How to deploy it.'),
  loop: loop.prefault({}).describe('How the deploy-test loop goes about it.'),
  tls: z
    .strictObject({ ca: text.describe('A PEM file, relative to the folder of e2e.yaml.') })
    .optional()
    .describe('Further certificate authorities.'),
  locations: z.array(name).default([]).describe('Names of places that probe it. Default: here.'),
});
