import type { Symptom } from '#domain/diagnosis.ts';

import { afterAPause } from './experiments/after-a-pause.ts';
import { clientAgents } from './experiments/client-agents.ts';
import { connections } from './experiments/connections.ts';
import { discovery } from './experiments/discovery.ts';
import type { Experiment, Finding } from './experiments/experiment.ts';
import { headerSizes } from './experiments/headers.ts';
import { holds } from './experiments/holds.ts';
import { meanwhile } from './experiments/meanwhile.ts';
import { origins } from './experiments/origins.ts';
import { otherUserByHttp } from './experiments/other-user.ts';
import { failingRoute } from './experiments/routes.ts';
import { sizes } from './experiments/sizes.ts';
import { together } from './experiments/together.ts';
import { unread } from './experiments/unread.ts';
import { tokenPairs } from './experiments/token-pairs.ts';
import { speaksOfMany } from './speaks-of-many.ts';

interface Condition {
  readonly experiment: Experiment;
  readonly statuses: readonly number[];
  readonly closes: readonly number[];
  /** How it ended. */
  readonly errors?: RegExp | undefined;
  /** Of the close. */
  readonly reasons?: RegExp | undefined;
  /** In the names of the tests. */
  readonly words?: RegExp | undefined;
  /** Anything else that hints at it. */
  readonly isHinted?: ((symptom: Symptom) => boolean) | undefined;
  /** Whether this is the failing operation itself, so that its failing undoes the replays that passed. */
  readonly undoes?: ((finding: Finding, symptom: Symptom) => boolean) | undefined;
}

/** Nobody is kept waiting so long by what is merely busy. */
const stillMs = 1_000;

/** While something was done, nobody else was answered: whoever asked meanwhile waited for that. */
export function isStill({ fact, value }: Pick<Finding, 'fact' | 'value'>): boolean {
  return fact === 'http.meanwhile-ms' && typeof value === 'number' && value > stillMs;
}

const conditions: readonly Condition[] = [
  { experiment: afterAPause, statuses: [504], closes: [], errors: /time-?out|timed out/iu, words: /cold|first|warm/iu },
  {
    experiment: meanwhile,
    statuses: [],
    closes: [],
    errors: /time-?out|timed out/iu,
    undoes: isStill,
  },
  {
    experiment: headerSizes,
    statuses: [414, 431, 494],
    closes: [],
    errors: /time-?out|timed out/iu,
    isHinted: ({ status, headerBytes }) => status === 400 && headerBytes !== undefined,
    undoes: ({ fact, value }, { status, headerBytes }) =>
      fact === 'http.large-header' &&
      (String(value).includes('TIMEOUT') ||
        (headerBytes !== undefined && /STATUS_(?:400|414|431|494)$/u.test(String(value)) && status !== undefined)),
  },
  {
    experiment: failingRoute,
    statuses: [],
    closes: [],
    // It was answered, and the answer was not as hoped: as a whole it may have come too late.
    isHinted: ({ phase, target }) => phase === 'assertion' && target?.startsWith('http') === true,
    words: /stream|sse\b|chunk|tick|lump|buffer|progress|one[ _]by[ _]one|comes?[ _]at[ _]once/iu,
    undoes: ({ fact, value }) => fact === 'http.held-back' && value === true,
  },
  {
    experiment: clientAgents,
    statuses: [400, 401, 403, 406, 451, 503],
    closes: [],
    undoes: ({ fact, value }, { status }) => fact === 'http.client-agent' && String(value).endsWith(`STATUS_${status}`),
  },
  {
    experiment: otherUserByHttp,
    statuses: [401, 403, 404],
    closes: [],
    undoes: ({ fact, value }) => fact === 'http.one-user-refused' && value === true,
  },
  {
    experiment: origins,
    statuses: [],
    closes: [],
    isHinted: ({ origin }) => origin !== undefined,
    undoes: ({ fact, value }, { status }) => fact === 'ws.origin.of-test' && String(value).endsWith(`STATUS_${status}`),
  },
  { experiment: tokenPairs, statuses: [401, 403], closes: [1008], words: /expir|renew|refresh/iu },
  {
    experiment: discovery,
    statuses: [404],
    closes: [],
    words: /discover|registry|catalog|director(?:y|ies)|each[ _]service|every[ _]service|instances|nodes\b/iu,
    undoes: ({ fact, value }) => fact === 'discovery.entries' && value === 'some-dead',
  },
  {
    experiment: connections,
    statuses: [429, 503],
    closes: [1013],
    isHinted: speaksOfMany,
  },
  {
    experiment: together,
    statuses: [429, 500, 503, 504],
    closes: [],
    isHinted: speaksOfMany,
    undoes: ({ fact, value }, { status, phase }) =>
      fact === 'http.together' &&
      String(value).includes(status === undefined && phase === 'assertion' ? 'STATUS_' : `STATUS_${status}`),
  },
  {
    experiment: unread,
    statuses: [],
    closes: [],
    reasons: /keep-?alive|ping|pong/iu,
    words: /slow[ _](?:reader|consumer|client)|back[ _-]?pressure|unread|not[ _]read|stops?[ _]reading/iu,
    undoes: ({ fact, value }) => fact === 'ws.unread' && value !== 'ok',
  },
  { experiment: holds, statuses: [], closes: [1001, 1006], words: /idle|keep|long|hold|stay|silen|stable|heartbeat/iu },
  {
    experiment: sizes,
    statuses: [],
    closes: [1009],
    words: /large|big|size|payload|long[ _]message/iu,
    undoes: ({ fact, says }, { closeCode }) => fact === 'ws.largest-ok' && closeCode === 1009 && says.includes('1009'),
  },
];

/** What a test may have done beside the plain operation, as its failure hints: before it is called well, this is tried too. */
export function conditionsOf(symptom: Symptom): readonly Experiment[] {
  const { status, closeCode, closeReason, tests, error } = symptom;
  const names = tests.slice(0, 20).join(' ');
  return conditions
    .filter(
      ({ statuses, closes, words, errors, reasons, isHinted }) =>
        isHinted?.(symptom) === true ||
        (closeReason !== undefined && reasons?.test(closeReason) === true) ||
        errors?.test(error) === true ||
        (status !== undefined && statuses.includes(status)) ||
        (closeCode !== undefined && closes.includes(closeCode)) ||
        words?.test(names) === true,
    )
    .map(({ experiment }) => experiment);
}

/** The sentence of what failed under the condition of the tests after the plain operation had passed. */
export function undoing(found: readonly Finding[], symptom: Symptom): string | undefined {
  return found.find((finding) => conditions.some(({ undoes }) => undoes?.(finding, symptom)))?.says;
}
