import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { waitFor } from '#testing/wait-for.ts';

import { endChild, firstLine, freePort, startProgram } from './child.ts';
import { median, quantile, type Figure } from './figure.ts';
import { sendCommands } from './open-loop.ts';

const signingSecret = 'bench-signing-secret';
const perSecond = 500;
const secondsARound = 1;
const rounds = 7;
const configuration = 'environments: { staging: {} }\nsuites: { none: { runner: pytest, command: [pytest] } }\n';

/** Slash commands at 500 a second, each written to disk and answered, beside a bare Bolt app that only acknowledges. */
export async function benchAck(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-bench-'));
  const children: ChildProcess[] = [];
  try {
    await writeFile(path.join(folder, 'e2e.yaml'), configuration);
    const stub = start('bench/slack-stub.ts');
    children.push(stub);
    const slack = `http://127.0.0.1:${await firstLine(stub)}`;
    const serve = async (program: string): Promise<number> => {
      const port = await freePort();
      children.push(start(program, { PORT: String(port), SLACK_API_URL: `${slack}/api/`, ...ownFiles(folder) }));
      await waitFor(`${program} to listen`, () => isListening(port));
      return port;
    };
    const ports = { bare: await serve('bench/bare-bolt-http.ts'), ours: await serve('src/main.ts') };
    const send = (port: number) =>
      sendCommands({ port, signingSecret, responseUrl: `${slack}/answer`, perSecond, seconds: secondsARound });
    await send(ports.bare);
    await send(ports.ours);
    const bare: (readonly number[])[] = [];
    const ours: (readonly number[])[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await send(ports.bare));
      ours.push(await send(ports.ours));
    }
    return [toFigure(ours, bare)];
  } finally {
    await Promise.all(children.map(endChild));
    await rm(folder, { recursive: true, force: true });
  }
}

const ofRounds = (took: readonly (readonly number[])[], share: number) =>
  median(took.map((round) => quantile(round, share)));

function toFigure(ours: readonly (readonly number[])[], bare: readonly (readonly number[])[]): Figure {
  const both = (share: number) =>
    `${ofRounds(ours, share).toFixed(1)} ms against ${ofRounds(bare, share).toFixed(1)} ms`;
  return {
    name: 'slash-command acknowledgement p99, above a bare Bolt app',
    value: ofRounds(ours, 0.99) - ofRounds(bare, 0.99),
    limit: 3,
    unit: 'ms',
    detail: `${perSecond}/s, medians of ${rounds} rounds of ${secondsARound} s: p50 ${both(0.5)}, p99 ${both(0.99)}; quietest rounds: p99 ${quietest(ours)} against ${quietest(bare)}`,
  };
}

/** Another program on the machine only ever adds: the best round shows what the server itself takes. */
function quietest(took: readonly (readonly number[])[]): string {
  return `${Math.min(...took.map((round) => quantile(round, 0.99))).toFixed(1)} ms`;
}

function ownFiles(folder: string): Readonly<Record<string, string>> {
  return {
    SLACK_BOT_TOKEN: 'xoxb-bench-token',
    SLACK_SIGNING_SECRET: signingSecret,
    TENELEVEN_CONFIG: path.join(folder, 'e2e.yaml'),
    TENELEVEN_DATA: path.join(folder, 'data'),
    LOG_LEVEL: 'info',
  };
}

function start(program: string, variables: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = startProgram({ program, variables });
  child.stdout?.resume();
  return child;
}

/** An unsigned request is refused by whoever listens. */
async function isListening(port: number): Promise<true | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST' }).catch(() => undefined);
  return answer?.status === 401 ? true : undefined;
}
