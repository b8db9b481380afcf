import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Surface } from './block-kit/blocks.ts';
import { problemsOf } from './validate-blocks.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const long = (length: number): string => 'x'.repeat(length);
const many = <T>(count: number, item: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => item(index));
const button = (more: object = {}) => ({ type: 'button', text: plain('Stop'), ...more });
const option = (value: string) => ({ text: plain(value), value });
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
const richText = (...elements: readonly object[]) => ({ type: 'rich_text', elements });
const line = (...elements: readonly object[]) => ({ type: 'rich_text_section', elements });
const text = (value: string, more: object = {}) => ({ type: 'text', text: value, ...more });

const cell = (value: string) => ({ type: 'raw_text', text: value });

const table = (rows: readonly (readonly object[])[], more: object = {}) => ({ type: 'table', rows, ...more });

const section = (value: object) => ({ type: 'section', text: value });

function assertTaken(blocks: readonly object[], surface: Surface = 'message'): void {
  assert.deepEqual(problemsOf(blocks, surface), []);
}

function assertRefused(block: object, ...problems: readonly string[]): void {
  const expected = problems.map((problem) => problem.replace(/\[(?=[^[]*$)/u, '[json-pointer:/blocks/0'));
  assert.deepEqual(problemsOf([block], 'message'), expected);
}

test('blocks at their limits are taken', () => {
  assertTaken([
    { type: 'section', block_id: long(255), text: mrkdwn(long(3_000)), expand: true },
    { type: 'section', fields: many(10, () => mrkdwn(long(2_000))), accessory: button({ url: 'https://x.test' }) },
    { type: 'header', text: { ...plain(long(150)), emoji: true } },
    { type: 'divider' },
    { type: 'context', elements: [...many(9, () => mrkdwn('x')), { type: 'image', image_url: 'u', alt_text: 'a' }] },
    actions(...many(25, (index) => button({ action_id: `a${index}`, value: long(2_000), style: 'danger' }))),
    { type: 'image', image_url: 'https://x.test/a.png', alt_text: 'A chart', title: plain('Chart') },
    { type: 'markdown', text: long(12_000) },
    { type: 'table', rows: many(100, () => many(20, () => ({ type: 'raw_text', text: 'x' }))) },
  ]);
});

test('texts beyond their limits, and empty ones, are refused in the words of Slack', () => {
  assertRefused(section(mrkdwn(long(3_001))), 'must be less than 3001 characters [/text/text]');
  assertRefused(section(mrkdwn('')), 'must be more than 0 characters [/text/text]');
  assertRefused({ type: 'header', text: plain(long(151)) }, 'must be less than 151 characters [/text/text]');
  assertRefused({ type: 'header', text: mrkdwn('x') }, 'unsupported type: mrkdwn [/text/type]');
  assertRefused(
    { type: 'section', fields: [mrkdwn(long(2_001))] },
    'must be less than 2001 characters [/fields/0/text]',
  );
  assertRefused({ type: 'section', fields: many(11, () => mrkdwn('x')) }, 'no more than 10 items allowed [/fields]');
  assertRefused({ type: 'section' }, 'missing required field: text []');
  assertRefused(section({ ...mrkdwn('x'), emoji: true }), 'invalid additional property: emoji [/text]');
  assertRefused({ type: 'section', text: 'x' }, 'must provide an object [/text]');
  assertRefused({ type: 'markdown', text: long(12_001) }, 'must be less than 12001 characters [/text]');
});

test('buttons, their values and their confirmations have limits', () => {
  const refused = (more: object, problem: string): void => assertRefused(actions(button(more)), problem);
  refused({ text: plain(long(76)) }, 'must be less than 76 characters [/elements/0/text/text]');
  refused({ value: long(2_001) }, 'must be less than 2001 characters [/elements/0/value]');
  refused({ action_id: long(256) }, 'must be less than 256 characters [/elements/0/action_id]');
  refused({ url: long(3_001) }, 'must be less than 3001 characters [/elements/0/url]');
  refused({ style: 'default' }, 'must be one of: primary, danger [/elements/0/style]');
  refused({ text: mrkdwn('x') }, 'unsupported type: mrkdwn [/elements/0/text/type]');
  refused({ colour: 'red' }, 'invalid additional property: colour [/elements/0]');
  const confirm = { title: plain(long(101)), text: mrkdwn(long(300)), confirm: plain('Yes'), deny: plain('No') };
  refused({ confirm }, 'must be less than 101 characters [/elements/0/confirm/title/text]');
  assertRefused(actions(...many(26, () => button())), 'no more than 25 items allowed [/elements]');
  assertRefused(actions(), 'must provide at least 1 items [/elements]');
});

test('selects need options, at most 100; radio buttons and overflow fewer', () => {
  const select = (more: object) => actions({ type: 'static_select', action_id: 's', ...more });
  assertTaken([select({ options: many(100, (index) => option(`o${index}`)), placeholder: plain('Choose') })]);
  assertRefused(select({}), 'missing required field: options [/elements/0]');
  assertRefused(select({ options: [] }), 'must provide at least 1 items [/elements/0/options]');
  const tooMany = select({ options: many(101, (index) => option(`o${index}`)) });
  assertRefused(tooMany, 'no more than 100 items allowed [/elements/0/options]');
  assertRefused(
    select({ options: [option(long(151))] }),
    'must be less than 76 characters [/elements/0/options/0/text/text]',
    'must be less than 151 characters [/elements/0/options/0/value]',
  );
  const radio = { type: 'radio_buttons', options: many(11, (index) => option(`o${index}`)) };
  assertRefused(actions(radio), 'no more than 10 items allowed [/elements/0/options]');
  const overflow = { type: 'overflow', options: many(6, (index) => option(`o${index}`)) };
  assertRefused(
    { type: 'section', text: mrkdwn('x'), accessory: overflow },
    'no more than 5 items allowed [/accessory/options]',
  );
});

test('unknown blocks and elements are refused, also known ones in the wrong place', () => {
  assertRefused({ type: 'carrousel' }, 'unsupported type: carrousel [/type]');
  assertRefused({ text: plain('x') }, 'missing required field: type []');
  assertRefused({ type: '__proto__' }, 'unsupported type: __proto__ [/type]');
  assertRefused(actions({ type: 'plain_text_input' }), 'unsupported type: plain_text_input [/elements/0/type]');
  assertRefused({ type: 'context', elements: [button()] }, 'unsupported type: button [/elements/0/type]');
  assertRefused({ type: 'image', image_url: 'u' }, 'missing required field: alt_text []');
  assertRefused({ type: 'image', alt_text: 'a' }, 'missing required field: image_url []');
  const alert = { type: 'alert', level: 'warning', text: mrkdwn('Locked') };
  assertRefused(alert, 'unsupported type: alert [/type]');
  assertTaken([alert], 'modal');
  assert.deepEqual(problemsOf([table([[cell('x')]])], 'home'), [
    'unsupported type: table [json-pointer:/blocks/0/type]',
  ]);
});

test('rich text is checked down to its last element', () => {
  assertTaken([
    richText(
      line(
        text('a', { style: { bold: true } }),
        { type: 'link', url: 'https://x.test', text: 'x' },
        { type: 'user', user_id: 'U1' },
        { type: 'usergroup', usergroup_id: 'S1' },
        { type: 'emoji', name: 'tada' },
        { type: 'date', timestamp: 1_720_000_000, format: '{time}', fallback: '12:00' },
      ),
      { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [line(text('one')), line(text('two'))] },
      { type: 'rich_text_preformatted', border: 0, elements: [text('AssertionError')] },
      { type: 'rich_text_quote', elements: [text('why')] },
    ),
  ]);
  assertRefused(richText(line(text(''))), 'must be more than 0 characters [/elements/0/elements/0/text]');
  assertRefused(richText(line()), 'must provide at least 1 items [/elements/0/elements]');
  assertRefused(richText(), 'must provide at least 1 items [/elements]');
  assertRefused(richText(text('x')), 'unsupported type: text [/elements/0/type]');
  assertRefused(
    richText(line(text('x', { style: { blink: true } }))),
    'invalid additional property: blink [/elements/0/elements/0/style]',
  );
  assertRefused(
    richText({ type: 'rich_text_list', style: 'stars', elements: [line(text('x'))] }),
    'must be one of: bullet, ordered [/elements/0/style]',
  );
  const nested = { type: 'rich_text_list', style: 'bullet', elements: [text('x')] };
  assertRefused(richText(nested), 'unsupported type: text [/elements/0/elements/0/type]');
  const code = { type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] };
  assertRefused(richText(code), 'unsupported type: user [/elements/0/elements/0/type]');
});

test('a table has at most 100 rows of 20 cells, none of them empty, 10,000 characters in all', () => {
  assertTaken([table([[cell('a'), richText(line(text('b')))]], { column_settings: [{ align: 'right' }] })]);
  assertRefused(table(many(101, () => [cell('x')])), 'no more than 100 items allowed [/rows]');
  assertRefused(table([many(21, () => cell('x'))]), 'no more than 20 items allowed [/rows/0]');
  assertRefused(table([[cell('')]]), 'must be more than 0 characters [/rows/0/0/text]');
  assert.deepEqual(problemsOf([table([[cell(long(10_001))]])], 'message'), [
    'table cells must hold less than 10001 characters in all [json-pointer:/blocks]',
  ]);
});

test('ids are unique, and a message has at most 50 blocks, a view 100', () => {
  const twice = [
    { type: 'divider', block_id: 'a' },
    { type: 'divider', block_id: 'a' },
    actions(button({ action_id: 'x' }), button({ action_id: 'x' })),
    { type: 'section', text: mrkdwn('x'), accessory: button({ action_id: 'x' }) },
  ];
  assert.deepEqual(problemsOf(twice, 'message'), [
    '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
    '`action_id` "x" already exists [json-pointer:/blocks/2/elements/1/action_id]',
    '`action_id` "x" already exists [json-pointer:/blocks/3/accessory/action_id]',
  ]);
  const dividers = many(51, () => ({ type: 'divider' }));
  assert.deepEqual(problemsOf(dividers, 'message'), ['no more than 50 items allowed [json-pointer:/blocks]']);
  assertTaken(dividers, 'home');
  assert.deepEqual(problemsOf({}, 'message'), ['must provide an array [json-pointer:/blocks]']);
});
