import { splitError, type Frame, type SaidError, type Trace } from './said-error.ts';

interface Section {
  error?: { head: string; rest: string[] };
  readonly frames: Frame[];
  /** Of a group: comes after what it belongs to. */
  readonly isInner: boolean;
}

const chained =
  /^(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):/u;
const subgroup = /^\s{0,20}(?:\+-)?\+-{3,40} \d{1,4} -{3,40}\s*$/u;
const shortFrame = /^(\S[^:\n]{0,400}):(\d{1,7}): in (\S{1,200})$/u;
const longFrame = /^(\S[^:\n]{0,400}):(\d{1,7}): ?(\w{0,80})$/u;
const nativeFrame = /^\s*File "([^"\n]{1,400})", line (\d{1,7})(?:, in (\S{1,200}))?$/u;

/** Reads pytest's tracebacks in every `--tb` style, and Python's own. */
export function readPythonTrace(lines: readonly string[]): Trace {
  const sections: Section[] = [];
  let section = opened(sections, false);
  let code = '';
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/^\s{0,20}[|+](?: |-\+-*|$)/u, '');
    if (chained.test(line)) section = opened(sections, false);
    else if (subgroup.test(raw)) section = opened(sections, true);
    const frame = frameIn(line, { next: lines[index + 1] ?? '', code });
    if (frame !== undefined) section.frames.push(frame);
    else if (line.startsWith('>')) code = line.slice(1).trim();
    else if (/^E(?: {2,}|$)/u.test(line)) addError(section, line.replace(/^E {1,7}/u, ''));
    else if (section.error === undefined && isNativeError(line, section)) addError(section, line);
  }
  return { errors: errorsOf(sections), frames: framesOf(sections) };
}

function opened(sections: Section[], isInner: boolean): Section {
  const section: Section = { frames: [], isInner };
  sections.push(section);
  return section;
}

function frameIn(line: string, around: { readonly next: string; readonly code: string }): Frame | undefined {
  const short = shortFrame.exec(line) ?? nativeFrame.exec(line);
  if (short !== null) {
    const [, file = '', number = '', name = ''] = short;
    const code = /^\s*[|]?\s{4}(\S.*)$/u.exec(around.next)?.[1] ?? '';
    return frameOf({ file, line: Number(number), name, code });
  }
  const long = longFrame.exec(line);
  if (long === null) return undefined;
  return frameOf({ file: long[1] ?? '', line: Number(long[2]), name: '', code: around.code });
}

function frameOf(parts: Omit<Frame, 'isOwn'>): Frame {
  const isForeign =
    /(?:^|\/)(?:site-packages|dist-packages|_pytest|pluggy)\/|\/teneleven_\w+\.py$|\/lib\/python\d|^<|^\.?\.?\/?(?:usr|venv)\//u.test(
      parts.file,
    );
  return { ...parts, code: parts.code.slice(0, 300), isOwn: !isForeign };
}

/** Without `E`: the unindented last line of a traceback of Python itself. */
function isNativeError(line: string, section: Section): boolean {
  return section.frames.length > 0 && splitError(line) !== undefined && !/^\s/u.test(line);
}

function addError(section: Section, line: string): void {
  if (section.error === undefined) section.error = { head: line, rest: [] };
  else if (section.error.rest.length < 60) section.error.rest.push(line);
}

/** A chain is told from its root on, a group from the outside. */
function errorsOf(sections: readonly Section[]): readonly SaidError[] {
  const said = sections.map(({ error, isInner }) => ({ error: error && errorOf(error), isInner }));
  const chain = said.filter(({ isInner }) => !isInner).toReversed();
  return [...chain, ...said.filter(({ isInner }) => isInner)].flatMap(({ error }) =>
    error === undefined ? [] : [error],
  );
}

function errorOf({ head, rest }: { readonly head: string; readonly rest: readonly string[] }): SaidError {
  const text = [head, ...rest].join('\n');
  return splitError(text) ?? { type: /^assert\b/u.test(head) ? 'AssertionError' : '', module: '', message: text };
}

function framesOf(sections: readonly Section[]): readonly Frame[] {
  return sections.toReversed().flatMap(({ frames }) => frames.toReversed());
}
