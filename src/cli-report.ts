import { writeFile } from 'node:fs/promises';
import process from 'node:process';

import { badWords, readWords } from '#chat/read-words.ts';
import { readProcessVariables } from '#config/environment-variables.ts';
import { loadConfiguration } from '#config/load-configuration.ts';
import { createConfiguredRedactor } from '#config/secrets.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { makeReport, renderReport, reportFormats, type ReportFormat } from '#report/make-report.ts';
import type { Arguments } from '#terminal/read-arguments.ts';

import { say } from './cli-session.ts';
import { openStoreFor } from './cli-store.ts';

const usage = 'report <run|loop> [--format md|html|json] [--out <file>]';

interface Order {
  readonly id: string;
  readonly format: ReportFormat;
  readonly out?: string | undefined;
}

/** Prints the report of a run or a loop, or writes it into a file. Works beside a running bot. */
export async function printReport(given: Arguments): Promise<number> {
  const { id, format, out } = readOrder(given);
  const variables = readProcessVariables();
  const configuration = await loadConfiguration({
    cwd: process.cwd(),
    variables,
    file: given.config,
    data: given.data,
  });
  const store = await openStoreFor({ name: 'report', permission: 'read' }, configuration);
  try {
    const { redact } = createConfiguredRedactor(configuration, variables);
    const text = renderReport(await makeReport(id, { store, configuration: () => configuration, redact }), format);
    if (out === undefined) return say(text);
    await writeFile(out, text, { mode: 0o600 }).catch((error: unknown) => refuse(out, error));
    process.stderr.write(`Written to ${out}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

function readOrder({ words, json }: Arguments): Order {
  // `--format=html` as well.
  const apart = words.slice(1).flatMap((word) => /^(--(?:format|out))=(.+)$/su.exec(word)?.slice(1) ?? [word]);
  const { plain, values } = readWords(apart, { usage, plain: 1, valued: ['--format', '--out'] });
  const [id] = plain;
  if (id === undefined || !/^[rl]\d{1,12}$/iu.test(id)) {
    throw badWords(
      id === undefined ? 'The run or loop is missing' : `"${id.slice(0, 60)}" is neither a run (r12) nor a loop (l1)`,
      usage,
    );
  }
  const named = values.get('--format') ?? (json ? 'json' : 'md');
  const format = reportFormats.find((each) => each === named);
  if (format === undefined)
    throw badWords(`"${named.slice(0, 60)}" is not a format: ${reportFormats.join(', ')}`, usage);
  return { id: id.toLowerCase(), format, out: values.get('--out') };
}

function refuse(out: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  throw new OperatorError({
    code: 'NOT_WRITTEN',
    message: `"${out}" cannot be written: ${code}`,
    hint: 'Name a file in a folder that is there and may be written to',
  });
}
