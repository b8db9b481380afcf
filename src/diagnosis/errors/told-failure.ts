import type { TestFailure } from '#domain/test-result.ts';

import { readNodeTrace } from './node-trace.ts';
import { readPythonTrace } from './python-trace.ts';
import { splitError, type SaidError, type Trace } from './said-error.ts';

/** The text of a failure, taken apart. */
export interface ToldFailure extends Trace {
  /** All that is looked at. */
  readonly text: string;
  readonly message: string;
  /** The failure is one of what stands around the test. */
  readonly around?: 'setup' | 'teardown' | undefined;
}

const most = 65_536;
const mostErrors = 20;
const mostFrames = 200;

/** Takes apart what a runner says of a failure, in linear time; what lies beyond 65,536 characters is not looked at. */
export function tellFailure({ type, message, details }: TestFailure): ToldFailure {
  const shown = message.slice(0, 8_192);
  const text = details.slice(0, most - shown.length);
  const { around, bare } = unwrapped(shown);
  const lines = withoutCaptured(text).map((line) => line.slice(0, 2_000));
  const traces = [readPythonTrace(lines), readNodeTrace(lines)];
  const main = mainError(type, bare);
  const inner = traces.flatMap(({ errors }) => errors);
  const errors = [main, ...passedOn(main), ...inner].filter(
    (error) => error.message !== '' || (error.type !== '' && error.type !== 'Error'),
  );
  return {
    errors: joined(errors).slice(0, mostErrors),
    frames: traces.flatMap(({ frames }) => frames).slice(0, mostFrames),
    text: `${shown}\n${lines.join('\n')}`,
    message: bare,
    ...(around !== undefined && { around }),
  };
}

/** pytest: `failed on setup with "RuntimeError: …"`. */
function unwrapped(message: string): { readonly around?: 'setup' | 'teardown'; readonly bare: string } {
  const found = /^failed on (setup|teardown) with "/u.exec(message);
  if (found === null) return { bare: message };
  return {
    around: found[1] === 'setup' ? 'setup' : 'teardown',
    bare: message.slice(found[0].length).replace(/"$/u, ''),
  };
}

/** What a test printed is not what failed. */
function withoutCaptured(text: string): readonly string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => /^-{3,} Captured \w+ \w+ -{3,}$/u.test(line.slice(0, 200)));
  return end < 0 ? lines : lines.slice(0, end);
}

function mainError(type: string, message: string): SaidError {
  const dot = type.lastIndexOf('.');
  const named = { type: type.slice(dot + 1), module: dot < 0 ? '' : type.slice(0, dot) };
  const said = splitError(message);
  if (said === undefined) return { ...named, message };
  if (type === '' || said.type === named.type) return { ...named, ...said, module: said.module || named.module };
  return { ...named, message };
}

const general = /^(?:|(?:Assertion|Runtime|Type)?Error|Exception|Failed|testCodeFailure)$/u;

/** `could not list visits: TimeoutError: …`, `ask failed: ReadTimeout('…')`: what a team's own words pass on. What an answer quotes is none. */
function passedOn({ type, message }: SaidError): readonly SaidError[] {
  if (!general.test(type)) return [];
  const line = message.slice(0, 600).split('\n', 1)[0] ?? '';
  const [, before = '', rest = ''] =
    /^([^"'{}[\]<>]{1,300}?(?:: | - |\())((?:[a-z_]\w{0,60}\.){0,8}[A-Z]\w{2,80}(?:: |\(['"]).*)$/u.exec(line) ?? [];
  const said = splitError(rest.replace(/^([\w.]{3,400})\(['"](.*?)['"],?\)?.*$/u, '$1: $2'));
  return before === '' || said === undefined ? [] : [said];
}

/** The same error is told in the message and in the details; what one of them says more is kept. */
function joined(errors: readonly SaidError[]): readonly SaidError[] {
  const kept: SaidError[] = [];
  for (const error of errors) {
    const index = kept.findIndex((each) => isSame(each, error));
    const known = kept[index];
    if (known === undefined) kept.push(error);
    else kept[index] = { ...known, code: known.code ?? error.code, module: known.module || error.module };
  }
  return kept;
}

function isSame(one: SaidError, other: SaidError): boolean {
  if (one.type !== other.type && one.type !== '' && other.type !== '') return false;
  const [short, long] = one.message.length < other.message.length ? [one, other] : [other, one];
  return short.message === '' ? long.message === '' : long.message.startsWith(short.message.slice(0, 200));
}
