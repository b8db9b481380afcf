import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import type { Environment, Suite } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Run } from '#domain/run.ts';
import { checkSelection } from '#suites/adapters/index.ts';
import { mutantsFor } from '#suites/mutants/choose-mutants.ts';
import { findProvable } from '#suites/find-provable.ts';
import { requestRuns } from '#suites/request-runs.ts';
import { resolveEnvironment, resolveSuite } from '#suites/resolve-target.ts';

import { requestedReply } from './requested-reply.ts';

const usage = 'prove <suite> [all] [on <environment>]';
const sampleSize = 20;

interface ProveInput {
  readonly suite: string;
  readonly environment?: string | undefined;
  /** At most this many tests; absent: all. */
  readonly most?: number | undefined;
}

export const proveCommand: Command<ProveInput> = {
  name: 'prove',
  usage,
  summary: `Run ${sampleSize} passing tests, or all, against targets that do not work, and name those that pass all the same`,
  permission: 'run',
  parse(words) {
    const { plain, values } = readWords(words, { usage, plain: 2, valued: ['on'] });
    const [suite, extent] = plain;
    if (suite === undefined) throw badWords('The suite is missing', usage);
    if (extent !== undefined && extent !== 'all') throw badWords(`"${extent.slice(0, 60)}" is not "all"`, usage);
    return { suite, environment: values.get('on'), most: extent === 'all' ? undefined : sampleSize };
  },
  async run(input, context) {
    const environment = resolveEnvironment(input.environment, context.configuration);
    const suite = resolveSuite(input.suite, environment, context.configuration);
    await checkSuite(suite, environment, context);
    const { id } = await lastGreen(suite, environment, context);
    const selection = { proves: { run: id, most: input.most } };
    const requested = await requestRuns({ suites: [suite], environment, selection }, context);
    return requestedReply(requested, context);
  },
};

async function checkSuite(suite: Suite, environment: Environment, { variables }: CommandContext): Promise<void> {
  await checkSelection(suite, { tests: [] });
  if (mutantsFor(suite, environment, variables).length > 0) return;
  throw new OperatorError({
    code: 'CANNOT_MUTATE',
    message: `"${environment.name}" has no service and no WebSocket whose place another target could take`,
    hint: `Name under "environments" what the suite "${suite.name}" speaks to`,
  });
}

/** The newest run whose tests can be tried. */
async function lastGreen(suite: Suite, { name }: Environment, { store }: CommandContext): Promise<Run> {
  const green = await findProvable(suite.name, name, store);
  if (green !== undefined) return green;
  throw new OperatorError({
    code: 'NOTHING_TO_PROVE',
    message: `"${suite.name}" has no run on "${name}" that passed`,
    hint: `Use "run ${suite.name} on ${name}" first`,
  });
}
