import type { Audit } from '#domain/audit.ts';
import type { Environment } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';

import { gatherEvidence } from './gather/gather-evidence.ts';
import { judgeEvidence, type AuditFindings } from './judge-evidence.ts';
import type { AuditWorkerParts } from './start-audit-worker.ts';

/** What has not answered by then is unknown. */
const wallMs = 60_000;

/** Carries one audit out and writes down what was found. */
export async function workAudit(queued: Audit, parts: AuditWorkerParts, signal: AbortSignal): Promise<void> {
  const { store, now } = parts;
  const { audits } = store.work;
  const { id } = queued;
  const startedAt = now().toISOString();
  const audit = await audits.change(id, (each) => ({ ...each, state: 'running', startedAt, problem: undefined }));
  const found = await look(audit, parts, signal);
  // What was stopped on the way is made again at the next start.
  if (signal.aborted) return;
  const endedAt = now().toISOString();
  await audits.change(id, (each) => ({ ...each, ...found, state: 'done', endedAt }));
}

type Found = AuditFindings | { readonly problem: string };

async function look(audit: Audit, parts: AuditWorkerParts, signal: AbortSignal): Promise<Found> {
  try {
    const configuration = parts.configuration();
    const environment = environmentOf(audit, parts);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(wallMs)]);
    const evidence = await gatherEvidence({ ...parts, id: audit.id, configuration, environment }, limit);
    return judgeEvidence(evidence, parts.redactor().redact);
  } catch (error) {
    if (error instanceof OperatorError) return { problem: `${error.message}. ${error.hint}` };
    parts.onBug(error, audit.id);
    return { problem: 'A fault inside Teneleven; its log says more' };
  }
}

function environmentOf({ environment: name }: Audit, { configuration }: AuditWorkerParts): Environment {
  const environment = configuration().environments.get(name);
  if (environment !== undefined) return environment;
  throw new OperatorError({
    code: 'UNKNOWN_ENVIRONMENT',
    message: `"${name}" is not configured any more`,
    hint: 'Add it to e2e.yaml again, or audit another',
  });
}
