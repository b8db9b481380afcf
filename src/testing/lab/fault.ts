import type { Draw } from './draw.ts';
import type { BackendName, Plan, ServerName } from './plan.ts';
import type { Addresses, System } from './start-system.ts';

/** One way to break a stack. `plan` changes it before it is started, `inject` when it is up. */
export interface Fault {
  /** The cause that a diagnosis should name. */
  readonly id: string;
  readonly family: string;
  /** Where it can be built; absent: everywhere. */
  readonly servers?: readonly ServerName[];
  readonly backends?: readonly BackendName[];
  readonly plan?: (plan: Plan, draw: Draw) => Plan;
  /** May say that the tests and probes are led elsewhere. */
  readonly inject?: (system: System, draw: Draw) => Promise<Partial<Addresses> | void>;
}

/** A fault on one kind of stack. */
export interface Variant {
  readonly fault: Fault;
  readonly server: ServerName;
  readonly backend: BackendName;
  /** Measured, and never looked into for tuning. */
  readonly heldOut: boolean;
}

const kinds = [
  { server: 'nginx', backend: 'python', heldOut: false },
  { server: 'haproxy', backend: 'node', heldOut: false },
  { server: 'nginx', backend: 'node', heldOut: true },
  { server: 'haproxy', backend: 'python', heldOut: true },
] as const;

/** The two kinds of stacks that faults are tuned on, and the two that they are measured on. */
export function variantsOf(fault: Fault): readonly Variant[] {
  const { servers, backends } = fault;
  return kinds
    .filter(({ server, backend }) => servers?.includes(server) !== false && backends?.includes(backend) !== false)
    .map((kind) => ({ fault, ...kind }));
}
