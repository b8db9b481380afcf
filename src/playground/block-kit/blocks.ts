import { anyOf, boolean, both, byType, list, number, object, oneOf, string, type Check, type Fields } from './check.ts';
import { anyText, needsPicture, picture, plainText, url } from './composition.ts';
import { actionsElement, contextElement, inputElement, sectionAccessory } from './elements.ts';
import { richTextFields } from './rich-text.ts';

/** Where blocks are shown; each place takes other blocks. */
export type Surface = 'message' | 'modal' | 'home';

/** https://docs.slack.dev/reference/block-kit/blocks; newer blocks that only assistants use are left out. */
const block = (fields: Fields, required: readonly string[] = []): Check =>
  object({ block_id: string({ min: 1, max: 255 }), ...fields }, required);

const section = both(
  block({
    text: anyText(3_000),
    fields: list(anyText(2_000), { max: 10 }),
    accessory: sectionAccessory,
    expand: boolean,
  }),
  anyOf('text', 'fields'),
);

const cell = byType({
  raw_text: object({ text: string({ min: 1 }) }, ['text']),
  raw_number: object({ text: string({ min: 1 }), value: number }, ['value', 'text']),
  rich_text: object(richTextFields, ['elements']),
});

const tableFields = {
  rows: list(list(cell, { max: 20 }), { max: 100 }),
  column_settings: list(object({ align: oneOf('left', 'center', 'right'), is_wrapped: boolean }), { max: 20 }),
} as const;

const everywhere: Fields = {
  section,
  header: block({ text: plainText(150) }, ['text']),
  divider: block({}),
  context: block({ elements: list(contextElement, { max: 10 }) }, ['elements']),
  actions: block({ elements: list(actionsElement, { max: 25 }) }, ['elements']),
  image: both(block({ ...picture, title: plainText(2_000) }, ['alt_text']), needsPicture),
  rich_text: block(richTextFields, ['elements']),
  input: block(
    {
      label: plainText(2_000),
      element: inputElement,
      hint: plainText(2_000),
      optional: boolean,
      dispatch_action: boolean,
    },
    ['label', 'element'],
  ),
  video: block(
    {
      alt_text: string({ min: 1, max: 2_000 }),
      title: plainText(199),
      title_url: url,
      video_url: url,
      thumbnail_url: url,
      description: plainText(200),
      author_name: string({ max: 50 }),
      provider_name: string({ max: 50 }),
      provider_icon_url: url,
    },
    ['alt_text', 'title', 'video_url', 'thumbnail_url'],
  ),
};

export const blockOn: Readonly<Record<Surface, Check>> = {
  message: byType({
    ...everywhere,
    markdown: block({ text: string({ min: 1, max: 12_000 }) }, ['text']),
    table: block(tableFields, ['rows']),
  }),
  modal: byType({
    ...everywhere,
    alert: block({ text: anyText(200), level: oneOf('default', 'info', 'warning', 'error', 'success') }, ['text']),
  }),
  home: byType(everywhere),
};
