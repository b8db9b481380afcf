import type { TestFailure } from '#domain/test-result.ts';

import type { FailureFacts, PartialFacts } from './errors/failure-facts.ts';
import { errorParsers } from './errors/index.ts';
import type { SaidError } from './errors/said-error.ts';
import { tellFailure, type ToldFailure } from './errors/told-failure.ts';

export type { FailureFacts } from './errors/failure-facts.ts';

const maxExcerpt = 1_000;

/** What the text of a failure says of how far it came and why it ended. Linear in its length; never throws. */
export function readFailure(failure: TestFailure): FailureFacts {
  const told = tellFailure(failure);
  const said = told.errors.map((error) => readError(error, told));
  const joined = join(said.filter((facts) => facts !== undefined));
  const frame = frameOf(told);
  const target = joined.target ?? (isRequest(joined) ? pathAsked(told) : undefined);
  return {
    phase: 'unknown',
    error: fallbackName(failure, told),
    ...joined,
    ...(told.around !== undefined && isOwnFault(joined) && { phase: 'setup' as const }),
    ...(target !== undefined && { target }),
    ...(frame !== undefined && { frame }),
    excerpt: excerptOf(told),
  };
}

function readError(error: SaidError, told: ToldFailure): PartialFacts | undefined {
  for (const parser of errorParsers) {
    const facts = parser.read(error, told);
    if (facts !== undefined) return present(facts);
  }
  return undefined;
}

/**
 * What is said first is the outermost; what lies deeper fills its gaps, and takes over where the outer error says only that
 * an assertion failed or that something went wrong.
 */
function join(said: readonly PartialFacts[]): PartialFacts {
  const strong = said.find(isTelling);
  if (strong === undefined) return said[0] ?? {};
  const others = said.filter((facts) => facts !== strong);
  // A chain has one close and one status: those of the error that is believed.
  const rest = others.map(({ closeCode: _c, closedBy: _b, closeReason: _r, status: _s, code: _k, ...kept }) => kept);
  return Object.assign({}, ...rest.toReversed(), strong, strong.code === undefined ? codeOf(strong, others) : {});
}

function isTelling({ phase, code, status, closeCode }: PartialFacts): boolean {
  if (status !== undefined || closeCode !== undefined) return true;
  return (
    (phase !== undefined && phase !== 'assertion' && phase !== 'unknown') ||
    (phase === 'unknown' && code === 'TEST_TIMEOUT')
  );
}

/** Of an error that says where but not why, a cause may say why. */
function codeOf(strong: PartialFacts, others: readonly PartialFacts[]): PartialFacts {
  if (strong.status !== undefined || strong.closeCode !== undefined) return {};
  const code = others.find(({ phase, code: known }) => phase === strong.phase && known !== undefined)?.code;
  return code === undefined ? {} : { code };
}

/** Around a test a network that is down is no fault of the fixture; how far it came is the fact then. */
function isOwnFault({ phase }: PartialFacts): boolean {
  return phase === undefined || phase === 'unknown' || phase === 'assertion' || phase === 'setup';
}

function isRequest({ phase }: PartialFacts): boolean {
  return phase === 'http' || phase === 'dns' || phase === 'tcp' || phase === 'tls';
}

/** Most clients do not say what they asked for: the one path in the innermost line of the team's code that has any. */
function pathAsked(told: ToldFailure): string | undefined {
  for (const { isOwn, code } of told.frames.slice(0, 40)) {
    if (!isOwn) continue;
    const paths = [...code.matchAll(/(?<!f)["'](\/[\w./~-]{0,200})["']/gu)].map(([, path]) => path);
    if (paths.length > 0) return new Set(paths).size === 1 ? paths[0] : undefined;
  }
  return undefined;
}

function fallbackName({ type }: TestFailure, told: ToldFailure): string {
  const name = told.errors.find((error) => error.type !== '')?.type ?? type.slice(type.lastIndexOf('.') + 1);
  return (name === '' ? 'none' : name).slice(0, 120);
}

function frameOf(told: ToldFailure): string | undefined {
  const own = told.frames.find(({ isOwn }) => isOwn);
  if (own === undefined) return undefined;
  const place = `${own.file}:${own.line}`;
  return (own.name === '' ? place : `${place} in ${own.name}`).slice(0, 300);
}

/** The message, and the line of the team's code that it came from. */
function excerptOf(told: ToldFailure): string {
  const own = told.frames.find(({ isOwn, code }) => isOwn && code !== '');
  const line = own === undefined ? '' : `\n  at ${own.file}:${own.line}: ${own.code}`;
  const causes = told.errors.slice(1, 4).map(({ type, message, code }) => {
    const head = [type, code === undefined ? '' : `[${code}]`].filter((part) => part !== '').join(' ');
    return `\n  caused by ${head}: ${message.slice(0, 160)}`;
  });
  const text = `${told.message.trimEnd().slice(0, 500)}${line}${causes.join('')}`.trim();
  return (text === '' ? told.text.trim() : text).slice(0, maxExcerpt);
}

function present(facts: PartialFacts): PartialFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
