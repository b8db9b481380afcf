import { z } from 'zod';
import { alerts, ingest } from './schema/alerts.ts';
import { causes } from './schema/cause.ts';
import { environment } from './schema/environment.ts';
import { suite } from './schema/suite.ts';
import { sweep } from './schema/sweep.ts';
import { name } from './schema/texts.ts';
import { access, history, slack } from './schema/workspace.ts';

/** What `e2e.yaml` may say. Paths are still as written, and names are not yet checked against each other. */
export const fileSchema = z.strictObject({
  environments: z
    .record(name, environment)
    .check(({ value, issues }) => {
      if (Object.keys(value).length > 0) return;
      const params = { expected: 'at least one environment', remedy: 'add one, such as staging: { services: … }' };
      issues.push({ code: 'custom', input: value, message: params.expected, params });
    })
    .describe('Deployments of the stack under test. The first is the default.'),
  suites: z.record(name, suite).default({}).describe('Test commands.'),
  sweeps: z.record(name, sweep).default({}).describe('Scheduled rounds of probes.'),
  alerts: alerts.prefault({}).describe('How alerts are raised.'),
  ingest: ingest.prefault({}).describe('Closes that your own servers saw.'),
  access: access.optional().describe('Who may do what. Absent: every member of the workspace may do all.'),
  slack: slack.prefault({}).describe('How it shows itself in Slack.'),
  history: history.prefault({}).describe('How much is kept, and where.'),
  causes: causes.default({}),
});

export type FileContents = z.output<typeof fileSchema>;
