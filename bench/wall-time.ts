import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { median, type Figure } from './figure.ts';

const pairs = 20;
const pytest = ['/usr/bin/python3', '-m', 'pytest', '-v', 'test_suite.py'];
/** 40 tests that wait a quarter of a second each, as tests against a staging stack do: about ten seconds. */
const suite = `import pytest, time
@pytest.mark.parametrize("n", range(40))
def test_wait(n):
    time.sleep(0.25)
`;

/** `teneleven run` in a terminal against pytest alone, pair by pair. */
export async function benchWallTime(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-bench-'));
  try {
    await writeFile(path.join(folder, 'test_suite.py'), suite);
    await writeFile(
      path.join(folder, 'e2e.yaml'),
      `environments: { staging: {} }\nsuites: { waits: { runner: pytest, command: ${JSON.stringify(pytest)} } }\n`,
    );
    const ratios: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const alone = await wallMs(pytest, folder);
      const ours = await wallMs(
        [process.execPath, path.resolve('bin/teneleven.mjs'), 'run', 'waits', '--json'],
        folder,
      );
      ratios.push(ours / alone);
    }
    return [
      {
        name: 'wall time of run, against pytest alone',
        value: median(ratios),
        limit: 1.05,
        unit: '×',
        detail: `median of ${pairs} pairs of a ten-second suite, worst ${Math.max(...ratios).toFixed(3)}`,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function wallMs([program = '', ...words]: readonly string[], cwd: string): Promise<number> {
  const begin = performance.now();
  const child = spawn(program, words, { cwd, stdio: 'ignore' });
  await once(child, 'exit');
  return performance.now() - begin;
}
