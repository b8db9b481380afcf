import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { aimInWords } from '#domain/probing-words.ts';
import type { Reply } from '#domain/reply.ts';

interface SweepInput {
  /** Absent: the sweeps are listed. */
  readonly name?: string | undefined;
}

const usage = 'sweep <name>';

export const sweepCommand: Command<SweepInput> = {
  name: 'sweep',
  usage,
  summary: 'Probe all endpoints of a sweep now, and tell what is down',
  permission: 'probe',
  parse(words) {
    const { plain } = readWords(words, { usage, plain: 1, valued: [] });
    const [name] = plain;
    if (name === undefined && words.length > 0) throw badWords('The name of the sweep is missing', usage);
    return { name };
  },
  async run({ name }, context) {
    if (name === undefined) return listReply(context);
    const { requestSweep } = await import('#sweeps/request-sweep.ts');
    const probing = await requestSweep(name, context);
    const { id, state, aim, environment } = probing;
    return {
      headline: `${id}: sweep ${name} of ${aimInWords(probing)}, ${state}`,
      status: 'queued',
      sections: [],
      actions: [],
      probings: [id],
      json: { sweep: name, probing: { id, environment, aim, state } },
    };
  },
};

function listReply({ configuration }: CommandContext): Reply {
  const sweeps = [...configuration.sweeps.values()];
  const options = sweeps.map(({ name }) => ({ value: name, label: name }));
  return {
    headline: sweeps.length === 0 ? 'No sweep is configured' : 'Which sweep?',
    status: 'note',
    sections: [
      {
        kind: 'list',
        items: sweeps.map(({ name, cron, environment }) => [
          { kind: 'code', text: `sweep ${name}` },
          ` ${cron} (UTC) on ${environment}`,
        ]),
      },
      { kind: 'aside', line: [`Usage: ${usage}`] },
    ],
    actions: [],
    ...(sweeps.length === 0
      ? {}
      : {
          form: {
            title: 'Carry out a sweep',
            submit: 'Probe',
            command: 'sweep',
            fields: [
              { kind: 'choice', name: 'sweep', label: 'Sweep', prefix: [], options, initial: sweeps[0]?.name } as const,
            ],
          },
        }),
    refusal: 'BAD_WORDS',
  };
}
