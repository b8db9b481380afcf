import type { Configuration } from '#domain/configuration.ts';
import type { Form } from '#domain/reply.ts';

const mostOptions = 100;
const rounds = ['1', '2', '3', '5', '10'];

/** Asks for the suites, the environment, the bounds, and whether anything is deployed. */
export function loopForm({ suites, environments }: Configuration): Form {
  const all = [...suites.values()];
  const tiers = [...new Set(all.map(({ priority }) => `p${priority}`))].sort();
  const targets = ['all', ...tiers, ...all.map(({ name }) => name)].slice(0, mostOptions);
  const names = [...environments.keys()];
  return {
    title: 'Deploy-test loop',
    submit: 'Loop',
    command: 'loop',
    fields: [
      {
        kind: 'choice',
        name: 'suites',
        label: 'Suites',
        hint: 'Several by name can be typed after the command',
        prefix: [],
        options: targets.map((value) => ({ value, label: value === 'all' ? 'all suites' : value })),
        initial: tiers[0] ?? 'all',
      },
      {
        kind: 'choice',
        name: 'environment',
        label: 'Environment',
        prefix: ['on'],
        options: optionsOf(names),
        initial: names[0],
      },
      {
        kind: 'choice',
        name: 'rounds',
        label: 'At most so many rounds',
        prefix: ['max'],
        optional: true,
        options: optionsOf(rounds),
      },
      {
        kind: 'choice',
        name: 'without',
        label: 'Leave out',
        hint: 'The first round then tests what runs already',
        prefix: ['without'],
        optional: true,
        options: [{ value: 'deploy', label: 'the deploy' }],
      },
    ],
  };
}

function optionsOf(names: readonly string[]): readonly { value: string; label: string }[] {
  return names.map((name) => ({ value: name, label: name }));
}
