import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Form, FormField } from '#domain/reply.ts';

import { formOrigin, toModal } from './form.ts';
import { blameField, readForm } from './request-form.ts';

const at = '2026-01-02T03:04:05.000Z';
const text: FormField = {
  kind: 'text',
  name: 'keyword',
  label: 'Only',
  prefix: ['-k'],
  maxLength: 200,
  optional: true,
};
const form = (...fields: readonly FormField[]): Form => ({
  title: 'Run a suite',
  submit: 'Run',
  command: 'run',
  fields,
});
const choice = (count: number): FormField => ({
  kind: 'choice',
  name: 'suite',
  label: 'Suite',
  prefix: [],
  options: Array.from({ length: count }, (_option, index) => ({ value: `s${index}`, label: `Suite ${index}` })),
  initial: 's1',
});

test('a form is a modal that carries what its submission needs', () => {
  const modal = toModal(form(choice(2), text), { channel: 'C1' });
  assert.deepEqual(formOrigin.parse(JSON.parse(modal?.private_metadata ?? '')), {
    command: 'run',
    channel: 'C1',
    fields: [
      { name: 'suite', prefix: [] },
      { name: 'keyword', prefix: ['-k'] },
    ],
  });
  assert.deepEqual(modal?.blocks[0], {
    type: 'input',
    block_id: 'suite',
    label: { type: 'plain_text', text: 'Suite', emoji: false },
    optional: false,
    element: {
      type: 'static_select',
      action_id: 'suite',
      options: [0, 1].map((n) => ({ text: { type: 'plain_text', text: `Suite ${n}`, emoji: false }, value: `s${n}` })),
      initial_option: { text: { type: 'plain_text', text: 'Suite 1', emoji: false }, value: 's1' },
    },
  });
});

test('titles and labels stay inside the limits of a modal', () => {
  const long = 'x'.repeat(5_000);
  const modal = toModal(
    { ...form({ ...text, label: long, hint: long, placeholder: long, maxLength: 9_000 }), title: long, submit: long },
    { channel: 'C1' },
  );
  const lengths = [...JSON.stringify(modal).matchAll(/"text":"(x*…?)"/gu)].map(([, found]) => found?.length);
  assert.deepEqual(lengths, [24, 24, 2_000, 2_000, 150]);
  assert.match(JSON.stringify(modal), /"max_length":3000/u);
});

test('more than a hundred options are grouped', () => {
  const element = JSON.stringify(toModal(form(choice(250)), { channel: 'C1' }));
  assert.deepEqual(
    [...element.matchAll(/"label":\{"type":"plain_text","text":"(\d+–\d+)"/gu)].map((match) => match[1]),
    ['1–100', '101–200', '201–250'],
  );
});

test('a form that Slack could not show is none: no options, or too much to carry', () => {
  assert.equal(toModal(form(choice(0)), { channel: 'C1' }), undefined);
  assert.equal(toModal(form({ ...text, prefix: ['x'.repeat(3_000)] }), { channel: 'C1' }), undefined);
});

function submit(values: object, changes: object = {}) {
  const view = {
    id: 'V1',
    hash: 'h1',
    private_metadata: toModal(form(choice(2), text), { channel: 'C1', thread: '1.1', responseUrl: 'https://r.test' })
      ?.private_metadata,
    state: { values },
  };
  return readForm({ user: { id: 'U1', name: 'mara', team_id: 'T1' }, view, ...changes }, at);
}

const picked = { suite: { suite: { selected_option: { value: 's1' } } } };

test('each submitted value is one word after its prefix, and an empty one is none', () => {
  const { request } = submit(
    { ...picked, keyword: { keyword: { value: ' a “b” and "c d" ' } } },
    { trigger_id: 'tr1' },
  );
  assert.deepEqual(request, {
    id: 'form:tr1',
    via: 'form',
    words: ['run', 's1', '-k', 'a “b” and "c d"'],
    actor: { id: 'U1', name: 'mara', via: 'slack' },
    team: 'T1',
    place: { channel: 'C1', thread: '1.1' },
    responseUrl: 'https://r.test',
    receivedAt: at,
  });
  assert.deepEqual(submit({ ...picked, keyword: { keyword: { value: null } } }).request.words, ['run', 's1']);
});

const idOf = (value: string) => submit({ keyword: { keyword: { value } } }).request.id;

test('without a trigger, the same submission has the same id and a corrected one another', () => {
  assert.equal(idOf('a'), idOf('a'));
  assert.notEqual(idOf('a'), idOf('b'));
});

test('a value with a NUL or of 4,000 characters is refused at its field', () => {
  assert.deepEqual(Object.keys(submit({ keyword: { keyword: { value: 'a\u0000' } } }).errors), ['keyword']);
  assert.deepEqual(Object.keys(submit({ keyword: { keyword: { value: 'x'.repeat(4_000) } } }).errors), ['keyword']);
});

const refusal = (headline: string) => ({
  headline,
  status: 'note' as const,
  sections: [{ kind: 'text' as const, line: ['Try another'] }],
  actions: [],
});

test('a refusal is blamed on the field whose value it quotes, otherwise on none', () => {
  const values = new Map([
    ['suite', 'critical'],
    ['keyword', 'slow'],
  ]);
  assert.deepEqual(blameField(refusal('No test matches "slow"'), values), {
    keyword: 'No test matches "slow". Try another',
  });
  assert.equal(blameField(refusal('staging is locked'), values), undefined);
});
