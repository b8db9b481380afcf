import { boolean, both, byType, integer, list, object, oneOf, string, type Check, type Fields } from './check.ts';
import {
  anyText,
  choices,
  confirm,
  needsChoices,
  needsPicture,
  option,
  overflowOption,
  picture,
  plainOption,
  plainText,
  style,
  url,
} from './composition.ts';
import { richTextFields } from './rich-text.ts';

/** https://docs.slack.dev/reference/block-kit/block-elements */
const actionId = string({ min: 1, max: 255 });
const focus = { focus_on_load: boolean } as const;
const placeholder = { placeholder: plainText(150) } as const;
const action = { action_id: actionId, confirm } as const;
const dispatch = {
  dispatch_action_config: object({
    trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }),
  }),
} as const;
const many = { max_selected_items: integer(1, 100) } as const;
const ids = list(string({ min: 1 }), { max: 100 });
const id = string({ min: 1 });
const filter = object({
  include: list(oneOf('im', 'mpim', 'private', 'public')),
  exclude_external_shared_channels: boolean,
  exclude_bot_users: boolean,
});
const conversations = { default_to_current_conversation: boolean, filter } as const;
const respondable = { response_url_enabled: boolean } as const;
const external = { min_query_length: integer(0, 100) } as const;

const buttonFields = {
  ...action,
  text: plainText(75),
  url,
  value: string({ max: 2_000 }),
  style,
  accessibility_label: string({ min: 1, max: 75 }),
} as const;

const button = object(buttonFields, ['text']);
const image = both(object(picture, ['alt_text']), needsPicture);

const select = (fields: Fields, required: readonly string[] = []): Check =>
  object({ ...action, ...focus, ...placeholder, ...fields }, required);

const menus: Fields = {
  static_select: both(select({ ...choices, initial_option: plainOption }), needsChoices),
  users_select: select({ initial_user: id }),
  channels_select: select({ initial_channel: id, ...respondable }),
  conversations_select: select({ initial_conversation: id, ...conversations, ...respondable }),
  external_select: select({ initial_option: plainOption, ...external }),
  multi_static_select: both(select({ ...many, ...choices, initial_options: list(plainOption) }), needsChoices),
  multi_users_select: select({ ...many, initial_users: ids }),
  multi_channels_select: select({ ...many, initial_channels: ids }),
  multi_conversations_select: select({ ...many, initial_conversations: ids, ...conversations }),
  multi_external_select: select({ ...many, initial_options: list(plainOption), ...external }),
};

const pickers: Fields = {
  datepicker: select({ initial_date: string({ min: 10, max: 10 }) }),
  timepicker: select({ initial_time: string({ min: 5, max: 5 }), timezone: id }),
  radio_buttons: object({ ...action, ...focus, options: list(option, { max: 10 }), initial_option: option }, [
    'options',
  ]),
  checkboxes: object({ ...action, ...focus, options: list(option, { max: 10 }), initial_options: list(option) }, [
    'options',
  ]),
};

const datetime: Fields = {
  datetimepicker: object({ ...action, ...focus, initial_date_time: integer(0, 9_999_999_999) }),
};

const input = (fields: Fields, required: readonly string[] = []): Check =>
  object({ action_id: actionId, ...focus, ...placeholder, ...dispatch, ...fields }, required);

const textInputs: Fields = {
  plain_text_input: input({
    initial_value: string({ max: 3_000 }),
    multiline: boolean,
    min_length: integer(0, 3_000),
    max_length: integer(1, 3_000),
  }),
  number_input: input({ is_decimal_allowed: boolean, initial_value: id, min_value: id, max_value: id }, [
    'is_decimal_allowed',
  ]),
  email_text_input: input({ initial_value: id }),
  url_text_input: input({ initial_value: id }),
  rich_text_input: input({ initial_value: byType({ rich_text: object(richTextFields, ['elements']) }) }),
  file_input: object({ action_id: actionId, filetypes: list(id), max_files: integer(1, 10) }),
};

const overflow = object({ ...action, options: list(overflowOption, { max: 5 }) }, ['options']);

export const sectionAccessory = byType({ button, image, overflow, ...menus, ...pickers });

export const actionsElement = byType({ button, overflow, ...menus, ...pickers, ...datetime });

export const inputElement = byType({ ...menus, ...pickers, ...datetime, ...textInputs });

const text = anyText(3_000);

export const contextElement = byType({ image, plain_text: text, mrkdwn: text });
