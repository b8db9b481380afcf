import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { plural } from '#domain/plural.ts';
import { aimInWords } from '#domain/probing-words.ts';
import type { Reply } from '#domain/reply.ts';
import { createAdHocLimits } from '#probes/ad-hoc-limits.ts';
import { isAddress, isProbingId } from '#probes/probing-target.ts';
import type { RequestedProbing } from '#probes/request-probing.ts';
import { readFactors } from '#probes/vary-factors.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

import { probeForm } from './probe-form.ts';

interface ProbeInput {
  /** Absent: a form asks. */
  readonly target?: string | undefined;
  readonly environment?: string | undefined;
  /** What to vary, as typed; absent: nothing. */
  readonly vary?: readonly string[] | undefined;
}

const usage = 'probe <endpoint|all|url> [on <environment>] [vary <factor…|all>]';

/** Its limits for addresses that are not configured last as long as the command does. */
export function probeCommand(): Command<ProbeInput> {
  const limits = createAdHocLimits();
  return {
    name: 'probe',
    usage,
    summary: 'Measure an endpoint rung by rung, or what makes a difference to it, and tell where it breaks',
    permission: 'probe',
    parse,
    async run(input, context) {
      const { target, vary } = input;
      if (target === undefined) return askReply(context);
      const { configuration } = context;
      const environment =
        input.environment === undefined ? undefined : resolveEnvironment(input.environment, configuration);
      const fallback =
        isAddress(target) || isProbingId(target) ? undefined : resolveEnvironment(undefined, configuration);
      const factors = vary === undefined ? undefined : readFactors(vary);
      const { requestProbing } = await import('#probes/request-probing.ts');
      const requested = await requestProbing({ target, environment, fallback, factors }, { ...context, limits });
      return requestedReply(requested);
    },
  };
}

function parse(words: readonly string[]): ProbeInput {
  const { plain, values } = readWords(words, { usage, plain: 20, valued: ['on'] });
  const [target, second, ...rest] = plain;
  if (target === undefined && words.length > 0) throw badWords('The endpoint is missing', usage);
  if (second !== undefined && second !== 'vary') throw badWords(`"${second.slice(0, 60)}" is one word too many`, usage);
  const vary = second === undefined ? undefined : rest.length === 0 ? ['all'] : rest;
  return { target: target === undefined ? undefined : withoutMarkup(target), environment: values.get('on'), vary };
}

/** Slack wraps what it takes for a link: `<wss://example.com|example.com>`; the address is what was meant. */
function withoutMarkup(word: string): string {
  return /^<([a-z]+:[^|>]*)(?:\|[^>]*)?>$/iu.exec(word)?.[1] ?? word;
}

function requestedReply({ probing, ahead }: RequestedProbing): Reply {
  const { id, aim, environment, state } = probing;
  const verb = aim.kind === 'pairs' ? 'varying' : 'probing';
  const waits = ahead === 0 ? '' : `, behind ${plural(ahead, 'other')}`;
  return {
    headline: `${id}: ${verb} ${aimInWords(probing)}${waits}`,
    status: 'queued',
    sections: [],
    actions: [],
    probings: [id],
    json: { probing: { id, environment, aim, state } },
  };
}

function askReply({ configuration }: CommandContext): Reply {
  const form = probeForm(configuration);
  const [targets] = form.fields;
  const options = targets?.kind === 'choice' ? targets.options : [];
  return {
    headline: 'Which endpoint?',
    status: 'note',
    sections: [
      { kind: 'list', items: options.map(({ value }) => [{ kind: 'code', text: `probe ${value}` }]) },
      { kind: 'aside', line: [`Usage: ${usage}`] },
    ],
    actions: [],
    form,
    refusal: 'BAD_WORDS',
  };
}
