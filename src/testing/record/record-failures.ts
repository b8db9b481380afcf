/**
 * Records what real client libraries say when something goes wrong, through our own runner adapters:
 * `node src/testing/record/record-failures.ts <python or node> <file of cases> <out> [words of pytest]`.
 * Tests read what it wrote; it is run again by hand when a library has a new version.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

import { makeCertificates } from '../certificates.ts';
import { suiteOnDisk } from '../suite-run.ts';
import { startFailingPeers } from './failing-peers.ts';

const here = dirname(fileURLToPath(import.meta.url));
const maxDetails = 3_000;

const [program = '/usr/bin/python3', cases = '', out = '', ...words] = process.argv.slice(2);
const ends: (() => void)[] = [];
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the servers use nothing but `after`
const t = { after: (end: () => void) => ends.push(end) } as unknown as TestContext;
const certificates = makeCertificates();
try {
  const peers = await startFailingPeers(t, certificates);
  await record(peers);
} finally {
  for (const end of ends) end();
  certificates.remove();
}

async function record(peers: Readonly<Record<string, number>>): Promise<void> {
  const isPython = cases.endsWith('.py');
  const name = isPython ? `test_${cases.replaceAll('-', '_')}` : cases;
  using suite = suiteOnDisk({ [name]: readFileSync(join(here, cases), 'utf8') });
  symlinkSync(join(here, '../../../node_modules'), join(suite.cwd, 'node_modules'));
  const { PYTHONPATH } = process.env;
  const { report, stdout } = await suite.run({
    runner: isPython ? 'pytest' : 'node-test',
    command: isPython
      ? [program, '-m', 'pytest', name, '-p', 'no:cacheprovider', '-p', 'no:warnings', ...words]
      : [program, '--test', name],
    variables: {
      PEERS: JSON.stringify(peers),
      TRUSTED_CA: certificates.ca.path,
      NODE_EXTRA_CA_CERTS: certificates.ca.path,
      PYTHONDONTWRITEBYTECODE: '1',
      ...(PYTHONPATH !== undefined && { PYTHONPATH }),
    },
  });
  const red = report.tests.flatMap(({ id, failure, durationMs, outcome }) => {
    if (failure === undefined) return [];
    const { type, message, details } = failure;
    const key = id.replace(/^[^:>]*(?:::| > )/u, '');
    return [[key, { outcome, durationMs, type, message: placed(message), details: cut(placed(details)) }] as const];
  });
  const green = report.tests.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id);
  console.log(`${red.length} red, green: ${green.join(', ') || 'none'}`);
  if (red.length === 0) console.log(stdout);
  const from = { ...versionsOf(program, isPython), words };
  writeFileSync(out, `${JSON.stringify({ from, cases: Object.fromEntries(red) }, undefined, 1)}\n`);
}

/** Where this machine keeps its libraries says nothing. */
function placed(text: string): string {
  return text
    .replaceAll(/\/\S*?\/(?=suite\/)/gu, '/')
    .replaceAll(/\/[^\s'"]*?\/site-packages\//gu, '/venv/lib/python3.11/site-packages/')
    .replaceAll(/\/[^\s'"]*?\/(?=lib\/python3\.\d+\/)/gu, '/usr/local/')
    .replaceAll(/\/[^\s'"]*?\/node_modules\//gu, '/app/node_modules/');
}

function cut(text: string): string {
  if (text.length <= maxDetails) return text;
  const lines = text.slice(0, maxDetails / 3).lastIndexOf('\n');
  const rest = text.slice(-2 * (maxDetails / 3));
  return `${text.slice(0, lines)}\n…\n${rest.slice(rest.indexOf('\n') + 1)}`;
}

function versionsOf(interpreter: string, isPython: boolean): Readonly<Record<string, string>> {
  const names = ['pytest', 'websockets', 'httpx', 'httpcore', 'requests', 'urllib3', 'aiohttp', 'websocket-client'];
  const script = `import sys, json
from importlib.metadata import version
found = {"python": sys.version.split()[0]}
for name in ${JSON.stringify(names)}:
    try: found[name] = version(name)
    except Exception: pass
print(json.dumps(found))`;
  const text = isPython
    ? execFileSync(interpreter, ['-c', script], { encoding: 'utf8' })
    : execFileSync(
        interpreter,
        [
          '-p',
          "JSON.stringify({node:process.version.slice(1),undici:process.versions.undici,ws:require('ws/package.json').version,playwright:require('playwright-core/package.json').version})",
        ],
        { encoding: 'utf8', cwd: here },
      );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both programs print an object of texts
  return JSON.parse(text) as Readonly<Record<string, string>>;
}
