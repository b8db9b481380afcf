import type { ProbeResult } from '#domain/probe.ts';

import { credentialNameOf } from '../endpoint-address.ts';
import { subjectOf } from './address-families.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { isGap } from './later-look.ts';
import { outcomeWord } from './outcome.ts';
import { needsMessage } from './token-pairs.ts';

const times = 8;
/** So long each, eight would take too long one after the other, and at once they would disturb each other. */
const slowMs = 1_000;
const timesSlow = 4;
/** Nobody has the time to wait for these one by one. */
const silentMs = 4_000;

/** Eight fresh connections, and what the good and the bad of them say of who answered. */
export const repeats: Experiment = {
  name: 'repeats',
  observes: [
    'repeat.pattern',
    'repeat.by-version',
    'repeat.bad-instance',
    'repeat.in-turn',
    'repeat.session-lost',
    'repeat.all-gone',
    'replay.woke',
  ],
  costSeconds: 2.5,
  holdsFor: 'operation',
  doing: 'opening eight fresh connections, one after the other',
  applies: (aim) => subjectOf(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    const wish = { endpoint, sends: needsMessage(aim) };
    const results = [await lab.probe(wish, signal)];
    const tookMs = results[0]?.durationMs ?? 0;
    const count = tookMs > slowMs && tookMs <= silentMs ? timesSlow : times;
    const rest = Array.from({ length: count - 1 }, () => () => lab.probe(wish, signal));
    if (tookMs > silentMs) results.push(...(await Promise.all(rest.map((go) => go()))));
    else for (const go of rest) results.push(await go());
    const beside = { aim, lab };
    const found = [
      observe(results, lab),
      sessionLost(results, beside),
      allGone(results, beside),
      woke(results, beside),
    ].flat();
    return isOfThis(aim) ? found : found.filter(({ value }) => value !== 'all-ok');
  },
};

/** Nothing but GET is asked: that something else passes says nothing of what failed. */
function isOfThis({ symptom, isSocket }: Aim): boolean {
  return isSocket || symptom.method === undefined;
}

const fasterBy = 4;
const fasterMs = 800;

/** The replays waited long or in vain, and now nobody waits: it is no operation that takes so long. */
function woke(results: readonly ProbeResult[], { aim: { plain }, lab }: Beside): readonly Finding[] {
  const [first] = results;
  if (plain === undefined || first === undefined || plain.endpoint !== first.endpoint) return [];
  const isSlow = plain.standing === 'up' || /TIMEOUT|STATUS_504/u.test(plain.problem?.code ?? '');
  const isOfTalk = plain.kind === 'websocket' && plain.brokeAt !== 'upgrade';
  if (!isSlow || isOfTalk || results.some(({ standing }) => standing !== 'up')) return [];
  const longestMs = Math.max(...results.map(({ durationMs }) => durationMs));
  if (plain.durationMs < fasterBy * longestMs || plain.durationMs < longestMs + fasterMs) return [];
  const before = `${outcomeWord(plain) ?? 'not measured'} after ${Math.round(plain.durationMs)} ms`;
  const says = `${first.endpoint}, done again: ${before}; of ${results.length} connections later none took longer than ${Math.round(longestMs)} ms`;
  return findings([{ fact: 'replay.woke', value: true, says, subject: first.endpoint }], alone(lab, first.startedAt));
}

interface Beside {
  readonly aim: Aim;
  readonly lab: Lab;
}

const refusals = /STATUS_(?:401|403|404|410)$/u;

/** Who signed in once is known here and there: what one instance remembers others do not. */
function sessionLost(results: readonly ProbeResult[], { aim, lab }: Beside): readonly Finding[] {
  const { environment } = aim;
  const endpoint = subjectOf(aim);
  const name = credentialNameOf(endpoint);
  const [first] = results;
  if (first === undefined || environment.credentials.get(name ?? '')?.kind !== 'login') return [];
  const bad = results.filter(({ standing }) => standing === 'down');
  if (bad.length === 0 || bad.length === results.length) return [];
  const value = bad.every((result) => refusals.test(outcomeWord(result) ?? ''));
  const says = `${first.endpoint}, signed in as ${name ?? ''} once: ${bad.length} of ${results.length} connections were ${value ? 'refused as if nobody had' : 'bad in another way'}`;
  return findings([{ fact: 'repeat.session-lost', value, says, subject: first.endpoint }], alone(lab, first.startedAt));
}

