import { anyOf, boolean, both, byType, list, object, oneOf, string, type Check } from './check.ts';

/** Lengths of https://docs.slack.dev/reference/block-kit/composition-objects */
const textFields = (max: number) => ({ text: string({ min: 1, max }), emoji: boolean }) as const;

export function plainText(max: number): Check {
  return byType({ plain_text: object(textFields(max), ['text']) });
}

export function anyText(max: number): Check {
  return byType({
    plain_text: object(textFields(max), ['text']),
    mrkdwn: object({ text: string({ min: 1, max }), verbatim: boolean }, ['text']),
  });
}

export const style = oneOf('primary', 'danger');

export const url = string({ min: 1, max: 3_000 });

export const confirm = object(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30), style },
  ['text'],
);

const optionFields = { value: string({ min: 1, max: 150 }), description: plainText(75) } as const;

/** Of selects. */
export const plainOption = object({ ...optionFields, text: plainText(75) }, ['text', 'value']);

/** Of radio buttons and checkboxes. */
export const option = object({ ...optionFields, text: anyText(75), description: anyText(75) }, ['text', 'value']);

/** Of an overflow menu. */
export const overflowOption = object({ ...optionFields, text: plainText(75), url }, ['text', 'value']);

const optionGroup = object({ label: plainText(75), options: list(plainOption, { max: 100 }) }, ['label', 'options']);

export const choices = {
  options: list(plainOption, { max: 100 }),
  option_groups: list(optionGroup, { max: 100 }),
} as const;

export const needsChoices = anyOf('options', 'option_groups');

const slackFile = both(object({ id: string({ min: 1 }), url }), anyOf('id', 'url'));

export const picture = { image_url: url, slack_file: slackFile, alt_text: string({ min: 1, max: 2_000 }) } as const;

export const needsPicture = anyOf('image_url', 'slack_file');
