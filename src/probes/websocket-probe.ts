import type { ProbeProblem, ProbeResult, Step, StepResult, WsFacts } from '#domain/probe.ts';

import { dial, type Dialled } from './dial.ts';
import { type Opened, climbOpen } from './websocket-ladder.ts';
import { abortedCode, ProbeFault, standingOf } from './probe-fault.ts';
import type { WebSocketProbe } from './probe.ts';
import { elapsedMs } from './time-wall.ts';
import { unmeasured } from './unmeasured.ts';
import { tokenWords } from './websocket-auth.ts';
import { toStep } from './websocket-climb.ts';
import { createTranscript } from './websocket-events.ts';
import { type Handshake, askForUpgrade } from './websocket-handshake.ts';
import { keptHeaders } from './handshake-headers.ts';
import { createVeil, type Veil } from './websocket-veil.ts';

const untouched = { closedBy: 'nobody', isClean: false, bytesIn: 0, bytesOut: 0, framesIn: 0, framesOut: 0 } as const;

/** Climbs the ladder of a WebSocket, rung by rung. A dead endpoint is a result; an aborted signal leaves it `unknown`. */
export async function probeWebSocket(probe: WebSocketProbe, signal: AbortSignal): Promise<ProbeResult> {
  const startedAt = new Date();
  const startedMs = performance.now();
  const veil = createVeil(probe);
  try {
    const dialled = await dial(probe.reach, { alpn: ['http/1.1'] }, signal);
    const attempt = { probe, dialled, veil, startedMs };
    return toResult(attempt, await climb(attempt, signal), startedAt);
  } catch (error) {
    if (!(error instanceof ProbeFault)) throw error;
    return unmeasured(probe, { code: error.code, message: error.message }, startedAt);
  }
}

function toResult({ probe, dialled, veil, startedMs }: Attempt, outcome: Outcome, startedAt: Date): ProbeResult {
  const { brokeAt, problem, steps, ws } = outcome;
  const isAborted = problem?.code === abortedCode;
  return {
    id: probe.id,
    environment: probe.environment,
    endpoint: probe.endpoint,
    kind: 'websocket',
    url: plainUrl(probe.reach.url),
    startedAt: startedAt.toISOString(),
    durationMs: elapsedMs(startedMs),
    location: probe.location,
    standing: standingOf(problem),
    brokeAt: isAborted ? undefined : brokeAt,
    problem: problem && { ...problem, message: veil.hide(problem.message) },
    steps: fillSteps(probe, [...dialled.steps, ...steps]).map((step) => veiled(step, veil)),
    addresses: dialled.addresses,
    tls: dialled.tls,
    ws,
    changed: probe.changed,
    loopDelayMs: 0,
    isSpoiled: false,
  };
}

interface Attempt {
  readonly probe: WebSocketProbe;
  readonly dialled: Dialled;
  readonly veil: Veil;
  readonly startedMs: number;
}

interface Outcome {
  readonly steps: readonly StepResult[];
  readonly brokeAt?: Step | undefined;
  readonly problem?: ProbeProblem | undefined;
  readonly ws: WsFacts;
}

async function climb({ probe, dialled, veil, startedMs }: Attempt, signal: AbortSignal): Promise<Outcome> {
  const asked = { offered: veil.hideSubprotocols(probe.subprotocols), authBy: probe.authBy, token: probe.token };
  const { socket } = dialled;
  if (socket === undefined) {
    const { brokeAt, problem } = dialled;
    return { steps: [], brokeAt, problem, ws: { ...asked, ...untouched, headers: {}, events: [] } };
  }
  try {
    const { answerMs, wallMs } = probe.reach.limits;
    const upgradeMs = performance.now();
    const limitMs = Math.max(1, Math.min(answerMs, startedMs + wallMs - upgradeMs));
    const wish = { url: probe.reach.url, headers: probe.headers, subprotocols: probe.subprotocols, limitMs };
    const handshake = await askForUpgrade(socket, wish, signal);
    const answered = answerFacts(handshake, probe, veil);
    const isOpen = handshake.problem?.code === abortedCode;
    const upgrade = toStep({ step: 'upgrade', durationMs: elapsedMs(upgradeMs), isOpen, ...sayUpgrade(handshake) });
    if (isTlsAlert(handshake.problem))
      return refusedTls(dialled, handshake.problem, { ...asked, ...untouched, headers: {}, events: [] });
    if (handshake.problem !== undefined || handshake.head === undefined) {
      const ws = { ...asked, ...untouched, ...answered, events: [] };
      return { steps: [upgrade, ...sayRefused(handshake, probe)], brokeAt: 'upgrade', problem: handshake.problem, ws };
    }
    const transcript = createTranscript(veil.hide, probe.isAdHoc);
    const opened: Opened = { probe, socket, head: handshake.head, transcript, startedMs };
    const { rungs, brokeAt, problem, ws } = await climbOpen(opened, signal);
    return {
      steps: [upgrade, ...rungs.map(toStep)],
      brokeAt,
      problem,
      ws: veiledFacts({ ...asked, ...answered, ...ws }, veil),
    };
  } finally {
    socket.destroy();
  }
}

