import { compare, type Side } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';
import { needsMessage } from './token-pairs.ts';

export const routes: Experiment = {
  name: 'routes',
  observes: ['ws.direct', 'http.direct', 'ws.plain', 'http.shallow'],
  costSeconds: 1,
  connections: 12,
  doing: 'comparing the way through the proxy with the direct one',
  applies: (aim) => sidesOf(aim).length > 0,
  run: (aim, lab, signal) => compare(sidesOf(aim), lab, signal),
};

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
