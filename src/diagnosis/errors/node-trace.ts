import type { Frame, SaidError, Trace } from './said-error.ts';

interface Open {
  type: string;
  message: string;
  code?: string;
  readonly indent: number;
}

const header =
  /^(\s{0,60})(?:\[cause\]: |actual: |\[errors\]: \[ ?)?\[?((?:[A-Z]\w{0,60})?(?:Error|Exception))(?: \[(\w{1,60})\])?: (.{0,1500}?)\]?(?: \{)?$/u;
const frame =
  /^\s{1,80}at (?:async )?(?:([^()\n]{1,200}) )?\(?((?:file:|node:|\/|[A-Za-z]:\\)[^()\n]{1,400}?):(\d{1,7}):\d{1,7}\)?(?: \{|,)?$/u;
const codeLine = /^(\s{2,60})code: '(\w{1,80})',?$/u;

/** Reads how Node prints an error: its stack, its `code`, its causes, what `assert.rejects` got. */
export function readNodeTrace(lines: readonly string[]): Trace {
  const errors: Open[] = [];
  const frames: Frame[] = [];
  for (const line of lines) {
    const found = errorIn(line);
    if (found !== undefined) errors.push(found);
    const [, indent, code] = codeLine.exec(line) ?? [];
    if (indent !== undefined && code !== undefined) giveCode(errors, { indent: indent.length, code });
    const at = frameIn(line);
    if (at !== undefined) frames.push(at);
  }
  return { errors: errors.map(saidOf), frames };
}

function errorIn(line: string): Open | undefined {
  const [, indent, type = '', bracket, message = ''] = header.exec(line) ?? [];
  if (indent === undefined) return undefined;
  const opened: Open = { type, message, indent: indent.length };
  if (bracket === undefined) return opened;
  return /^[A-Z][A-Z\d_]+$/u.test(bracket) ? { ...opened, code: bracket } : { ...opened, type: bracket };
}

/** Its properties stand two columns further in than the error itself. */
function giveCode(errors: readonly Open[], found: { readonly indent: number; readonly code: string }): void {
  const owner = errors.findLast(({ indent }) => indent === found.indent - 2) ?? errors[0];
  if (owner !== undefined) owner.code ??= found.code;
}

function frameIn(text: string): Frame | undefined {
  const [, name = '', file, line] = frame.exec(text) ?? [];
  if (file === undefined) return undefined;
  const path = file.replace(/^file:\/\//u, '').replace(/[?#].*$/u, '');
  const isOwn = !/^node:|\/node_modules\/|\/adapters\/plugins\//u.test(path);
  return { file: path, line: Number(line), name, code: '', isOwn };
}

function saidOf({ type, message, code }: Open): SaidError {
  return { type, module: '', message, ...(code !== undefined && { code }) };
}
