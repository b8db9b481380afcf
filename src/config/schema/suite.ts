import { z } from 'zod';
import { runnerNames } from '#domain/configuration.ts';
import { command, duration, name, text, variableName, wordSetting } from './texts.ts';

const targets = z.union([text, z.array(text)], { error: 'a host, or a list of hosts' });

export const suite = z
  .strictObject({
    runner: z.enum(runnerNames).describe('How to read its report.'),
    command: command.describe('argv; never a shell. `${services.NAME.url}` and `${websockets.NAME.url}` are replaced.'),
    priority: z.int().min(1).max(99).default(3).describe('Its tier; 1 is highest, and `run p1` runs all of tier 1.'),
    timeout: duration({ min: '1s', max: '24h' }).prefault('15m').describe('After this long it is ended.'),
    cwd: text.optional().describe('Folder to run it in. Default: the folder of e2e.yaml.'),
    environment: z
      .record(variableName, wordSetting)
      .default({})
      .describe('Variables for it, beside a short allow-list. `${services.NAME.url}` is replaced.'),
    environments: z.array(name).default([]).describe('Where it may run. Default: everywhere.'),
    owner: text.optional().describe('Who is told when it turns red.'),
    impact: text.optional().describe('What its failure costs.'),
    report: text.optional().describe('Where a junit runner leaves its file.'),
    target: targets.optional().describe('Hosts that a real test must reach. Default: those of the environment.'),
  })
  .check(({ value: { runner, report }, issues }) => {
    if ((runner === 'junit') === (report !== undefined)) return;
    const params =
      runner === 'junit'
        ? {
            expected: '"report" for the runner junit',
            remedy: 'add report: path/to/junit.xml, the file that the command leaves',
          }
        : {
            expected: `no "report" for the runner ${runner}`,
            remedy: 'remove it: Teneleven asks this runner for its report',
          };
    issues.push({
      code: 'custom',
      input: report,
      message: params.expected,
      params,
      path: report === undefined ? [] : ['report'],
    });
  });
