import type { types } from '@slack/bolt';
import { z } from 'zod';

import type { Form, FormField } from '#domain/reply.ts';

import { clampText, cleanLine } from './clean-text.ts';

export const formCallbackId = 'e2e:form';

/** What a submission needs of the request that opened the form; travels in the modal's `private_metadata`. */
export const formOrigin = z.object({
  command: z.string().max(30),
  channel: z.string().max(64),
  thread: z.string().max(64).optional(),
  responseUrl: z.string().max(1_000).optional(),
  fields: z.array(z.object({ name: z.string(), prefix: z.array(z.string()), attached: z.literal(true).optional() })),
});

export type FormOrigin = z.infer<typeof formOrigin>;

const maxMetadata = 3_000;
const maxOptions = 100;

/** The modal of a form; undefined where Slack could not show it and the answer has to do. */
export function toModal(form: Form, origin: Omit<FormOrigin, 'command' | 'fields'>): types.ModalView | undefined {
  const fields = form.fields.map(toOriginField);
  const metadata = JSON.stringify({ ...origin, command: form.command, fields } satisfies FormOrigin);
  const blocks = form.fields.map(toInput);
  if (metadata.length > maxMetadata || blocks.length > 100 || !blocks.every((block) => block !== undefined)) {
    return undefined;
  }
  return {
    type: 'modal',
    callback_id: formCallbackId,
    private_metadata: metadata,
    title: plain(form.title, 24),
    submit: plain(form.submit, 24),
    close: plain('Cancel', 24),
    blocks,
  };
}

function toOriginField(field: FormField): FormOrigin['fields'][number] {
  const { name, prefix } = field;
  const isAttachment = field.kind === 'text' && field.isAttachment === true;
  return { name, prefix: [...prefix], ...(isAttachment ? { attached: true } : {}) };
}

/** The modal that says why a submission was refused, where no field can be blamed. */
export function refusalModal(title: string, lines: readonly string[]): types.ModalView {
  return {
    type: 'modal',
    title: plain(title, 24),
    close: plain('Close', 24),
    blocks: lines.map((line) => ({ type: 'section', text: plain(line, 3_000) })),
  };
}

function toInput(field: FormField): types.KnownBlock | undefined {
  const element = field.kind === 'text' ? textInput(field) : choice(field);
  if (element === undefined) return undefined;
  return {
    type: 'input',
    block_id: field.name,
    label: plain(field.label, 2_000),
    ...(field.hint === undefined ? {} : { hint: plain(field.hint, 2_000) }),
    optional: field.optional === true,
    element,
  };
}

function textInput(field: Extract<FormField, { kind: 'text' }>) {
  return {
    type: 'plain_text_input' as const,
    action_id: field.name,
    ...(field.isAttachment === true ? { multiline: true } : {}),
    max_length: Math.min(Math.max(field.maxLength, 1), 3_000),
    ...(field.placeholder === undefined ? {} : { placeholder: plain(field.placeholder, 150) }),
  };
}

/** Up to a hundred options as they are, more in groups of a hundred; an empty choice cannot be shown. */
function choice(field: Extract<FormField, { kind: 'choice' }>) {
  const options = field.options.filter(({ value }) => value !== '' && value.length <= 150).map(toOption);
  const initial = options.find((option) => option.value === field.initial);
  if (options.length === 0 || options.length > maxOptions * maxOptions) return undefined;
  return {
    type: 'static_select' as const,
    action_id: field.name,
    ...(options.length <= maxOptions ? { options } : { option_groups: toGroups(options) }),
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function toOption({ value, label }: { readonly value: string; readonly label: string }): types.PlainTextOption {
  return { text: plain(label, 75), value };
}

function toGroups(options: readonly types.PlainTextOption[]) {
  return Array.from({ length: Math.ceil(options.length / maxOptions) }, (_group, index) => {
    const first = index * maxOptions;
    const part = options.slice(first, first + maxOptions);
    return { label: plain(`${first + 1}–${first + part.length}`, 75), options: part };
  });
}

function plain(text: string, maxLength: number) {
  const shown = clampText(cleanLine(text), maxLength);
  return { type: 'plain_text' as const, text: shown === '' ? '–' : shown, emoji: false };
}
