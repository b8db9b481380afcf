import { z } from 'zod';
import { runnerNames } from '#domain/configuration.ts';
import { cron } from './sweep.ts';
import { command, duration, name, text, textLike, variableName, wordSetting } from './texts.ts';

const day = textLike({
  pattern: /^(?:20\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u,
  expected: 'a day',
  remedy: 'write it like 2026-12-31',
});

const quarantine = z.strictObject({
  test: text.describe('The id of the test, as a run shows it; `*` stands for anything.'),
  owner: text.describe('Who will make it steady.'),
  until: day.describe('The last day on which it is spared; afterwards it counts again.'),
  reason: text.describe('Why it is flaky, as far as is known.'),
});

const prove = z.strictObject({
  cron: cron.describe('When, in UTC: minute hour day month weekday.'),
  most: z.int().min(1).max(1_000).default(20).describe('At most so many tests, those never tried first.'),
});

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
    target: targets
      .optional()
      .describe('Hosts, or host:port, that a real test must reach. Default: those of the environment.'),
    rerun: z
      .boolean()
      .optional()
      .describe('Whether "why" may run failed tests again by itself, to see whether they fail alone. Default: true.'),
    prove: prove
      .optional()
      .describe('Tries a sample of its tests by itself, such as every night, against targets that do not work.'),
    quarantine: z
      .array(quarantine)
      .default([])
      .describe('Tests known to be flaky: red they are shown, but do not turn a run red. Not in tier 1.'),
  })
  .check(({ value: { priority, quarantine: spared }, issues }) => {
    if (priority > 1 || spared.length === 0) return;
    const params = {
      expected: 'no "quarantine" in tier 1',
      remedy: 'mend the test, or move it to a suite of another priority: what tier 1 guards cannot be spared',
    };
    issues.push({ code: 'custom', input: spared, message: params.expected, params, path: ['quarantine'] });
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