/** Somebody had answered a moment before: whoever answers there goes away now and then. */
function allGone(results: readonly ProbeResult[], { aim: { plain }, lab }: Beside): readonly Finding[] {
  const [first] = results;
  if (plain?.standing !== 'up' || first === undefined || plain.endpoint !== first.endpoint) return [];
  const words = results.map((result) => outcomeWord(result) ?? '');
  if (!words.every(isGap)) return [];
  const says = `${first.endpoint} passed when it was done again, and then ${results.length} of ${results.length} fresh connections met nobody: ${words[0] ?? ''}`;
  return findings(
    [{ fact: 'repeat.all-gone', value: true, says, subject: first.endpoint }],
    alone(lab, first.startedAt),
  );
}

function observe(results: readonly ProbeResult[], lab: Lab): readonly Finding[] {
  const known = results.filter((result) => outcomeWord(result) !== undefined);
  const good = known.filter(({ standing }) => standing === 'up');
  const bad = known.filter(({ standing }) => standing !== 'up');
  const [first] = known;
  if (first === undefined || known.length < times / 2) return [];
  const pattern = bad.length === 0 ? 'all-ok' : good.length === 0 ? 'all-bad' : 'mixed';
  const subject = first.endpoint;
  const order = known.map((result) => outcomeWord(result)).join(', ');
  const says = `${subject}: ${pattern}, ${good.length} of ${known.length} fresh connections passed: ${order}`;
  const split = pattern === 'mixed' ? isSplit(good, bad) : undefined;
  const raw = rawOf(bad[0] ?? first);
  return findings(
    [
      { fact: 'repeat.pattern', value: pattern, says, raw, subject },
      {
        fact: 'repeat.in-turn',
        value: pattern === 'mixed' ? isInTurn(known.map(({ standing }) => standing)) : undefined,
        says: `${says}; in the order of asking`,
        subject,
      },
      {
        fact: 'repeat.by-version',
        value: split,
        says: `${says}; by instance: ${known.map(instanceOf).join(', ')}`,
        subject,
      },
      {
        fact: 'repeat.bad-instance',
        value:
          split === true
            ? [...new Set(bad.flatMap((each) => instanceOf(each) ?? []))].slice(0, 5).join(' ')
            : undefined,
        says: `${says}; by instance: ${known.map(instanceOf).join(', ')}`,
        subject,
      },
    ],
    alone(lab, first.startedAt),
  );
}

/** Two to four instances that are asked in turn, each of which is good or bad whenever it is asked. */
const rhythms = [2, 3, 4] as const;

function isInTurn(order: readonly string[]): boolean {
  return rhythms.some((every) => order.slice(every).every((each, index) => each === order[index]));
}

/** Undefined where no answer names who gave it. */
function isSplit(good: readonly ProbeResult[], bad: readonly ProbeResult[]): boolean | undefined {
  const [goods, bads] = [good, bad].map((results) => new Set(results.flatMap((result) => instanceOf(result) ?? [])));
  if (goods === undefined || bads === undefined || goods.size === 0 || bads.size === 0) return undefined;
  return goods.isDisjointFrom(bads);
}

const names = [
  'x-instance',
  'x-instance-id',
  'x-pod',
  'x-pod-name',
  'x-served-by',
  'x-backend',
  'x-backend-server',
  'x-upstream',
  'x-version',
  'x-app-version',
  'x-revision',
];

/** What the answer itself says of instance or version, in a header or in its body. */
function instanceOf({ http, ws }: ProbeResult): string | undefined {
  const headers = http?.headers ?? ws?.headers ?? {};
  const name = names.find((each) => headers[each] !== undefined);
  if (name !== undefined) return headers[name];
  const texts = [http?.body ?? ws?.body ?? '', ...(ws?.events ?? []).map(({ text }) => text ?? '')];
  const pattern = /"(?:version|sha|revision|instance|pod|hostname|replica|build)"\s*:\s*"([^"]{1,80})"/u;
  return texts.flatMap((text) => pattern.exec(text)?.[1] ?? [])[0];
}
