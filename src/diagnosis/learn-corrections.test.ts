import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Correction } from '#domain/diagnosis.ts';
import { makeInquiry } from '#testing/make-inquiry.ts';

import { learnCorrections } from './learn-corrections.ts';

const by = { id: 'U1', name: 'Ada', via: 'slack' } as const;
const said = (parts: Partial<Correction>): Correction => ({ symptom: 's1', verdict: 'right', by, at: '', ...parts });

test('each word of a person counts a little, for what was told and for what it was', () => {
  const inquiries = [
    makeInquiry({ corrections: [said({}), said({ verdict: 'other', cause: 'migration-missing' })] }),
    makeInquiry({ corrections: [said({ verdict: 'wrong' })] }),
    makeInquiry({ corrections: [said({ symptom: 's9', verdict: 'wrong' })] }),
    makeInquiry({ environment: 'preview', corrections: [said({})] }),
  ];
  assert.deepEqual(
    [...learnCorrections(inquiries, 'staging')],
    [
      ['handler-error', 2 - 3 - 3],
      ['migration-missing', 3],
    ],
  );
});

test('without corrections nothing is learnt', () => {
  assert.deepEqual([...learnCorrections([makeInquiry()], 'staging')], []);
});
