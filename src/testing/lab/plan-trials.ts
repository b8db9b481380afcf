import { createDraw } from './draw.ts';
import { variantsOf, type Fault, type Variant } from './fault.ts';
import { faults } from './faults/index.ts';
import type { LabWords } from './read-words.ts';
import type { TrialOrder } from './run-trial.ts';

/** Which trials: the variants in turn, in an order that the seed shuffles; the same words give the same trials. */
export function planTrials({ family, only, seed, trials, heldOut, kinds, depth }: LabWords): readonly TrialOrder[] {
  const chosen = faults.filter(
    (fault) => (family === undefined || fault.family === family) && (only.length === 0 || only.includes(fault.id)),
  );
  const draw = createDraw(`order ${seed}`, heldOut);
  const variants = shuffle(
    chosen.flatMap(variantsOf).filter((each) => each.heldOut === heldOut),
    draw.int,
  );
  if (variants.length === 0) throw new RangeError('No fault fits these words');
  return Array.from({ length: trials }, (_, index): TrialOrder => {
    const variant = variants[index % variants.length];
    const kind = kinds[index % kinds.length] ?? 'one';
    if (variant === undefined) throw new RangeError('No fault fits these words');
    const { fault, ...stack } = variant;
    const order = { ...stack, depth, seed: `${seed} ${index} ${fault.id}` };
    if (kind === 'healthy') return { ...order, faults: [], past: healable(variant, chosen) };
    return { ...order, faults: kind === 'two' ? [fault, ...otherThan(variant, chosen, draw.pick)] : [fault] };
  });
}

/** Those of the tests, and of what the team set for them, stay when the stack is well. */
const ofTheTeam: ReadonlySet<string> = new Set([
  'malformed-header',
  'proxy-variable-interferes',
  'token-illegal-in-subprotocol',
]);

function isHealable({ inject, family, id }: Fault): boolean {
  return inject === undefined && family !== 'tests' && !ofTheTeam.has(id);
}

/** One that is built into the stack can be taken out again. */
function healable({ fault }: Variant, among: readonly Fault[]): Fault {
  return isHealable(fault) ? fault : (among.find(isHealable) ?? fault);
}

function otherThan(
  { fault, server, backend }: Variant,
  among: readonly Fault[],
  pick: <T>(of: readonly T[]) => T,
): readonly Fault[] {
  const fits = among.filter(
    (each) =>
      each.id !== fault.id && each.servers?.includes(server) !== false && each.backends?.includes(backend) !== false,
  );
  return fits.length === 0 ? [] : [pick(fits)];
}

function shuffle<T>(given: readonly T[], int: (from: number, to: number) => number): readonly T[] {
  const order = given.map((each) => ({ each, at: int(0, 1_000_000) }));
  return order.toSorted((one, other) => one.at - other.at).map(({ each }) => each);
}
