import { atPointer } from '#domain/json-pointer.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Setting, Variables } from '#domain/setting.ts';
import type { AuthorityFiles } from '#probes/prepare-authorities.ts';
import { prepareProbe, toResult } from '#probes/prepare-probe.ts';
import type { Probe } from '#probes/probe.ts';
import type { Prober } from '#probes/prober.ts';
import type { Tokens } from '#probes/tokens.ts';
import { expectedVersion } from '#suites/expected-version.ts';

import type { Aim, Lab, ProbeWish } from './experiment.ts';

export interface LabParts extends Partial<Pick<Lab, 'ranAt' | 'rerunner' | 'usualMs' | 'audit' | 'lastGreen'>> {
  readonly prober: Pick<Prober, 'probe'>;
  readonly tokens: Tokens;
  readonly authorities: AuthorityFiles;
  readonly variables: Variables;
  readonly control: readonly Setting[];
  readonly versionsOfRun: Readonly<Record<string, string>>;
  readonly now: () => Date;
  /** Results are numbered below it: `w3` → `w3.1`. */
  readonly id: string;
  /** No answer is waited for longer, whatever is configured. */
  readonly patienceMs: number;
  readonly isThorough: boolean;
  readonly onResult?: ((result: ProbeResult) => void) | undefined;
}

/** Nobody is asked before so many connections are opened at a time. */
const mostAtOnce = 10;
/** Enough to tell what hangs from what answers. */
const hurriedMs = 2_500;
const mostSeen = 100;

/** Measures for experiments: counts, numbers, and holds to ten connections at a time. */
export function createLab(parts: LabParts, environment: Aim['environment']): Lab {
  const { variables, now, control, versionsOfRun, prober, onResult, ranAt, rerunner, audit, lastGreen } = parts;
  const gate = createGate(mostAtOnce);
  let results = 0;
  let patienceMs = parts.patienceMs;
  let groups = 0;
  let youngest: number | undefined;
  let withoutPort: ProbeResult | undefined;
  const versionsSeen: Readonly<Record<string, string>>[] = [];
  return {
    variables,
    now,
    control,
    versionsOfRun,
    ranAt,
    lastGreen,
    rerunner,
    audit,
    usualMs: parts.usualMs ?? (() => undefined),
    versions: async (of, signal) => {
      const seen = await versionsOf(of, probe, signal);
      // Round the proxy somebody else is asked.
      if (of === environment && versionsSeen.length < mostSeen) versionsSeen.push(seen);
      return seen;
    },
    versionsSeen: () => versionsSeen,
    isThorough: parts.isThorough,
    intended: async (of, signal) => (await expectedVersion(of, { variables, marker: parts.id }, signal)).version,
    hurry: () => {
      patienceMs = Math.min(patienceMs, hurriedMs);
    },
    isHurried: () => patienceMs < parts.patienceMs,
    youngest: () => youngest,
    sawUptime: (seconds) => {
      youngest = Math.min(youngest ?? seconds, seconds);
    },
    withoutPort: () => withoutPort,
    newGroup: () => `g${(groups += 1)}`,
    probe,
  };

  async function probe(wish: ProbeWish, signal: AbortSignal): Promise<ProbeResult> {
    results += 1;
    const { endpoint, changed } = wish;
    const asked = { ...parts, environment, id: `${parts.id}.${results}`, location: 'here', changed };
    const prepared = await prepareProbe(endpoint, asked, signal);
    const result =
      'unprepared' in prepared
        ? toResult(prepared, endpoint, { ...asked, startedAt: now() })
        : await gate(() => prober.probe(fit(prepared, wish, patienceMs), signal));
    onResult?.(result);
    if (hasNoPort(result)) withoutPort ??= result;
    return result;
  }
}

/** An address of IPv6 is not available either where this machine has none: that is no want of ports. */
function hasNoPort({ problem, addresses }: ProbeResult): boolean {
  const codes = addresses.filter(({ family, tcp }) => family === 4 && tcp === 'failed').map(({ code }) => code);
  return problem?.code === 'EADDRNOTAVAIL' && (addresses.length === 0 || codes.includes('EADDRNOTAVAIL'));
}

type ProbeOne = Lab['probe'];

/** By probes, so that authorities and proxies of the environment are those of everything else. */
async function versionsOf(
  { services }: Aim['environment'],
  probe: ProbeOne,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const asked = [...services].flatMap(([name, service]) => {
    const [path, pointer] = service.version?.split('#') ?? [];
    if (path === undefined) return [];
    const endpoint = { kind: 'http', id: `${name}:${path}`, name, service, check: { path }, isBare: false } as const;
    return [{ name, pointer, endpoint }];
  });
  const read = await Promise.all(
    asked.map(async ({ name, pointer, endpoint }) => {
      const { http, standing } = await probe({ endpoint }, signal);
      const version = standing === 'up' ? versionIn(http?.body ?? '', pointer) : undefined;
      return version === undefined ? [] : [[name, version] as const];
    }),
  );
  return Object.fromEntries(read.flat());
}

const longestVersion = 80;

function versionIn(body: string, pointer: string | undefined): string | undefined {
  try {
    const value: unknown = pointer === undefined ? body : atPointer(JSON.parse(body), pointer);
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    return text === '' || text.length > longestVersion ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Only what an experiment needs goes out, and nothing is waited for longer than it may. */
function fit(probe: Probe, wish: ProbeWish, patienceMs: number): Probe {
  const withinMs = wish.withinMs ?? patienceMs;
  const { limits } = probe.reach;
  const reach = {
    ...probe.reach,
    ...(wish.address === undefined ? {} : { pinned: [wish.address] }),
    ...(wish.fromAnybody === true ? { takesAnyCertificate: true } : {}),
    limits: { ...limits, answerMs: Math.min(limits.answerMs, withinMs), ...longer(wish, limits.wallMs) },
  };
  const headers = wish.fromAnybody === true ? {} : headersOf(probe.headers, wish.headers);
  if (probe.kind === 'http') return { ...probe, reach, headers };
  const isLonger = wish.withinMs !== undefined && wish.withinMs > probe.withinMs;
  const own = { ...probe, reach, headers, withinMs: isLonger ? withinMs : Math.min(probe.withinMs, withinMs) };
  return wish.sends === true ? own : { ...own, send: undefined, nonce: undefined, expect: [] };
}

function longer({ withinMs }: ProbeWish, wallMs: number): { readonly answerMs?: number; readonly wallMs: number } {
  if (withinMs === undefined) return { wallMs };
  return { answerMs: withinMs, wallMs: Math.max(wallMs, withinMs + 1_000) };
}

function headersOf(
  before: Readonly<Record<string, string>>,
  changed: ProbeWish['headers'],
): Readonly<Record<string, string>> {
  if (changed === undefined) return before;
  const names = new Set(Object.keys(changed).map((name) => name.toLowerCase()));
  const kept = Object.entries(before).filter(([name]) => !names.has(name.toLowerCase()));
  return Object.fromEntries([...kept, ...Object.entries(changed).filter(([, value]) => value !== '')]);
}

function createGate(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let open = 0;
  return async (work) => {
    if (open >= most) await new Promise<void>((resolve) => void waiting.push(resolve));
    else open += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) open -= 1;
      else next();
    }
  };
}
