import type { FailingEndpoint } from './failing-endpoint.ts';
import { isNetwork, layerRank } from './layer-rank.ts';

/** Endpoints that began to fail within this time of each other may do so for one reason. */
const onsetMs = 2 * 60_000;

/** Answers of a proxy about what is behind it. */
const gatewayCodes = new Set(['STATUS_502', 'STATUS_503', 'STATUS_504']);
/** A server that is in trouble shows one or the other of these, by the minute. */
const troubleCodes =
  /^(?:STATUS_5\d\d|CLOSE_10(?:06|11|12|13)|TIMEOUT|ECONNRESET|ENDED|ANSWER_CUT|CLOSED_WITHOUT_ANSWER|CLOSED_IN_(?:ANSWER|HANDSHAKE))$/u;
/** Say that something is wrong, not what: no reason to think that two of them are one. */
const vagueCodes = new Set(['ASSERTION', 'UNKNOWN']);

interface Bond {
  readonly name: string;
  /** Holds only between those that began to fail together. */
  readonly needsOnset: boolean;
}

/** Splits what fails into sets that seem to fail for one reason, each in the order given. */
export function connectFailing(failing: readonly FailingEndpoint[]): readonly (readonly FailingEndpoint[])[] {
  const parents = failing.map((_, index) => index);
  for (const { bond, indexes } of bondsOf(failing)) {
    const sorted = indexes.toSorted((one, other) => onsetOf(failing[one]) - onsetOf(failing[other]));
    for (const [place, index] of sorted.entries()) {
      const before = sorted[place - 1];
      if (before === undefined) continue;
      const isNear = onsetOf(failing[index]) - onsetOf(failing[before]) <= onsetMs;
      if (isNear || !bond.needsOnset) parents[rootOf(index, parents)] = rootOf(before, parents);
    }
  }
  return [...Map.groupBy(failing, (_, index) => rootOf(index, parents)).values()];
}

function bondsOf(failing: readonly FailingEndpoint[]) {
  const bonds = new Map<string, { readonly bond: Bond; readonly indexes: number[] }>();
  for (const [index, each] of failing.entries()) {
    for (const bond of bondsOfOne(each)) {
      const known = bonds.get(bond.name);
      if (known === undefined) bonds.set(bond.name, { bond, indexes: [index] });
      else known.indexes.push(index);
    }
  }
  return bonds.values();
}

function bondsOfOne({ endpoint, layer, code, origin, addresses, server = '' }: FailingEndpoint): readonly Bond[] {
  const rung = code.startsWith('CLOSE_') ? 'close' : String(layerRank(layer));
  const answer = code.startsWith('STATUS_') ? server : '';
  const always = [
    `${origin} ${rung} ${code}`,
    ...(isNetwork(layer) ? [origin, ...addresses].map((where) => `network ${where}`) : []),
    ...(gatewayCodes.has(code) ? [`gateway ${origin} ${server}`] : []),
  ];
  const together = [
    `service ${endpoint.split(':', 1)[0]}`,
    ...(vagueCodes.has(code) ? [] : [`rung ${rung} ${code} ${answer}`]),
    ...(troubleCodes.test(code) ? [`trouble ${origin}`] : []),
  ];
  return [
    ...always.map((name) => ({ name, needsOnset: false })),
    ...together.map((name) => ({ name, needsOnset: true })),
  ];
}

function onsetOf(endpoint: FailingEndpoint | undefined): number {
  return Date.parse(endpoint?.since ?? '');
}

function rootOf(index: number, parents: number[]): number {
  let root = index;
  while (parents[root] !== root) root = parents[root] ?? root;
  // Shortened, so that a thousand endpoints behind one proxy stay a short walk.
  for (let at = index; at !== root;) {
    const next = parents[at] ?? root;
    parents[at] = root;
    at = next;
  }
  return root;
}
