import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { isActive } from '#domain/run.ts';
import { isRed } from '#domain/test-result.ts';
import { requestRuns } from '#suites/request-runs.ts';
import { resolveEnvironment, resolveSuite } from '#suites/resolve-target.ts';

import { findRun, runWord } from './find-run.ts';
import { requestedReply } from './requested-reply.ts';

const usage = 'rerun <run>';

export const rerunCommand: Command<{ readonly run: string }> = {
  name: 'rerun',
  usage,
  summary: 'Run the failed tests of a run again, and only those',
  permission: 'run',
  parse: (words) => ({ run: runWord(readWords(words, { usage, plain: 1 }).plain, usage) }),
  async run(input, context) {
    const earlier = await findRun(input.run, context.store);
    if (isActive(earlier)) {
      throw new OperatorError({
        code: 'STILL_RUNNING',
        message: `${earlier.id} is still ${earlier.state}`,
        hint: `Wait for its end, or use "stop ${earlier.id}"`,
      });
    }
    const tests = await context.store.runs.tests(earlier.id);
    if (!tests.some((test) => isRed(test.outcome))) {
      throw new OperatorError({
        code: 'NOTHING_TO_RERUN',
        message: `${earlier.id} has no failed tests among its ${tests.length} results`,
        hint: `Use "run ${earlier.suite} on ${earlier.environment}" to run all of the suite`,
      });
    }
    const environment = resolveEnvironment(earlier.environment, context.configuration);
    const suites = [resolveSuite(earlier.suite, environment, context.configuration)];
    const requested = await requestRuns({ suites, environment, selection: { rerunOf: earlier.id } }, context);
    return requestedReply(requested, context);
  },
};
