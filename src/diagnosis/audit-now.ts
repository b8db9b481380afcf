import { auditFacts } from '#audit/audit-facts.ts';
import { gatherEvidence } from '#audit/gather/gather-evidence.ts';
import { judgeEvidence } from '#audit/judge-evidence.ts';
import type { Configuration, Environment } from '#domain/configuration.ts';
import { expectedVersion } from '#suites/expected-version.ts';

import type { Finding, Lab } from './experiments/experiment.ts';
import type { InquiryWorkerParts } from './start-inquiry-worker.ts';

type Parts = Pick<
  InquiryWorkerParts,
  'store' | 'prober' | 'tokens' | 'authorities' | 'variables' | 'redactor' | 'now'
> & {
  readonly id: string;
  readonly environment: Environment;
  readonly configuration: () => Configuration;
};

/** An audit for one diagnosis, which is not kept; undefined where nothing can be measured or redacted for it. */
export function auditNow(parts: Parts): Lab['audit'] {
  const { prober, redactor, environment, variables, id } = parts;
  if (!('sweep' in prober) || prober.sweep === undefined || redactor === undefined) return undefined;
  const { sweep } = prober;
  return async (signal) => {
    const configuration = parts.configuration();
    const intended = (of: Environment, limit: AbortSignal) => expectedVersion(of, { variables, marker: id }, limit);
    const gathering = { ...parts, prober: { sweep }, configuration, intended, data: configuration.history.data };
    const evidence = await gatherEvidence({ ...gathering, id: `${id}.audit` }, signal);
    const { observations } = judgeEvidence(evidence, redactor().redact);
    const found = auditFacts({ observations, id: 'audit', environment: environment.name });
    return found.map((each): Finding => each);
  };
}
