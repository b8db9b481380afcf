import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import type { Form, Reply } from '#domain/reply.ts';
import { requestRuns } from '#suites/request-runs.ts';
import { resolveEnvironment, resolveSuites } from '#suites/resolve-target.ts';

import { requestedReply } from './requested-reply.ts';

interface RunInput {
  /** Absent: a form asks. */
  readonly target?: string | undefined;
  readonly environment?: string | undefined;
  readonly keyword?: string | undefined;
}

const usage = 'run <suite|p1|all> [on <environment>] [-k <expression>]';

export const runCommand: Command<RunInput> = {
  name: 'run',
  usage,
  summary: 'Run a suite, a tier (p1) or all suites, and tell the progress live',
  permission: 'run',
  parse(words) {
    const { plain, values } = readWords(words, { usage, plain: 1, valued: ['on', '-k'] });
    const [target] = plain;
    if (target === undefined && words.length > 0) throw badWords('The suite is missing', usage);
    return { target, environment: values.get('on'), keyword: values.get('-k') };
  },
  async run(input, context) {
    if (input.target === undefined) return askReply(context);
    const environment = resolveEnvironment(input.environment, context.configuration);
    const suites = resolveSuites(input.target, environment, context.configuration);
    const requested = await requestRuns({ suites, environment, selection: { keyword: input.keyword } }, context);
    return requestedReply(requested, context);
  },
};

function askReply({ configuration }: CommandContext): Reply {
  const suites = [...configuration.suites.values()];
  return {
    headline: 'Which suite?',
    status: 'note',
    sections: [
      {
        kind: 'list',
        items: suites.map((suite) => [{ kind: 'code', text: `run ${suite.name}` }, ` (p${suite.priority})`]),
      },
      { kind: 'aside', line: [`Usage: ${usage}`] },
    ],
    actions: [],
    form: runForm(
      [...configuration.environments.keys()],
      suites.map((suite) => suite.name),
    ),
    refusal: 'BAD_WORDS',
  };
}

function runForm(environments: readonly string[], suites: readonly string[]): Form {
  return {
    title: 'Run a suite',
    submit: 'Run',
    command: 'run',
    fields: [
      {
        kind: 'choice',
        name: 'suite',
        label: 'Suite',
        prefix: [],
        options: [...optionsOf(suites), { value: 'all', label: 'all suites' }],
        initial: suites[0],
      },
      {
        kind: 'choice',
        name: 'environment',
        label: 'Environment',
        prefix: ['on'],
        options: optionsOf(environments),
        initial: environments[0],
      },
      {
        kind: 'text',
        name: 'keyword',
        label: 'Only tests that match',
        hint: 'For pytest a -k expression; for node-test a part of the name',
        prefix: ['-k'],
        optional: true,
        maxLength: 200,
      },
    ],
  };
}

function optionsOf(names: readonly string[]): readonly { value: string; label: string }[] {
  return names.map((name) => ({ value: name, label: name }));
}
