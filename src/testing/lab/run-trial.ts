import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Inquiry } from '#domain/diagnosis.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';

import type { Certificates } from '../certificates.ts';
import type { Failures } from './both-show.ts';
import { createDraw, type Draw } from './draw.ts';
import type { Fault, Variant } from './fault.ts';
import { drawPlan, type Plan } from './plan.ts';
import { startProduct } from './start-product.ts';
import { startSystem, type Addresses, type System } from './start-system.ts';
import { secretsOf, writeTeam } from './write-team.ts';

export interface TrialOrder extends Omit<Variant, 'fault'> {
  /** One, two at once, or none: then the suite fails for `past`, which is mended before the diagnosis. */
  readonly faults: readonly Fault[];
  readonly past?: Fault | undefined;
  readonly seed: string;
  readonly depth: Inquiry['depth'];
  /** Nobody asks why: the suite is run, and that is all. */
  readonly isRunOnly?: boolean | undefined;
}

export interface TrialParts {
  readonly certificates: Certificates;
  /** An address that always answers. */
  readonly control: string;
  readonly variables: Variables;
  /** Aborted: the trial ends what it started, and rejects. */
  readonly ending?: AbortSignal | undefined;
}

export interface TrialResult {
  readonly order: TrialOrder;
  readonly plan: Plan;
  readonly run: Run;
  readonly failures: Failures;
  /** Absent where the suite was not red: the fault broke nothing, and the trial does not count. */
  readonly inquiry?: Inquiry | undefined;
  readonly seconds: number;
}

/** Starts a stack with its fault, runs the team's suite against it, and lets the product say why it failed. */
export async function runTrial(order: TrialOrder, parts: TrialParts): Promise<TrialResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-lab-'));
  try {
    return await tryIn(folder, order, parts);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function tryIn(folder: string, order: TrialOrder, parts: TrialParts): Promise<TrialResult> {
  const { certificates, control, ending } = parts;
  const draw = createDraw(order.seed, order.heldOut);
  const well = drawPlan(draw, order);
  const broken = order.past === undefined ? order.faults : [order.past];
  const plan = broken.reduce((changed, fault) => fault.plan?.(changed, draw) ?? changed, well);
  const hasHistory = plan.team.hasHistory && broken.every(({ inject: acts }) => acts === undefined);
  const stacks = new Stacks({ folder, certificates });
  await using _ended = { [Symbol.asyncDispose]: () => stacks.end() };
  let system = await stacks.start(hasHistory ? wellFor(plan, well) : plan);
  const addresses = { ...system.addresses };
  const ca = certificates.ca.path;
  const led = hasHistory ? addresses : await inject(broken, system, draw);
  const secrets = secretsOf(plan, ca);
  const variables = { ...parts.variables, ...secrets };
  await using product = await startProduct({
    team: writeTeam(plan, { addresses: led, ca, control: led.control ?? control }),
    variables,
    folder,
    ending,
  });
  if (hasHistory) {
    await product.run();
    system = await stacks.start(plan);
  }
  const run = await product.run();
  const failures = await product.failures(run);
  if (order.isRunOnly === true || !isAskedAbout(run, broken)) return { order, plan, run, failures, seconds: 0 };
  if (order.past !== undefined) await stacks.start(wellFor(plan, well));
  const beganMs = performance.now();
  const inquiry = await product.why(run, order.depth);
  return { order, plan, run, failures, inquiry, seconds: (performance.now() - beganMs) / 1_000 };
}

/** A suite that passes whatever is there is found out by passing. */
function isAskedAbout(run: Run, faults: readonly Fault[]): boolean {
  const isFake = faults.some(({ id }) => id === 'fake-pass' || id === 'timer-padded');
  return (
    run.state === 'failed' ||
    (isFake && run.state === 'passed' && (run.verdict !== 'proven' || run.findings.length > 0))
  );
}

/** The same place without its fault. */
function wellFor(plan: Plan, well: Plan): Plan {
  return { ...well, replicas: plan.replicas };
}

async function inject(faults: readonly Fault[], system: System, draw: Draw): Promise<Addresses> {
  const changes: Partial<Addresses>[] = [];
  for (const fault of faults) changes.push((await fault.inject?.(system, draw)) ?? {});
  return Object.assign({}, system.addresses, ...changes);
}

/** One stack after the other in one place, on the ports of the first. */
class Stacks {
  readonly #parts: { readonly folder: string; readonly certificates: Certificates };
  #system: System | undefined;

  constructor(parts: { readonly folder: string; readonly certificates: Certificates }) {
    this.#parts = parts;
  }

  async start(plan: Plan): Promise<System> {
    const ports = this.#system?.ports;
    await this.end();
    this.#system = await startSystem(plan, { ...this.#parts, ports });
    return this.#system;
  }

  async end(): Promise<void> {
    await this.#system?.[Symbol.asyncDispose]();
    this.#system = undefined;
  }
}
