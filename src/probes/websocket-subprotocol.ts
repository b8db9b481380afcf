import type { ProbeProblem } from '#domain/probe.ts';

import { cutShort } from './cut-short.ts';

export interface SubprotocolVerdict {
  readonly selected?: string | undefined;
  readonly detail: string;
  readonly problem?: ProbeProblem | undefined;
  /** Whether every client fails on it, or browsers and Node alone. */
  readonly failsFor: 'nobody' | 'browsers and Node' | 'every client';
}

/**
 * What was selected against what was offered. RFC 6455 lets a server select none; browsers and Node's `ws` then break the
 * connection themselves, Python's `websockets` goes on. Several, or one that was not offered, no client accepts.
 */
export function judgeSubprotocol(offered: readonly string[], answer: string | undefined): SubprotocolVerdict {
  const selected = answer === undefined || answer === '' ? undefined : answer;
  if (selected === undefined) return offered.length === 0 ? none : notSelected(offered.length);
  if (offered.includes(selected)) return { selected, detail: `${selected} selected`, failsFor: 'nobody' };
  const what = selected.includes(',') ? 'several subprotocols' : `the subprotocol "${cutShort(selected, 100)}"`;
  const message = `the server selected ${what}, which was not offered: no client accepts that`;
  const problem = { code: 'SUBPROTOCOL_NOT_OFFERED', message };
  return { selected, detail: message, problem, failsFor: 'every client' };
}

const none: SubprotocolVerdict = { detail: 'none offered, none selected', failsFor: 'nobody' };

function notSelected(count: number): SubprotocolVerdict {
  const message = `none of ${count} offered was selected: browsers and Node fail on that, Python's websockets does not`;
  return {
    detail: message,
    problem: { code: 'SUBPROTOCOL_NOT_SELECTED', message },
    failsFor: 'browsers and Node',
  };
}
