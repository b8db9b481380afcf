import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { causes } from '#diagnosis/causes/index.ts';
import type { FactName } from '#diagnosis/facts.ts';
import { inquire, type Inquired, type InquireParts } from '#diagnosis/inquire.ts';
import type { NewObservation } from '#diagnosis/observation-book.ts';
import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { probeKinds } from '#probes/probe-kinds.ts';
import type { Prober } from '#probes/prober.ts';
import { createTokens } from '#probes/tokens.ts';

import { startStack, type Stack } from '../../examples/stack/start-stack.ts';

/** The stack of the examples and what is needed to ask it back, on this thread. */
export interface InquiryScene extends AsyncDisposable {
  readonly stack: Stack;
  readonly configuration: Configuration;
  readonly environment: Environment;
  /** `code` is that of the error of every failure. */
  ask(symptoms: readonly Symptom[], parts?: Partial<InquireParts> & CodeOf, signal?: AbortSignal): Promise<Inquired>;
}

interface CodeOf {
  readonly code?: string | undefined;
}

export const proberHere: Pick<Prober, 'probe'> = {
  probe: (probe, signal) =>
    probe.kind === 'http' ? probeKinds.http(probe, signal) : probeKinds.websocket(probe, signal),
};

const now = (): Date => new Date();

export async function openInquiryScene(): Promise<InquiryScene> {
  const stack = await startStack({ pace: 0.05 });
  const file = path.resolve('examples/e2e.yaml');
  const configuration = parseConfiguration(await readFile(file, 'utf8'), file);
  const [environment] = configuration.environments.values();
  if (environment === undefined) throw new Error('no environment');
  return {
    stack,
    configuration,
    environment,
    ask(symptoms, { code, ...parts } = {}, signal = AbortSignal.timeout(20_000)) {
      const { variables } = stack;
      const authorities = createAuthorityFiles();
      const tokens = createTokens({ variables, authorities, now });
      const measuring = { environment, variables, authorities, tokens, now, prober: proberHere };
      const usual = { depth: 'quick', causes, control: [], versionsOfRun: {}, id: 'w1' } as const;
      const observe = (symptom: Symptom): readonly NewObservation[] => observeSymptom(symptom, code);
      return inquire({ symptoms, observe }, { ...measuring, ...usual, ...parts }, signal);
    },
    [Symbol.asyncDispose]: () => stack.close(),
  };
}

/** What a report that says no more than its symptom would be observed as. */
function observeSymptom(symptom: Symptom, code: string | undefined): readonly NewObservation[] {
  const { id, phase, error, status, closeCode, closedBy } = symptom;
  const said: readonly (readonly [FactName, Fact | undefined])[] = [
    ['report.phase', phase],
    ['report.error', error],
    ['report.code', code],
    ['report.status', status],
    ['report.close-code', closeCode],
    ['report.closed-by', closedBy],
  ];
  const at = new Date().toISOString();
  return said.flatMap(([fact, value]) =>
    value === undefined
      ? []
      : [{ source: 'report', fact, value, at, says: `${fact} ${value}`, subject: id, group: id, isControlled: false }],
  );
}
