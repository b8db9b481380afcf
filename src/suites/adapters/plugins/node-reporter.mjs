// Tells Teneleven what `node --test` does, one JSON object a line. Runs on Node 20 and later.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';

const textLimit = 10_000;
const messageLimit = 2_000;
const forwarded = new Set(['test:enqueue', 'test:dequeue', 'test:start', 'test:pass', 'test:fail', 'test:complete']);

// The preloaded selection takes part only in processes that the runner itself has started.
process.env.TENELEVEN_NODE_RUNNER = String(process.pid);

// oxlint-disable-next-line import/no-default-export -- Node takes the default export of a reporter
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === 'test:stderr') remember(data);
    if (forwarded.has(type)) yield line(type.slice('test:'.length), data);
  }
  yield `${JSON.stringify({ event: 'ended' })}\n`;
}

/** The end of what each file printed as errors: all that a file which cannot be loaded says of itself. */
const printed = new Map();

function remember({ file, message }) {
  // Node 24 names the file here as it was given, elsewhere absolute.
  const key = path.resolve(file ?? '');
  printed.set(key, lastLines(`${printed.get(key) ?? ''}${message}`));
}

/** Whole lines only: of a secret that is cut nobody knows what it was. */
function lastLines(text) {
  if (text.length <= textLimit) return text;
  const lineEnd = text.indexOf('\n', text.length - textLimit);
  return lineEnd < 0 ? '' : text.slice(lineEnd + 1);
}

function line(event, data) {
  return `${JSON.stringify({
    event,
    name: clip(data.name, messageLimit),
    file: relative(data.entryFile ?? data.file),
    nesting: data.nesting,
    key: `${data.file}:${data.line}:${data.column}:${data.name}`,
    isFile: isFile(data),
    isSuite: (data.type ?? data.details?.type) === 'suite',
    // Node 20 does not say what it enqueues.
    isCounted: event === 'enqueue' ? data.type === 'test' : undefined,
    ms: data.details?.duration_ms,
    skip: reason(data.skip),
    todo: reason(data.todo),
    failure: event === 'fail' ? failure(data) : undefined,
  })}\n`;
}

function failure(data) {
  const error = data.details?.error;
  // Of a `DOMException` Node 20 passes on an empty object: its words are left in the error around it.
  const cause = isEmpty(error?.cause) ? error : error.cause;
  const isError = cause instanceof Error;
  return {
    kind: String(error?.failureType ?? ''),
    type: isError ? clip(cause.name ?? cause.constructor?.name, messageLimit) : '',
    message: clip(isError ? cause.message : cause, messageLimit),
    details: clip(isError ? inspect(cause) : cause, textLimit),
    exit: exitOf(error),
    printed: isFile(data) ? printed.get(path.resolve(data.file)) : undefined,
  };
}

function isEmpty(cause) {
  if (cause === undefined || cause === null) return true;
  return typeof cause === 'object' && !(cause instanceof Error) && Reflect.ownKeys(cause).length === 0;
}

/** How the process of a file ended. */
function exitOf(error) {
  if (error?.signal) return `ended by ${error.signal}`;
  return error?.exitCode === undefined ? undefined : `exit code ${error.exitCode}`;
}

function isFile({ name, nesting, file }) {
  return nesting === 0 && file !== undefined && real(path.resolve(name)) === real(file);
}

function real(file) {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function relative(file) {
  return file === undefined ? '' : path.relative(process.cwd(), file).split(path.sep).join('/');
}

function reason(value) {
  return value === undefined || value === false ? undefined : value === true ? '' : clip(value, messageLimit);
}

/** A cut is shown: what stands right before `…` may be a piece of a secret, and is looked at as one. */
function clip(value, limit) {
  try {
    const text = String(value);
    return text.length <= limit ? text : `${text.slice(0, limit)}…`;
  } catch {
    return '<not printable>';
  }
}
