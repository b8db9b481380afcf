import type { Experiment } from './experiment.ts';

/** Looks at settings, tokens and versions as an audit does. */
export const settingsAudit: Experiment = {
  name: 'settings-audit',
  observes: [
    'audit.missing-variable',
    'audit.drift',
    'audit.token-algorithm',
    'audit.token-claims',
    'audit.signing-key',
  ],
  costSeconds: 2.5,
  doing: 'auditing settings and tokens',
  applies: (_aim, { audit }) => audit !== undefined,
  run: async (_aim, { audit }, signal) => (await audit?.(signal)) ?? [],
};
