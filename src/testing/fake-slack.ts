import { LogLevel, WebClient, type FetchFunction } from '@slack/web-api';

import { FakeWorkspace, wishSchema, type Json, type Wish } from './fake-workspace.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface FakeCall {
  readonly method: string;
  readonly at: number;
  readonly wish: Wish;
  /** All that was sent, also what the fake does not understand. */
  readonly raw: Json;
  answer: string;
}

/** `lost` does the work and breaks the connection; `late` does it a moment after; `hang` breaks it after ten seconds with nothing done; `garbage` is a proxy's page. */
export interface FakeFault {
  readonly method?: string | undefined;
  /** Only calls that name this channel. */
  readonly channel?: string | undefined;
  readonly kind: 'ratelimited' | 'server-error' | 'error' | 'lost' | 'late' | 'hang' | 'refused' | 'garbage';
  readonly code?: string | undefined;
  readonly retryAfterS?: number | undefined;
  readonly times?: number | undefined;
}

export interface FakeSlack {
  readonly client: WebClient;
  readonly fetch: FetchFunction;
  readonly calls: readonly FakeCall[];
  readonly workspace: FakeWorkspace;
  fail(fault: FakeFault): void;
  /** All faults end. */
  recover(): void;
  callsOf(method: string): readonly FakeCall[];
}

/** Slack's Web API on a virtual clock and without a socket, behind the real client: for tests of pace and order. */
export function createFakeSlack(clock: VirtualClock): FakeSlack {
  const workspace = new FakeWorkspace(() => clock.now());
  const calls: FakeCall[] = [];
  let faults: { readonly fault: FakeFault; left: number }[] = [];

  function take({ method, wish }: FakeCall): FakeFault | undefined {
    const found = faults.find(
      ({ fault }) =>
        (fault.method ?? method) === method &&
        (fault.channel === undefined || fault.channel === (wish.channel ?? wish.channel_id)),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    faults = faults.filter(({ left }) => left > 0);
    return found.fault;
  }

  const fakeFetch: FetchFunction = async (address, init) => {
    const method = String(address).replace(/^https:\/\/(?:files\.test|slack\.com\/api)\//u, '');
    const raw = typeof init?.body === 'string' ? parseForm(init.body) : {};
    const call: FakeCall = { method, at: clock.now(), wish: wishSchema.parse(raw), raw, answer: 'ok' };
    calls.push(call);
    const fault = take(call);
    if (fault !== undefined) return misbehave(fault, { call, workspace, clock });
    if (method.startsWith('upload/')) {
      await workspace.upload(method.slice('upload/'.length), init?.body);
      return new Response('OK');
    }
    const answer = workspace.answer(method, call.wish);
    if (typeof answer['error'] === 'string') call.answer = answer['error'];
    return json(answer);
  };

  const settings = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logLevel: LogLevel.ERROR };
  return {
    client: new WebClient('xoxb-test', { ...settings, fetch: fakeFetch }),
    fetch: fakeFetch,
    calls,
    workspace,
    fail: (fault) => faults.push({ fault, left: fault.times ?? 1 }),
    recover: () => (faults = []),
    callsOf: (method) => calls.filter((call) => call.method === method),
  };
}

async function misbehave(
  fault: FakeFault,
  scene: { readonly call: FakeCall; readonly workspace: FakeWorkspace; readonly clock: VirtualClock },
): Promise<Response> {
  const { call, workspace, clock } = scene;
  call.answer = fault.kind;
  switch (fault.kind) {
    case 'ratelimited':
      return json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(fault.retryAfterS ?? 1) });
    case 'server-error':
      return json({}, 503);
    case 'garbage':
      return new Response('<html>Bad gateway</html>');
    case 'error':
      return json({ ok: false, error: fault.code ?? 'internal_error' });
    case 'refused':
      throw broken('ECONNREFUSED');
    case 'lost':
      workspace.answer(call.method, call.wish);
      throw broken('ECONNRESET');
    case 'late':
      void clock.sleep(1_500).then(() => workspace.answer(call.method, call.wish));
      throw broken('ECONNRESET');
    case 'hang':
      await clock.sleep(10_000);
      throw broken('ECONNRESET');
  }
}

function broken(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

function parseForm(body: string): Json {
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [name, /^[[{]/u.test(value) ? JSON.parse(value) : value]),
  );
}

function json(body: Json, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}
