import { bot } from '../seed.ts';
import type { Workspace } from '../workspace.ts';

/** What a person typed, as Slack sends it on: escaped, with names of people (`@Teneleven`) and channels as references. */
export function toSlackText(text: string, workspace: Workspace): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const people = new Map([[bot.name, bot.userId], ...workspace.users.map(({ name, id }) => [name, id] as const)]);
  const channels = new Map(workspace.channels.map(({ name, id }) => [name, id]));
  const withPeople = escaped.replace(/(?<![\w@])@([\w-]+)/gu, (whole, name: string) => {
    const id = people.get(name.toLowerCase());
    return id === undefined ? whole : `<@${id}>`;
  });
  return withPeople.replace(/(?<![\w#&])#([\w-]+)/gu, (whole, name: string) => {
    const id = channels.get(name);
    return id === undefined ? whole : `<#${id}|${name}>`;
  });
}
