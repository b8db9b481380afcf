import type { Audit } from './audit.ts';
import type { CloseCount } from './close.ts';
import type { CloseChange, ProbeChange, SettingsChange, ValueChange } from './comparison.ts';
import { latencyOf } from './probe-words.ts';
import type { ProbeResult } from './probe.ts';
import type { Probing } from './probing.ts';

type Texts = Readonly<Record<string, string>>;

/** Every service of either side. */
export function compareVersions(before: Texts, after: Texts): readonly ValueChange[] {
  return namesOf(before, after).map((name) => ({ name, before: own(before, name), after: own(after, name) }));
}

/** Undefined where one side has no audit that looked at settings. */
export function compareSettings(before: Audit | undefined, after: Audit | undefined): SettingsChange | undefined {
  if (before === undefined || after === undefined || before.id === after.id) return undefined;
  const [then, now] = [before.fingerprints, after.fingerprints];
  const names = namesOf(then, now);
  if (names.length === 0) return undefined;
  const changed = names.filter((name) => has(then, name) && has(now, name) && own(then, name) !== own(now, name));
  const added = names.filter((name) => !has(then, name));
  const removed = names.filter((name) => !has(now, name));
  const same = names.length - changed.length - added.length - removed.length;
  return { audits: [before.id, after.id], changed, added, removed, same };
}

/** Every plain probe of either side; undefined values where one side did not probe it. */
export function compareProbes(before: Probing | undefined, after: Probing | undefined): readonly ProbeChange[] {
  const then = byEndpoint(before);
  const now = byEndpoint(after);
  return [...new Set([...now.keys(), ...then.keys()])].map((endpoint) => {
    const [one, other] = [then.get(endpoint), now.get(endpoint)];
    return {
      endpoint,
      before: one && rungOf(one),
      after: other && rungOf(other),
      beforeMs: one && latencyOf(one),
      afterMs: other && latencyOf(other),
    };
  });
}

/** By code, who closed, and who saw it: what a client and a server saw of one connection is not added up. */
export function compareCloses(before: readonly CloseCount[], after: readonly CloseCount[]): readonly CloseChange[] {
  const changes = new Map<string, CloseChange>();
  const add = (closes: readonly CloseCount[], side: 'before' | 'after'): void => {
    for (const { code, closedBy, source, count } of closes) {
      const key = `${code} ${closedBy} ${source}`;
      const known = changes.get(key) ?? { code, closedBy, source, before: 0, after: 0 };
      changes.set(key, { ...known, [side]: known[side] + count });
    }
  };
  add(before, 'before');
  add(after, 'after');
  return [...changes.values()].toSorted((one, other) => other.before + other.after - one.before - one.after);
}

/** `up`, `unknown`, or the rung that broke with its code: `upgrade STATUS_502`. */
function rungOf({ standing, brokeAt, problem }: ProbeResult): string {
  if (standing !== 'down') return standing;
  const parts = [brokeAt, problem?.code].filter((part) => part !== undefined);
  return parts.length === 0 ? 'down' : parts.join(' ');
}

function byEndpoint(probing: Probing | undefined): ReadonlyMap<string, ProbeResult> {
  const plain = (probing?.results ?? []).filter(({ changed }) => Object.keys(changed).length === 0);
  return new Map(plain.map((result) => [result.endpoint, result]));
}

function namesOf(one: Texts, other: Texts): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

function has(texts: Texts, name: string): boolean {
  return Object.hasOwn(texts, name);
}

function own(texts: Texts, name: string): string | undefined {
  return has(texts, name) ? texts[name] : undefined;
}