/** An alert of TLS 1.3 may come after the handshake, when the server has looked at our certificate: it is still the rung of TLS. */
function isTlsAlert(problem: ProbeProblem | undefined): problem is ProbeProblem {
  return problem?.code.startsWith('ERR_SSL_') ?? false;
}

function refusedTls({ steps }: Dialled, problem: ProbeProblem, ws: WsFacts): Outcome {
  const durationMs = steps.find(({ step }) => step === 'tls')?.durationMs;
  const detail = problem.message.slice(0, 300);
  return { steps: [{ step: 'tls', outcome: 'failed', durationMs, detail }], brokeAt: 'tls', problem, ws };
}

function sayUpgrade({ head, problem }: Handshake): {
  readonly detail?: string;
  readonly problem?: ProbeProblem | undefined;
} {
  return problem === undefined && head !== undefined ? { detail: `101 ${head.statusText}`.trim() } : { problem };
}

/** A refusal by status is the upgrade's, and says of auth only what was seen. */
function sayRefused({ head }: Handshake, { authBy, token }: WebSocketProbe): readonly StepResult[] {
  if (authBy === undefined || (head?.status !== 401 && head?.status !== 403)) return [];
  const detail = `${head.status} at the upgrade, with ${tokenWords[token]} by ${authBy}`;
  return [{ step: 'auth', outcome: 'not-reached', detail }];
}

function answerFacts(
  { head, body }: Handshake,
  { isAdHoc }: WebSocketProbe,
  veil: Veil,
): Pick<WsFacts, 'status' | 'headers' | 'body'> {
  const headers = head === undefined ? {} : keptHeaders(head.headers, veil.hide);
  return { status: head?.status, headers, body: isAdHoc || body === undefined ? undefined : veil.hide(body) };
}

function veiledFacts(ws: WsFacts, veil: Veil): WsFacts {
  const { subprotocol, closeReason } = ws;
  return {
    ...ws,
    subprotocol: subprotocol === undefined ? undefined : veil.hideSubprotocols([subprotocol])[0],
    closeReason: closeReason === undefined ? undefined : veil.hide(closeReason),
  };
}

function veiled(step: StepResult, veil: Veil): StepResult {
  return step.detail === undefined ? step : { ...step, detail: veil.hide(step.detail) };
}

/** In order, with the rungs above that were not reached. */
function fillSteps(probe: WebSocketProbe, steps: readonly StepResult[]): readonly StepResult[] {
  const reached = new Map(steps.map((each) => [each.step, each]));
  const planned = new Set(plannedSteps(probe));
  return order.flatMap((step): readonly StepResult[] => {
    const known = reached.get(step);
    if (known !== undefined) return [known];
    return planned.has(step) ? [{ step, outcome: 'not-reached' }] : [];
  });
}

const order: readonly Step[] = [
  'dns',
  'tcp',
  'tls',
  'upgrade',
  'subprotocol',
  'auth',
  'welcome',
  'round-trip',
  'hold',
  'close',
];

function plannedSteps({ subprotocols, authBy, welcome, holdMs, reach }: WebSocketProbe): readonly Step[] {
  const has: Partial<Record<Step, boolean>> = {
    tls: reach.url.startsWith('wss:'),
    subprotocol: subprotocols.length > 0,
    auth: authBy !== undefined,
    welcome: welcome !== undefined,
    hold: holdMs !== undefined,
  };
  return order.filter((step) => has[step] ?? true);
}

/** Without user, password and query. */
function plainUrl(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}
