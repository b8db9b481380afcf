import type { TestContext } from 'node:test';

import { startServerProgram } from './server-program.ts';
import type { PortWish, RunningServer } from './server-program.ts';

/** Starts the machine's nginx with what stands inside `http { … }`; `ports` is how many free ones it needs, or which. */
export function startNginx(
  t: Pick<TestContext, 'after'>,
  ports: PortWish,
  http: (ports: readonly number[]) => string,
): Promise<RunningServer> {
  return startServerProgram(t, {
    ports,
    write: (free, folder) => ({
      command: ['/usr/sbin/nginx', '-e', 'stderr', '-c', `${folder}/server.conf`],
      configuration: configuration(folder, http(free)),
    }),
  });
}

function configuration(folder: string, http: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off; master_process off; pid ${folder}/pid; error_log stderr crit;
events { worker_connections 512; }
http {
  access_log off;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  ${http}
}
`;
}
