import type { Configuration } from '#domain/configuration.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Variables } from '#domain/setting.ts';

import { createConfiguredRedactor } from './secrets.ts';

/** The redactor of the configuration that is in use. Making one takes a millisecond, so it is kept until that changes. */
export function keepRedactor(configuration: () => Configuration, variables: Variables): () => Redactor {
  let kept: { readonly of: Configuration; readonly redactor: Redactor } | undefined;
  return () => {
    const current = configuration();
    if (kept?.of !== current) kept = { of: current, redactor: createConfiguredRedactor(current, variables) };
    return kept.redactor;
  };
}
