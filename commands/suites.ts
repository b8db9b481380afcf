import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { formatDuration } from '#domain/duration.ts';
import { configurationSections } from '#domain/configuration-problem.ts';
import type { Suite } from '#domain/configuration.ts';
import { plural } from '#domain/plural.ts';
import { note, type Line } from '#domain/reply.ts';

const usage = 'suites';

export const suitesCommand: Command<undefined> = {
  name: 'suites',
  usage,
  summary: 'List the suites with their tier, owner and impact',
  permission: 'read',
  parse(words) {
    readWords(words, { usage, plain: 0 });
    return undefined;
  },
  async run(_input, { configuration, configurationProblem, now }) {
    const suites = [...configuration.suites.values()].sort((one, other) => one.priority - other.priority);
    return {
      ...note(`${plural(suites.length, 'suite')} in e2e.yaml`, ...configurationSections(configurationProblem, now()), {
        kind: 'list',
        items: suites.map(lineOf),
      }),
      actions: suites.slice(0, 5).map((suite) => ({ label: `Run ${suite.name}`, words: ['run', suite.name] })),
      json: { suites, problem: configurationProblem },
    };
  },
};

function lineOf(suite: Suite): Line {
  const facts = [
    `p${suite.priority}`,
    suite.runner,
    `at most ${formatDuration(suite.timeoutMs)}`,
    suite.environments.length === 0 ? undefined : `only on ${suite.environments.join(', ')}`,
    suite.owner === undefined ? undefined : `owner ${suite.owner}`,
    suite.impact === undefined ? undefined : `impact ${suite.impact}`,
  ];
  return [{ kind: 'strong', text: suite.name }, ` · ${facts.filter((fact) => fact !== undefined).join(' · ')}`];
}
