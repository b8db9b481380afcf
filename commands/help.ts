import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { unknownCommand } from '#chat/unknown-command.ts';
import { note, type Line } from '#domain/reply.ts';

type Described = Pick<Command<unknown>, 'name' | 'usage' | 'summary' | 'permission'>;

const usage = 'help [command]';

/** `list` is a function because help is in the list that it tells about. */
export function helpCommand(list: () => readonly Described[]): Command<string | undefined> {
  return {
    name: 'help',
    usage,
    summary: 'Say what can be asked',
    permission: 'read',
    parse: (words) => readWords(words, { usage, plain: 1 }).plain[0],
    async run(name, { configuration, request }) {
      const prefix = request.via === 'terminal' ? 'npx teneleven' : configuration.slack.command;
      if (name === undefined) {
        const items = list().map((command) => lineOf(command, prefix));
        const aside = 'In a thread, mention the bot with the same words; in a terminal: npx teneleven <command>';
        return note('What Teneleven does', { kind: 'list', items }, { kind: 'aside', line: [aside] });
      }
      const command = list().find((each) => each.name === name.toLowerCase());
      if (command === undefined)
        throw unknownCommand(
          name,
          list().map((each) => each.name),
        );
      const permission =
        command.permission === 'read'
          ? 'Every member of the workspace may use it'
          : `Needs the permission "${command.permission}" where access is set in e2e.yaml`;
      return note(`${prefix} ${command.usage}`, { kind: 'text', line: [`${command.summary}. ${permission}`] });
    },
  };
}

function lineOf(command: Described, prefix: string): Line {
  return [{ kind: 'code', text: `${prefix} ${command.usage}` }, ` ${command.summary}`];
}
