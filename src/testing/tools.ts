import { spawnSync } from 'node:child_process';

/** Programs of the machine that some tests need, and how to see that they are there. */
const probes = {
  pytest: ['/usr/bin/python3', ['-c', 'import pytest']],
  xdist: ['/usr/bin/python3', ['-c', 'import xdist']],
  rerunfailures: ['/usr/bin/python3', ['-c', 'import pytest_rerunfailures']],
  httpx: ['/usr/bin/python3', ['-c', 'import httpx, websockets']],
  chromium: ['/usr/bin/chromium', ['--version']],
  nginx: ['/usr/sbin/nginx', ['-v']],
  haproxy: ['/usr/sbin/haproxy', ['-v']],
  openssl: ['/usr/bin/openssl', ['version']],
  python: ['/usr/bin/python3', ['--version']],
  git: ['git', ['--version']],
  script: ['/usr/bin/script', ['--version']],
  proc: ['/bin/ls', ['/proc/self/environ']],
} as const;

export type Tool = keyof typeof probes;

/**
 * The `skip` option of a test that needs tools: false when all are there. With `CI` set it is always false,
 * so that a missing tool is a failure there and never a skip.
 */
export function needs(...tools: readonly Tool[]): { readonly skip: string | false } {
  if (process.env['CI'] !== undefined) return { skip: false };
  const missing = tools.filter((tool) => !isPresent(tool));
  return { skip: missing.length === 0 ? false : `needs ${missing.join(', ')}` };
}

function isPresent(tool: Tool): boolean {
  const [program, words] = probes[tool];
  return spawnSync(program, words, { stdio: 'ignore' }).status === 0;
}
