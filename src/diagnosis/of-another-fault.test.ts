import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Symptom } from '#domain/diagnosis.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { isOfAnotherFault } from './of-another-fault.ts';

const cases: readonly (readonly [Partial<Symptom>, fact: string, value: string, isOther: boolean])[] = [
  [{ phase: 'http', status: 502 }, 'ws.plain', 'tls CERT_HAS_EXPIRED', true],
  [{ phase: 'upgrade', status: 426 }, 'http.shallow', 'response STATUS_429', true],
  [{ phase: 'http', status: 404 }, 'ws.plain', 'welcome CLOSE_1011', true],
  // One that is down fails both ways, and so does a token that nobody takes.
  [{ phase: 'first-message', closeCode: 1011 }, 'http.signed-in', 'response STATUS_500', false],
  [{ phase: 'upgrade', status: 403 }, 'http.signed-in', 'response STATUS_401', false],
  [{ phase: 'http', status: 504 }, 'ws.plain', 'upgrade TIMEOUT', false],
  // A path that is not there takes no token, and one that wants a token is there.
  [{ phase: 'http', status: 404 }, 'http.signed-in', 'response STATUS_401', true],
  [{ phase: 'http', status: 401 }, 'http.any-path', 'response STATUS_404', true],
  [{ phase: 'http', status: 401 }, 'http.signed-in', 'response STATUS_403', false],
  // What passes, what is of the same kind of connection, and what says no more than that it failed.
  [{ phase: 'upgrade', status: 426 }, 'http.shallow', 'ok', false],
  [{ phase: 'http', status: 502 }, 'http.deep', 'response STATUS_404', false],
  [{ phase: 'assertion' }, 'ws.plain', 'tls CERT_HAS_EXPIRED', false],
  [{ phase: 'http', status: 502 }, 'ws.plain', 'welcome CLOSE_4001', false],
  [{ phase: 'upgrade', status: 502 }, 'http.direct', 'tcp ECONNREFUSED', false],
];

test('what fails in another way over another kind of connection is another fault', () => {
  for (const [symptom, fact, value, isOther] of cases) {
    assert.equal(isOfAnotherFault({ fact, value }, makeSymptom(symptom)), isOther, `${fact} ${value}`);
  }
});
