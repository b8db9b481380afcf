import { isIP } from 'node:net';

import type { ProbeResult, Step } from '#domain/probe.ts';

import type { Check, Judged } from '../check.ts';
import type { Evidence, Look } from '../evidence.ts';
import { listed, seenByProbe } from '../seen.ts';
import { addressesOf } from '../settings-in-use.ts';

const soonDays = 21;

/** Every host that is named resolves, takes connections, and shows a certificate that is its own and stays valid. */
export const domainsAnswer: Check = {
  name: 'domains-answer',
  section: 'domains',
  judge: (evidence) => [...looksByHost(evidence)].flatMap(([host, look]) => judgeHost(host, look)),
};

/** One look for each host: of several the one that came furthest. */
function looksByHost({ environment, variables, looks }: Evidence): ReadonlyMap<string, Look> {
  const addresses = addressesOf(environment, variables).filter(({ isDirect }) => !isDirect);
  const named = looks.flatMap((look) => {
    if (look.purpose === 'domain') return [{ host: look.name, look }];
    if (look.purpose !== 'plain') return [];
    const kind = look.result.kind === 'http' ? 'service' : 'websocket';
    const address = addresses.find((each) => each.name === look.name && each.kind === kind);
    return address === undefined ? [] : [{ host: address.url.host, look }];
  });
  const best = new Map<string, Look>();
  for (const { host, look } of named) {
    const before = best.get(host);
    if (before === undefined || height(look.result) > height(before.result)) best.set(host, look);
  }
  return best;
}

function height({ steps, tls }: ProbeResult): number {
  return steps.filter(({ outcome }) => outcome === 'passed').length + (tls === undefined ? 0 : 1);
}

function judgeHost(host: string, look: Look): readonly Judged[] {
  const name = host.replace(/:\d+$/u, '').replaceAll(/[[\]]/gu, '');
  return [
    ...(isIP(name) === 0 ? judgeStep(host, 'dns', look) : []),
    ...judgeStep(host, 'tcp', look),
    ...judgeCertificate(host, look),
  ];
}

const words = {
  dns: { id: 'resolves', good: 'resolves', bad: 'does not resolve', remedy: 'Correct the name, or its record' },
  tcp: {
    id: 'answers',
    good: 'takes connections',
    bad: 'takes no connection',
    remedy: 'See whether it runs, and what is before it',
  },
} as const;

/** Through a proxy the rungs below it are not ours to see. */
function judgeStep(host: string, step: Extract<Step, 'dns' | 'tcp'>, look: Look): readonly Judged[] {
  const { result } = look;
  const rung = result.steps.find((each) => each.step === step);
  const { id, good, bad, remedy } = words[step];
  const base = { id: `domains/${host}/${id}`, weight: 5 };
  if (rung === undefined || rung.outcome === 'not-reached') {
    if (rung === undefined && result.steps.length > 0) return [];
    const why = result.problem?.message ?? 'it was not reached';
    const says = `Whether ${host} ${good} is not known: ${why}`;
    return [
      {
        ...base,
        result: 'unknown',
        says,
        remedy: 'Remove what is in the way and audit again',
        seen: [seenByProbe(look, { fact: `audit.${step}`, value: 'unknown', says })],
      },
    ];
  }
  const isGood = rung.outcome === 'passed';
  const says = isGood
    ? `${host} ${good}${addressesIn(step, result)}`
    : `${host} ${bad}: ${rung.detail ?? result.problem?.message ?? ''}`;
  const seen = [seenByProbe(look, { fact: `audit.${step}`, value: isGood, says })];
  return [isGood ? { ...base, result: 'passed', says, seen } : { ...base, result: 'failed', says, remedy, seen }];
}

function addressesIn(step: Step, { addresses }: ProbeResult): string {
  return step === 'dns' && addresses.length > 0
    ? ` to ${listed(
        addresses.map(({ address }) => address),
        3,
      )}`
    : '';
}

function judgeCertificate(host: string, look: Look): readonly Judged[] {
  const { tls } = look.result;
  const rung = look.result.steps.find(({ step }) => step === 'tls');
  if (rung === undefined) return [];
  const base = { id: `domains/${host}/certificate`, weight: 5 };
  if (tls === undefined || (tls.names.length === 0 && tls.distrust === undefined)) {
    const says = `The certificate of ${host} was not seen: ${look.result.problem?.message ?? 'there was no handshake'}`;
    return [
      {
        ...base,
        result: 'unknown',
        says,
        remedy: 'Let it answer and audit again',
        seen: [seenByProbe(look, { fact: 'tls.days-left', value: 'unknown', says })],
      },
    ];
  }
  const { daysLeft, isTrusted, distrust, names } = tls;
  const value = daysLeft ?? 'unknown';
  const told = (says: string) => [seenByProbe(look, { fact: 'tls.days-left', value, says })];
  if (daysLeft !== undefined && daysLeft < 0) {
    const says = `The certificate of ${host} ran out ${-daysLeft} days ago`;
    return [{ ...base, result: 'failed', says, remedy: 'Renew it', seen: told(says) }];
  }
  if (!isTrusted) {
    const says = `The certificate of ${host} is for ${listed(names, 3) || 'no name'} and not trusted (${distrust ?? 'no reason given'})`;
    return [
      {
        ...base,
        result: 'failed',
        says,
        remedy: 'Install one for this name, with its intermediates',
        seen: told(says),
      },
    ];
  }
  const says = `The certificate of ${host} is for ${listed(names, 3)} and has ${daysLeft ?? 'unknown'} days left`;
  if (daysLeft !== undefined && daysLeft < soonDays) {
    return [
      {
        ...base,
        result: 'doubtful',
        says,
        remedy: `Renew it: under ${soonDays} days nothing has renewed it by itself`,
        seen: told(says),
      },
    ];
  }
  return [{ ...base, result: 'passed', says, seen: told(says) }];
}
