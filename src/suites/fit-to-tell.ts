import type { Redactor } from '#domain/redact.ts';
import type { ReportFinding } from '#domain/run.ts';
import { cleanText } from '#domain/strip-controls.ts';

import type { Judgement } from './judge-run.ts';

const maxLength = 500;
const maxFindings = 100;

/** How text of strangers becomes what is stored and told: cleaned first, since no secret is found around a control. */
export interface Redaction {
  readonly redact: (text: string) => string;
  /** For a text that breaks off: leaves out what may be the beginning of a secret at its end. */
  readonly redactCut: (text: string) => string;
}

export function redactionOf(redactor: Redactor): Redaction {
  return {
    redact: (text) => redactor.redact(cleanText(text)),
    redactCut: (text) => redactor.stream().push(cleanText(text)),
  };
}

type Redact = Redaction['redact'];

/** Texts of at most 500 characters, at most 100 findings, whatever they were made from. */
export function fitJudgement<T extends Partial<Pick<Judgement, 'findings' | 'verdictReason'>>>(
  judgement: T,
  redact: Redact,
): T {
  const { findings, verdictReason } = judgement;
  return {
    ...judgement,
    findings: fitFindings(findings ?? [], redact),
    verdictReason: verdictReason === undefined ? undefined : fit(verdictReason, redact),
  };
}

/** The same for what services say of their version. */
export function fitVersions(
  versions: Readonly<Record<string, string>>,
  redact: Redact,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(versions).map(([service, version]) => [service, fit(version, redact)]));
}

function fitFindings(findings: readonly ReportFinding[], redact: Redact): readonly ReportFinding[] {
  const kept = findings.length > maxFindings ? findings.slice(0, maxFindings - 1) : findings;
  const fitting = kept.map(({ code, message }) => ({ code, message: fit(message, redact) }));
  if (kept.length === findings.length) return fitting;
  return [...fitting, { code: 'more-findings', message: `${findings.length - kept.length} further findings` }];
}

function fit(text: string, redact: Redact): string {
  const redacted = redact(text);
  return redacted.length <= maxLength ? redacted : `${redacted.slice(0, maxLength - 1).toWellFormed()}…`;
}
