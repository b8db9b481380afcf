import { createConfiguredRedactor } from '#config/secrets.ts';
import type { Configuration } from '#domain/configuration.ts';
import type { Reply } from '#domain/reply.ts';
import type { Variables } from '#domain/setting.ts';

import type { AuditKnowledge } from './audit-finding.ts';
import { auditReply } from './audit-reply.ts';
import { auditText } from './audit-text.ts';

export interface SentReport {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly knowledge: AuditKnowledge;
}

/** As much as a message shows well. */
const shown = { findings: 8, evidence: 3 };

/** The answer to a report that somebody sent: redacted with the secrets of the configuration, and bounded. */
export async function auditSentReport(
  { name, bytes, knowledge }: SentReport,
  { configuration, variables }: { readonly configuration: Configuration; readonly variables: Variables },
): Promise<Reply> {
  const { redact } = createConfiguredRedactor(configuration, variables);
  const audit = await auditText(bytes, redact, knowledge);
  return auditReply(audit, { name: redact(name).slice(0, 100), ...shown });
}
