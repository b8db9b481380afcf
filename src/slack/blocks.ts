import type { Reply, Section, Status } from '#domain/reply.ts';
import type { KnownBlock } from '@slack/web-api';
import { drawActions } from './blocks-actions.ts';
import { drawSection } from './blocks-section.ts';
import { clampText, cleanLine } from './clean-text.ts';
import { limits } from './limits.ts';
import { toText } from './text-form.ts';

export interface SlackMessage {
  /** For notifications, screen readers and wherever blocks are refused: complete, escaped, never empty. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** How much of a surface sections may fill. Characters of the serialised blocks. */
export interface Room {
  readonly blocks: number;
  readonly characters: number;
  /** Messages have a `table` block, once; views have none. */
  readonly tables: boolean;
}

// A shape beside the words, for the eye only.
const signs: Readonly<Record<Status, string>> = {
  queued: '○',
  running: '▸',
  passed: '✓',
  unproven: '◐',
  failed: '✗',
  stopped: '■',
  note: '',
};

/** A reply as Slack shows it. Inside all of Slack's limits whatever the reply holds, and nothing in it can mention. */
export function toMessage(reply: Reply): SlackMessage {
  const top = headlineBlocks(reply);
  const buttons = drawActions(reply.actions);
  const sections = sectionBlocks(reply.sections, {
    blocks: limits.messageBlocks - top.length - buttons.length,
    characters: limits.messageCharacters - sizeOf([...top, ...buttons]),
    tables: true,
  });
  return { text: toText(reply), blocks: [...top, ...sections, ...buttons] };
}

/** Sections in their order as far as they fit; what does not fit is shortened, and that is said. */
export function sectionBlocks(sections: readonly Section[], room: Room): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  let characters = room.characters - sizeOf([shortened]);
  let tables = room.tables;
  for (const section of sections) {
    const drawn = fitSection(section, characters, tables);
    if (drawn === undefined || blocks.length + drawn.length > room.blocks - 1) return [...blocks, shortened];
    blocks.push(...drawn);
    characters -= sizeOf(drawn);
    tables &&= section.kind !== 'table';
  }
  return blocks;
}

const shortened: KnownBlock = {
  type: 'context',
  elements: [{ type: 'plain_text', text: 'Shortened here: Slack shows no more in one message', emoji: false }],
};

/** Halves the text of a section until its blocks fit; undefined when not even a line of it does. */
function fitSection(section: Section, characters: number, tables: boolean): KnownBlock[] | undefined {
  for (let room = characters; room >= 40; room = Math.floor(room / 2)) {
    const blocks = drawSection(section, room, tables);
    if (sizeOf(blocks) <= characters) return blocks;
  }
  return undefined;
}

function headlineBlocks(reply: Reply): KnownBlock[] {
  const text = [signs[reply.status], headlineOf(reply)].filter((part) => part !== '').join(' ');
  if (reply.status !== 'note' && text.length <= limits.header) {
    return [{ type: 'header', text: { type: 'plain_text', text, emoji: false } }];
  }
  const isAlone = reply.sections.length === 0;
  const element = { type: 'text' as const, text, ...(isAlone ? {} : { style: { bold: true } }) };
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] }];
}

function headlineOf(reply: Reply): string {
  const headline = clampText(cleanLine(reply.headline.slice(0, 2 * limits.paragraph)).trim(), 1_000);
  return headline === '' ? 'Teneleven' : headline;
}

function sizeOf(blocks: readonly KnownBlock[]): number {
  return JSON.stringify(blocks).length;
}
