import { compare, type Side } from './compare.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { isLump } from './plain-socket.ts';
import { needsMessage } from './token-pairs.ts';

export const routes: Experiment = {
  name: 'routes',
  observes: ['ws.direct', 'http.direct', 'http.failing-direct', 'ws.plain', 'http.shallow', 'ws.direct-in-a-lump'],
  costSeconds: 1,
  connections: 12,
  doing: 'comparing the way through the proxy with the direct one',
  applies: (aim) => sidesOf(aim).length > 0,
  run: async (aim, lab, signal) => [
    ...(await compare(sidesOf(aim), lab, signal)),
    ...(await spacing(aim, lab, signal)),
  ],
};

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
  const { socket, paths, failingPath } = aim;
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
  if (failingPath?.service.direct !== undefined) {
    sides.push(
      { fact: 'http.failing-path', label: 'as configured', wish: { endpoint: failingPath } },
      {
        fact: 'http.failing-direct',
        label: 'round the proxy',
        wish: { endpoint: failingPath, changed: { route: 'direct' } },
      },
    );
  }
  return sides;
}
