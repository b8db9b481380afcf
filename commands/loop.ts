import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { formatAge } from '#domain/age.ts';
import type { Environment, Suite } from '#domain/configuration.ts';
import { formatDuration, parseDuration } from '#domain/duration.ts';
import { loopDocument } from '#domain/loop-details.ts';
import { suitesInWords } from '#domain/loop-words.ts';
import type { Loop } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Reply, Section } from '#domain/reply.ts';
import { requestLoop } from '#loop/request-loop.ts';
import { readLoopFacts } from '#state/read-loop-facts.ts';
import { checkSuites } from '#suites/check-suites.ts';
import { resolveEnvironment, resolveSuites } from '#suites/resolve-target.ts';

import { loopForm } from './loop-form.ts';

interface LoopInput {
  /** Empty: a form asks. */
  readonly targets: readonly string[];
  readonly environment?: string | undefined;
  readonly mostRounds?: number | undefined;
  readonly mostMs?: number | undefined;
  readonly deploys: boolean;
  readonly keepsBuild: boolean;
}

const usage = 'loop <suite…|p1|all> [on <environment>] [max <rounds>] [for <time>] [without deploy] [keep build]';
const mostTargets = 100;
const bounds = { leastMs: 10_000, mostMs: 24 * 3_600_000 };

export const loopCommand: Command<LoopInput> = {
  name: 'loop',
  usage,
  summary: 'Deploy, wait for the intended version, probe, run suites, say why, and again until green or out of bounds',
  permission: 'deploy',
  parse(words) {
    const valued = ['on', 'max', 'for', 'without', 'keep'];
    const { plain, values } = readWords(words, { usage, plain: mostTargets, valued });
    if (plain.length === 0 && words.length > 0) throw badWords('The suites are missing', usage);
    return {
      targets: plain,
      environment: values.get('on'),
      mostRounds: roundsOf(values.get('max')),
      mostMs: timeOf(values.get('for')),
      deploys: !isSaid(values, 'without', 'deploy'),
      keepsBuild: isSaid(values, 'keep', 'build'),
    };
  },
  async run(input, context) {
    if (input.targets.length === 0) return askReply(context);
    const environment = resolveEnvironment(input.environment, context.configuration);
    const suites = suitesOf(input.targets, environment, context);
    if (input.deploys && environment.deploy === undefined) throw noDeploy(environment, suites);
    checkSuites(suites, environment, context.variables);
    const { loop, added } = await requestLoop({ ...input, environment, suites }, context);
    return added || loop.requestId === context.request.id ? startedReply(loop, context) : pointedReply(loop, context);
  },
};

/** Each once, highest priority first. */
function suitesOf(
  targets: readonly string[],
  environment: Environment,
  { configuration }: CommandContext,
): readonly Suite[] {
  const suites = targets.flatMap((target) => resolveSuites(target, environment, configuration));
  const unique = [...new Map(suites.map((suite) => [suite.name, suite])).values()];
  return unique.toSorted((one, other) => one.priority - other.priority);
}

async function startedReply(loop: Loop, context: CommandContext): Promise<Reply> {
  const { id, suites, environment, deploys, mostRounds, mostMs } = loop;
  const within = `at most ${mostRounds} ${mostRounds === 1 ? 'round' : 'rounds'} and ${formatDuration(mostMs)}`;
  return {
    headline: `${id}: loop of ${suitesInWords(suites)} on ${environment}${deploys ? '' : ' without deploy'}, ${within}`,
    status: 'queued',
    sections: [],
    actions: [],
    loops: [id],
    json: { loop: await documentOf(loop, context) },
  };
}

/** One loop for each environment: who comes second is pointed at the first. */
async function pointedReply(loop: Loop, context: CommandContext): Promise<Reply> {
  const { id, environment, state, requestedBy, startedAt, queuedAt } = loop;
  const since = formatAge(startedAt ?? queuedAt, context.now());
  const post = await context.store.posts.get(`${id}/root`);
  const link: readonly Section[] =
    post?.permalink === undefined
      ? []
      : [{ kind: 'text', line: [{ kind: 'link', text: 'see it', url: post.permalink }] }];
  return {
    headline: `${id} is already ${state} on ${environment}, asked for by ${requestedBy.name} ${since}; nothing new was begun`,
    status: 'note',
    sections: link,
    actions: [{ label: 'Show', words: ['show', id] }],
    loops: [id],
    json: { loop: await documentOf(loop, context), added: false },
  };
}

async function documentOf(loop: Loop, { store, now }: CommandContext): Promise<unknown> {
  return loopDocument(loop, await readLoopFacts(loop, { store, now }));
}

function askReply({ configuration }: CommandContext): Reply {
  const suites = [...configuration.suites.values()];
  return {
    headline: 'Loop of which suites?',
    status: 'note',
    sections: [
      {
        kind: 'list',
        items: suites.map((suite) => [{ kind: 'code', text: `loop ${suite.name}` }, ` (p${suite.priority})`]),
      },
      { kind: 'aside', line: [`Usage: ${usage}`] },
    ],
    actions: [],
    form: loopForm(configuration),
    refusal: 'BAD_WORDS',
  };
}

function noDeploy({ name }: Environment, suites: readonly Suite[]): OperatorError {
  const named = suites.map((suite) => suite.name).slice(0, 3);
  return new OperatorError({
    code: 'NO_DEPLOY',
    message: `"${name}" has no deploy command in e2e.yaml`,
    hint: `Add "deploy" to it, or test what runs now: "loop ${named.join(' ')} on ${name} without deploy"`,
  });
}

function roundsOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (/^\d{1,3}$/u.test(word)) return Number(word);
  throw badWords(`"${word.slice(0, 60)}" is no number of rounds`, usage);
}

function timeOf(word: string | undefined): number | undefined {
  const ms = word === undefined ? undefined : parseDuration(word);
  if (word !== undefined && (ms === undefined || ms < bounds.leastMs || ms > bounds.mostMs)) {
    throw new OperatorError({
      code: 'BAD_WORDS',
      message: `"${word.slice(0, 60)}" is no time for a loop`,
      hint: `A number with s, m or h from ${formatDuration(bounds.leastMs)} to ${formatDuration(bounds.mostMs)}, such as 90m`,
    });
  }
  return ms;
}

/** `without deploy`, `keep build`: the second word is always the same one. */
function isSaid(values: ReadonlyMap<string, string>, first: string, second: string): boolean {
  const word = values.get(first);
  if (word === undefined || word.toLowerCase() === second) return word !== undefined;
  throw badWords(`"${first} ${word.slice(0, 60)}" is not known; "${first} ${second}" is`, usage);
}
