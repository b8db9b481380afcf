import type { LoopStep } from '#domain/loop.ts';

import type { LoopStepWork } from '../step-context.ts';
import { deployStep } from './deploy.ts';
import { diagnosisStep } from './diagnosis.ts';
import { preflightStep } from './preflight.ts';
import { probesStep } from './probes.ts';
import { stabilityStep } from './stability.ts';
import { suitesStep } from './suites.ts';
import { versionStep } from './version.ts';

interface StepEntry {
  readonly work: LoopStepWork;
  /** What is told while it runs. */
  readonly doing: string;
}

export const loopStepWork: Readonly<Record<LoopStep, StepEntry>> = {
  preflight: { work: preflightStep, doing: 'Locks the environment and looks at it' },
  deploy: { work: deployStep, doing: 'Changes the environment' },
  version: { work: versionStep, doing: 'Waits until the intended version answers everywhere' },
  stability: { work: stabilityStep, doing: 'Looks at health, uptime, errors and closes' },
  probes: { work: probesStep, doing: 'Probes every endpoint' },
  suites: { work: suitesStep, doing: 'Runs the suites' },
  diagnosis: { work: diagnosisStep, doing: 'Gathers why red runs are red' },
};
