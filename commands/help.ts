import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { unknownCommand } from '#chat/unknown-command.ts';
import { note, type Line, type Section } from '#domain/reply.ts';

type Described = Pick<Command<unknown>, 'name' | 'usage' | 'summary' | 'permission'>;

const usage = 'help [command]';

/** `load` is a function because help is in the list that it tells about. */
export function helpCommand(load: () => Promise<readonly Described[]>): Command<string | undefined> {
  return {
    name: 'help',
    usage,
    summary: 'Say what can be asked',
    permission: 'read',
    parse: (words) => readWords(words, { usage, plain: 1 }).plain[0],
    async run(name, { configuration, request }) {
      const list = await load();
      const prefix = request.via === 'terminal' ? 'npx teneleven' : configuration.slack.command;
      if (name === undefined) {
        const aside = 'In a thread, mention the bot with the same words; in a terminal: npx teneleven <command>';
        return note('What Teneleven does', ...groupSections(list, prefix), { kind: 'aside', line: [aside] });
      }
      const command = list.find((each) => each.name === name.toLowerCase());
      if (command === undefined)
        throw unknownCommand(
          name,
          list.map((each) => each.name),
        );
      const permission =
        command.permission === 'read'
          ? 'Every member of the workspace may use it'
          : `Needs the permission "${command.permission}" where access is set in e2e.yaml`;
      return note(`${prefix} ${command.usage}`, { kind: 'text', line: [`${command.summary}. ${permission}`] });
    },
  };
}

const groups: readonly (readonly [string, readonly string[]])[] = [
  ['Run and deploy', ['run', 'rerun', 'prove', 'loop', 'stop', 'approve', 'refuse']],
  ['Watch', ['probe', 'sweep', 'status', 'incidents', 'ack', 'silence', 'resolve']],
  ['Understand', ['why', 'correct', 'show', 'history', 'compare', 'report', 'audit', 'audit-report', 'suites']],
];
const others = 'Keep order';

/** What is in no group is told last. */
function groupSections(commands: readonly Described[], prefix: string): readonly Section[] {
  const byGroup = Map.groupBy(commands, ({ name }) => groups.find(([, names]) => names.includes(name))?.[0] ?? others);
  return [...groups.map(([title]) => title), others].flatMap((title): readonly Section[] => {
    const items = (byGroup.get(title) ?? []).map((command) => lineOf(command, prefix));
    if (items.length === 0) return [];
    return [
      { kind: 'text', line: [{ kind: 'strong', text: title }] },
      { kind: 'list', items },
    ];
  });
}

function lineOf(command: Described, prefix: string): Line {
  return [{ kind: 'code', text: `${prefix} ${command.usage}` }, ` ${command.summary}`];
}
