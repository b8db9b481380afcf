import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlackJson } from './contract.ts';
import { Refusal } from './refusal.ts';
import { assertContent } from './validate-message.ts';
import { viewProblems } from './validate-view.ts';

function codeOf(content: SlackJson): string | undefined {
  try {
    assertContent(content);
    return undefined;
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
}

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: plain(text) });
const metadata = (event_payload: unknown) => ({ text: 'x', metadata: { event_type: 'run', event_payload } });
const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };

test('a message needs some content', () => {
  assert.equal(codeOf({}), 'no_text');
  assert.equal(codeOf({ text: '', blocks: [] }), 'no_text');
  assert.equal(codeOf({ text: 'x' }), undefined);
  assert.equal(codeOf({ blocks: [section('x')] }), undefined);
});

test('blocks must be a list, together at most 13,200 characters, with one table', () => {
  assert.equal(codeOf({ blocks: '[{' }), 'invalid_blocks_format');
  assert.equal(codeOf({ blocks: [section('')] }), 'invalid_blocks');
  const full = [...Array.from({ length: 4 }, () => section('x'.repeat(3_000))), section('x'.repeat(1_200))];
  assert.equal(codeOf({ blocks: full }), undefined);
  assert.equal(codeOf({ blocks: [...full, section('x')] }), 'msg_blocks_too_long');
  assert.equal(codeOf({ blocks: [table] }), undefined);
  assert.equal(codeOf({ blocks: [table, table] }), 'invalid_attachments');
});

test('attachments and metadata have shapes and limits', () => {
  assert.equal(codeOf({ attachments: [{ blocks: [section('x')] }] }), undefined);
  assert.equal(codeOf({ attachments: [{ blocks: [section('')] }] }), 'invalid_attachments');
  assert.equal(codeOf({ attachments: Array.from({ length: 101 }, () => ({ text: 'x' })) }), 'too_many_attachments');
  assert.equal(codeOf(metadata({ key: 'r1/root' })), undefined);
  assert.equal(codeOf(metadata('r1/root')), 'invalid_metadata_format');
  assert.equal(codeOf(metadata({ key: 'x'.repeat(20_000) })), 'metadata_too_large');
});

test('a modal has a short title, little private metadata, and a submit when it has inputs', () => {
  const modal = { type: 'modal', title: plain('Run'), blocks: [section('x')] };
  const input = { type: 'input', label: plain('Suite'), element: { type: 'plain_text_input', action_id: 'a' } };
  assert.deepEqual(viewProblems(modal, 'modal'), []);
  assert.deepEqual(viewProblems({ ...modal, submit: plain('Run'), blocks: [input] }, 'modal'), []);
  const wrong = { ...modal, title: plain('x'.repeat(25)), private_metadata: 'x'.repeat(3_001), blocks: [input] };
  assert.deepEqual(viewProblems(wrong, 'modal'), [
    'must be less than 25 characters [json-pointer:/view/title/text]',
    'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    'must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]',
  ]);
  assert.deepEqual(viewProblems({ type: 'modal' }, 'modal'), [
    'missing required field: title [json-pointer:/view]',
    'missing required field: blocks [json-pointer:/view]',
  ]);
  assert.deepEqual(viewProblems({ ...modal, title: plain('Run') }, 'home'), [
    'must be one of: home [json-pointer:/view/type]',
    'invalid additional property: title [json-pointer:/view]',
  ]);
});
