import { shown } from './conversation.js';

/**
 * What the composer offers for the text before the caret: `options` replace the text from `from` on;
 * `hint` is the usage of a command that stands there already.
 */
export function suggestFor(model, text) {
  return suggestCommands(model, text) ?? suggestPeople(model, text) ?? { from: 0, options: [] };
}

function suggestCommands(model, text) {
  if (!text.startsWith('/')) return undefined;
  const { commands, bot } = model.workspace;
  const command = commands.find(({ name }) => text.startsWith(`${name} `));
  if (command !== undefined) return { from: 0, options: [], hint: { title: command.name, detail: command.hint } };
  if (/\s/u.test(text)) return { from: 0, options: [] };
  const matching = commands.filter(({ name }) => name.startsWith(text.toLowerCase()));
  const options = matching.map(({ name, hint }) => ({
    insert: `${name} `,
    title: name,
    detail: hint,
    author: shown(bot),
  }));
  return { from: 0, options, title: 'Commands' };
}

function suggestPeople(model, text) {
  const [, typed] = /(?:^|\s)@([\w.-]*)$/u.exec(text) ?? [];
  if (typed === undefined) return undefined;
  const { bot, users } = model.workspace;
  const wanted = typed.toLowerCase();
  const people = [bot, ...users.filter((user) => user.id !== bot.id)].filter(
    ({ name, realName }) => name.startsWith(wanted) || realName.toLowerCase().startsWith(wanted),
  );
  const options = people.slice(0, 8).map((user) => ({
    insert: `@${user.name} `,
    title: user.realName || user.name,
    detail: `@${user.name}`,
    author: shown(user),
  }));
  return { from: text.length - typed.length - 1, options, title: 'People and apps' };
}
