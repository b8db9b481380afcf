import { boolean, byType, integer, list, number, object, oneOf, string, type Check } from './check.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
const textStyle = object({
  bold: boolean,
  italic: boolean,
  strike: boolean,
  code: boolean,
  underline: boolean,
});

const mentionStyle = object({
  bold: boolean,
  italic: boolean,
  strike: boolean,
  code: boolean,
  underline: boolean,
  highlight: boolean,
  client_highlight: boolean,
  unlink: boolean,
});

const some = string({ min: 1 });
const border = oneOf(0, 1);

const text = object({ text: some, style: textStyle }, ['text']);
const link = object({ url: string({ min: 1, max: 3_000 }), text: some, unsafe: boolean, style: textStyle }, ['url']);

const inline: Check = byType({
  text,
  link,
  user: object({ user_id: some, style: mentionStyle }, ['user_id']),
  usergroup: object({ usergroup_id: some, style: mentionStyle }, ['usergroup_id']),
  channel: object({ channel_id: some, style: mentionStyle }, ['channel_id']),
  team: object({ team_id: some, style: mentionStyle }, ['team_id']),
  broadcast: object({ range: oneOf('here', 'channel', 'everyone'), style: mentionStyle }, ['range']),
  emoji: object({ name: some, unicode: some, url: some, skin_tone: integer(1, 6), style: textStyle }, ['name']),
  color: object({ value: some, style: textStyle }, ['value']),
  date: object({ timestamp: number, format: some, url: some, fallback: some, style: textStyle }, [
    'timestamp',
    'format',
  ]),
});

const section = object({ elements: list(inline) }, ['elements']);

const richListFields = {
  style: oneOf('bullet', 'ordered'),
  elements: list(byType({ rich_text_section: section })),
  indent: integer(0, 8),
  offset: integer(0, 1_000_000),
  border,
} as const;

const richText = byType({
  rich_text_section: section,
  rich_text_list: object(richListFields, ['style', 'elements']),
  rich_text_preformatted: object({ elements: list(byType({ text, link })), border, language: some }, ['elements']),
  rich_text_quote: object({ elements: list(inline), border }, ['elements']),
});

export const richTextFields = { elements: list(richText) } as const;
