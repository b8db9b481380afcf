import type { TestContext } from 'node:test';

import { startServerProgram } from './server-program.ts';
import type { PortWish, RunningServer } from './server-program.ts';

/** Starts the machine's haproxy with these frontends and backends; `ports` is how many free ones it needs, or which. */
export function startHaproxy(
  t: Pick<TestContext, 'after'>,
  ports: PortWish,
  sections: (ports: readonly number[]) => string,
): Promise<RunningServer> {
  return startServerProgram(t, {
    ports,
    write: (free, folder) => ({
      command: ['/usr/sbin/haproxy', '-db', '-q', '-f', `${folder}/server.conf`],
      configuration: `${defaults}\n${sections(free)}\n`,
    }),
  });
}

const defaults = `global
  maxconn 200
  nbthread 1
defaults
  mode http
  timeout connect 2s
  timeout client 20s
  timeout server 20s`;
