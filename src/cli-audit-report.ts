import { createReadStream } from 'node:fs';
import process from 'node:process';

import { readProcessVariables } from '#config/environment-variables.ts';
import { loadConfiguration } from '#config/load-configuration.ts';
import { createConfiguredRedactor } from '#config/secrets.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { createRedactor, type Redactor } from '#domain/redact.ts';
import { auditReply, isContradiction } from '#suites/report-audit/audit-reply.ts';
import { auditText, maxReportBytes, tooLarge } from '#suites/report-audit/audit-text.ts';
import type { Arguments } from '#terminal/read-arguments.ts';

import { printReply } from './cli-session.ts';

const usage = 'audit-report <file|-> [--json]';

/** Audits a file, or standard input, without a store and without a configuration. 1: it contradicts itself. */
export async function auditFile(given: Arguments): Promise<number> {
  const [, name, ...more] = given.words;
  if (name === undefined || more.length > 0) {
    const message = name === undefined ? 'The file is missing' : `"${more[0]?.slice(0, 60)}" is one word too many`;
    throw new OperatorError({ code: 'BAD_WORDS', message, hint: `Usage: ${usage}` });
  }
  const bytes = await readBytes(name);
  const { redact } = await redactorFor(given);
  const audit = await auditText(bytes, redact);
  const shown = name === '-' ? 'standard input' : name;
  printReply(auditReply(audit, { name: redact(shown), findings: 100, evidence: 10 }), given.json);
  return audit.findings.some(isContradiction) ? 1 : 0;
}

async function readBytes(name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const stream: AsyncIterable<Buffer> = name === '-' ? process.stdin : createReadStream(name);
    for await (const chunk of stream) {
      bytes += chunk.byteLength;
      if (bytes > maxReportBytes) throw tooLarge(bytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw unreadable(name, error);
  }
  return Buffer.concat(chunks);
}

function unreadable(name: string, error: unknown): OperatorError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const message = `"${name}" cannot be read: ${code}`;
  return new OperatorError({ code: 'REPORT_UNREADABLE', message, hint: `Usage: ${usage}` });
}

/** With the secrets of a configuration where there is a whole one. */
async function redactorFor({ config, data }: Arguments): Promise<Redactor> {
  const variables = readProcessVariables();
  try {
    return createConfiguredRedactor(
      await loadConfiguration({ cwd: process.cwd(), variables, file: config, data }),
      variables,
    );
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return createRedactor([]);
  }
}
