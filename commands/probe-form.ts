import type { Configuration } from '#domain/configuration.ts';
import { factors } from '#domain/pair.ts';
import type { Form } from '#domain/reply.ts';
import { endpointsOf } from '#probes/endpoints.ts';

/** Slack's own limit for the options of one choice. */
const mostOptions = 100;

/** Asks for an endpoint, its environment, and what to vary. */
export function probeForm({ environments }: Configuration): Form {
  const names = [...environments.values()].flatMap((environment) =>
    endpointsOf(environment).flatMap(({ name, id }) => [name, id]),
  );
  const targets = ['all', ...new Set(names)].slice(0, mostOptions);
  return {
    title: 'Probe',
    submit: 'Probe',
    command: 'probe',
    fields: [
      {
        kind: 'choice',
        name: 'endpoint',
        label: 'Endpoint',
        prefix: [],
        options: targets.map((value) => ({ value, label: value === 'all' ? 'all endpoints' : value })),
        initial: 'all',
      },
      {
        kind: 'choice',
        name: 'environment',
        label: 'Environment',
        prefix: ['on'],
        options: optionsOf([...environments.keys()]),
        initial: [...environments.keys()][0],
      },
      {
        kind: 'choice',
        name: 'vary',
        label: 'What to vary',
        hint: 'Measures both sides in turns, and says whether it makes a difference',
        prefix: ['vary'],
        optional: true,
        options: optionsOf(['all', ...factors]),
      },
    ],
  };
}

function optionsOf(names: readonly string[]): readonly { value: string; label: string }[] {
  return names.map((name) => ({ value: name, label: name }));
}
