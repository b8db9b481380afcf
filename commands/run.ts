import path from 'node:path';

import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import type { Form, Line, Reply } from '#domain/reply.ts';
import { orderSuites, readOrdering, type SuiteOrdering } from '#suites/order-suites.ts';
import { requestRuns } from '#suites/request-runs.ts';
import { resolveEnvironment, resolveSuites } from '#suites/resolve-target.ts';

import { requestedReply } from './requested-reply.ts';

interface RunInput {
  /** Absent: a form asks. */
  readonly target?: string | undefined;
  readonly environment?: string | undefined;
  readonly keyword?: string | undefined;
  /** Absent: by priority. */
  readonly ordering?: SuiteOrdering | undefined;
}

const usage = 'run <suite|p1|all> [on <environment>] [-k <expression>] [--order <order>]';

export const runCommand: Command<RunInput> = {
  name: 'run',
  usage,
  summary:
    'Run a suite, a tier (p1) or all suites, and tell the progress live; order: last-failed, priority, changed-since <ref>',
  permission: 'run',
  parse(words) {
    const { rest, ordering } = takeOrdering(words);
    const { plain, values } = readWords(rest, { usage, plain: 1, valued: ['on', '-k'] });
    const [target] = plain;
    if (target === undefined && words.length > 0) throw badWords('The suite is missing', usage);
    return { target, environment: values.get('on'), keyword: values.get('-k'), ordering };
  },
  async run(input, context) {
    if (input.target === undefined) return askReply(context);
    const environment = resolveEnvironment(input.environment, context.configuration);
    const suites = resolveSuites(input.target, environment, context.configuration);
    const { store } = context;
    const folder = path.dirname(context.configuration.file);
    const ordered = await orderSuites(suites, input.ordering ?? { kind: 'priority' }, { store, environment, folder });
    const selection = { keyword: input.keyword };
    const requested = await requestRuns({ suites: ordered.suites, environment, selection }, context);
    return withWords(await requestedReply(requested, context), ordered.says);
  },
};

/** `--order changed-since main` takes two words, all others one. The value of -k is not looked into. */
function takeOrdering(words: readonly string[]): {
  readonly rest: readonly string[];
  readonly ordering?: SuiteOrdering;
} {
  const at = words.findIndex((word, place) => /^--order(?:=|$)/u.test(word) && words[place - 1] !== '-k');
  const word = words[at];
  if (word === undefined) return { rest: words };
  const isAttached = word.startsWith('--order=');
  const name = isAttached ? word.slice('--order='.length) : words[at + 1];
  if (name === undefined) throw badWords('"--order" needs a value after it', usage);
  const after = at + (isAttached ? 1 : 2);
  const isTwo = name === 'changed-since';
  const ordering = readOrdering(name, isTwo ? words[after] : undefined);
  return { rest: [...words.slice(0, at), ...words.slice(after + (isTwo ? 1 : 0))], ordering };
}

/** What the order rests on, below what was queued. */
function withWords(reply: Reply, says: readonly string[]): Reply {
  if (says.length === 0) return reply;
  const items = says.map((each): Line => [each]);
  return { ...reply, sections: [...reply.sections, { kind: 'list', items }] };
}

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
