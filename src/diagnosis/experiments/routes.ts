import type { ProbeResult } from '#domain/probe.ts';
import type { HttpEndpoint } from '#probes/endpoints.ts';

import { compare, type Side } from './compare.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { isLump } from './plain-socket.ts';
import { needsMessage } from './token-pairs.ts';

export const routes: Experiment = {
  name: 'routes',
  observes: ['ws.direct', 'http.direct', 'ws.plain', 'http.shallow', 'ws.direct-in-a-lump'],
  costSeconds: 1,
  doing: 'comparing the way through the proxy with the direct one',
  applies: (aim) => sidesOf(aim).length > 0,
  run: async (aim, lab, signal) => [
    ...(await compare(sidesOf(aim), lab, signal)),
    ...(await spacing(aim, lab, signal)),
  ],
};

/** The path that failed has a way of its own through the proxy. */
export const failingRoute: Experiment = {
  name: 'failing-route',
  observes: ['http.failing-path', 'http.failing-direct', 'http.held-back'],
  costSeconds: 1,
  holdsFor: 'operation',
  doing: 'comparing the way of the failing path through the proxy with the direct one',
  applies: ({ failingPath }) => failingPath?.service.direct !== undefined,
  run: async ({ failingPath: endpoint }, lab, signal) => {
    if (endpoint === undefined) return [];
    const direct = { endpoint, changed: { route: 'direct' } } as const;
    const sides: readonly Side[] = [
      { fact: 'http.failing-path', label: 'the path that failed, as configured', wish: { endpoint } },
      { fact: 'http.failing-direct', label: 'the path that failed, round the proxy', wish: direct },
    ];
    const compared = await compare(sides, lab, signal);
    return [...compared, ...(await partsOf(endpoint, lab, signal))];
  },
};

/** Whether the answer comes in parts round the proxy alone. What looks so is looked at twice, in turn. */
async function partsOf(endpoint: HttpEndpoint, lab: Lab, signal: AbortSignal): Promise<readonly Finding[]> {
  // As clients ask: what compresses an answer may wait for the whole of it.
  const headers = { 'accept-encoding': 'gzip, deflate' };
  const look = async (): Promise<readonly Finding[]> => {
    const usual = await lab.probe({ endpoint, headers }, signal);
    const straight = await lab.probe({ endpoint, headers, changed: { route: 'direct' } }, signal);
    return heldBack(usual, straight, lab);
  };
  const [first] = await look();
  if (first?.value !== true || signal.aborted) return first === undefined ? [] : [first];
  const [again] = await look();
  return [{ ...first, isControlled: again?.value === true }];
}

/** An answer that comes in parts over so long is one that somebody reads while it comes. */
const streamMs = 600;
const early = 0.5;
const late = 0.8;

/** Of an answer that comes in parts, through the proxy all of it comes at its end. */
function heldBack(usual: ProbeResult, direct: ProbeResult, lab: Lab): readonly Finding[] {
  const [held, free] = [usual, direct].map(({ http }) => {
    const { firstByteMs, firstBodyMs, bodyMs } = http ?? {};
    if (firstByteMs === undefined || firstBodyMs === undefined || bodyMs === undefined) return undefined;
    return { firstBodyMs, all: firstByteMs + bodyMs };
  });
  if (held === undefined || free === undefined || free.all < streamMs) return [];
  if (free.firstBodyMs > early * free.all) return [];
  const value = held.firstBodyMs > late * held.all;
  const [first, all, firstDirect, allDirect] = [held.firstBodyMs, held.all, free.firstBodyMs, free.all].map(Math.round);
  const says = `${usual.endpoint}: the first byte of its body came after ${first} ms of ${all}; round the proxy after ${firstDirect} ms of ${allDirect}`;
  return findings([{ fact: 'http.held-back', value, says, subject: usual.endpoint }], alone(lab, usual.startedAt));
}

/** Whether the events come one by one round the proxy. */
async function spacing({ socket: endpoint }: Aim, lab: Lab, signal: AbortSignal): Promise<readonly Finding[]> {
  if (endpoint?.socket.direct === undefined || endpoint.socket.send === undefined || signal.aborted) return [];
  // Only what is held back on the usual way can be let through on another.
  const usual = await lab.probe({ endpoint, sends: true, changed: { hold: '0' } }, signal);
  if (isLump(usual) !== true || signal.aborted) return [];
  const result = await lab.probe({ endpoint, sends: true, changed: { route: 'direct', hold: '0' } }, signal);
  const value = isLump(result);
  const says = `${endpoint.id} round the proxy: its events came ${value === true ? 'all at once' : 'one by one'}`;
  const seen = [{ fact: 'ws.direct-in-a-lump', value, says, raw: rawOf(result), subject: endpoint.id }] as const;
  return findings(seen, alone(lab, result.startedAt));
}

function sidesOf(aim: Aim): readonly Side[] {
  const { socket, paths } = aim;
  const [path] = paths;
  const sides: Side[] = [];
  if (socket?.socket.direct !== undefined) {
    const sends = needsMessage(aim);
    sides.push(
      { fact: 'ws.plain', label: 'as configured', wish: { endpoint: socket, sends: true } },
      { fact: 'ws.direct', label: 'round the proxy', wish: { endpoint: socket, sends, changed: { route: 'direct' } } },
    );
  }
  if (path?.service.direct !== undefined) {
    sides.push(
      { fact: 'http.shallow', label: 'as configured', wish: { endpoint: path } },
      { fact: 'http.direct', label: 'round the proxy', wish: { endpoint: path, changed: { route: 'direct' } } },
    );
  }
  return sides;
}
