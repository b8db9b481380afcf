import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { formatDuration, parseDuration } from '#domain/duration.ts';
import { incidentTitle, pointInTime } from '#domain/incident-words.ts';
import { note, type Reply } from '#domain/reply.ts';
import { selectEndpoints } from '#probes/endpoints.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';
import { nextIncident } from '#sweeps/next-incident.ts';
import { endSilence, setSilence } from '#sweeps/set-silence.ts';
import { everything } from '#sweeps/silences.ts';

import { findIncident, isIncidentId } from './find-incident.ts';

interface SilenceInput {
  /** An incident, an endpoint, or `all`. */
  readonly target: string;
  /** Absent: the silence is ended. */
  readonly forMs?: number | undefined;
  readonly environment?: string | undefined;
}

const usage = 'silence <endpoint|incident|all> <duration|off> [on <environment>]';
const longestMs = 30 * 86_400_000;

export const silenceCommand: Command<SilenceInput> = {
  name: 'silence',
  usage,
  summary: 'Hear nothing of an endpoint or an incident for a while; it is still measured',
  permission: 'silence',
  parse(words) {
    const { plain, values } = readWords(words, { usage, plain: 2, valued: ['on'] });
    const [target, word] = plain;
    if (target === undefined) throw badWords('The endpoint or incident is missing', usage);
    if (word === undefined) throw badWords('The duration is missing, such as 1h', usage);
    return {
      target,
      forMs: word.toLowerCase() === 'off' ? undefined : durationOf(word),
      environment: values.get('on'),
    };
  },
  run: (input, context) =>
    isIncidentId(input.target.toLowerCase()) ? silenceIncident(input, context) : silenceEndpoint(input, context),
};

function durationOf(word: string): number {
  const ms = parseDuration(word);
  if (ms === undefined || ms === 0) throw badWords(`"${word.slice(0, 40)}" is no duration, such as 30m or 4h`, usage);
  if (ms > longestMs) throw badWords(`"${word.slice(0, 40)}" is longer than 30 days`, usage);
  return ms;
}

async function silenceIncident(input: SilenceInput, { store, request, now }: CommandContext): Promise<Reply> {
  const { id, state } = await findIncident(input.target.toLowerCase(), store);
  if (state === 'resolved') return note(`${id} is resolved already`);
  const at = now().toISOString();
  const by = request.actor;
  const { incidents } = store.watch;
  if (input.forMs === undefined) {
    if (state !== 'silenced') return note(`${id} was not silenced`);
    await incidents.change(id, (current) => nextIncident(current, { kind: 'unsilence', at, by }));
    return note(`${id} is silenced no longer`);
  }
  const until = untilOf(input.forMs, now());
  const incident = await incidents.change(id, (current) => nextIncident(current, { kind: 'silence', at, by, until }));
  return note(
    `You silenced ${id} for ${formatDuration(input.forMs)}, until ${pointInTime(until)}: ${incidentTitle(incident)}`,
  );
}

async function silenceEndpoint(input: SilenceInput, context: CommandContext): Promise<Reply> {
  const { store, request, now, configuration } = context;
  const environment = resolveEnvironment(input.environment, configuration);
  if (input.target !== 'all') selectEndpoints(input.target, environment);
  const target = { environment: environment.name, endpoint: input.target === 'all' ? everything : input.target };
  const what = input.target === 'all' ? `Everything on ${environment.name}` : `${input.target} on ${environment.name}`;
  if (input.forMs === undefined) {
    const ended = await endSilence(target, { by: request.actor, at: now() }, store.watch);
    return ended === undefined
      ? note(`${what} was not silenced`)
      : { ...note(`${what} is silenced no longer; ${ended.by.name} had silenced it`), audience: 'everyone' };
  }
  const until = untilOf(input.forMs, now());
  await setSilence({ ...target, until, by: request.actor, at: now().toISOString() }, store.watch);
  return {
    ...note(
      `${request.actor.name} silenced ${what.replace(/^Everything/u, 'everything')} for ${formatDuration(input.forMs)}, until ${pointInTime(until)}`,
    ),
    audience: 'everyone',
  };
}

function untilOf(ms: number, now: Date): string {
  return new Date(now.getTime() + ms).toISOString();
}
