import { lookup as lookUp } from 'node:dns/promises';

import { judgeAddress, type AddressJudgement } from './address-guard.ts';
import { checkUrl, refuseAddress, type CheckedUrl } from './check-url.ts';
import { defaultLimits } from './probe.ts';
import { codeOf, ProbeFault } from './probe-fault.ts';

/** What the guard asks; people cannot configure it. */
export interface GuardParts {
  /** All addresses of a name, in the order of trying. Default: the system's resolver. */
  readonly lookup?: ((host: string) => Promise<readonly string[]>) | undefined;
  /** Default `judgeAddress`. */
  readonly judge?: ((address: string) => AddressJudgement) | undefined;
}

export interface AdmittedUrl extends CheckedUrl {
  /** Every one was judged; only these may be connected to. */
  readonly pinned: readonly string[];
  /** Of the look-up. */
  readonly lookedUpMs: number;
}

const mostAddresses = 16;

/**
 * Looks the name of an address up, once, and judges everything that it stands for: one forbidden address refuses all.
 * Rejects with `BAD_URL`, `ADDRESS_REFUSED`, or a `ProbeFault` when the name cannot be looked up.
 */
export async function admitUrl(text: string, parts: GuardParts, signal: AbortSignal): Promise<AdmittedUrl> {
  const { lookup = systemLookup, judge = judgeAddress } = parts;
  const checked = checkUrl(text, judge);
  if (checked.isAddress) return { ...checked, pinned: [checked.host], lookedUpMs: 0 };
  const sinceMs = performance.now();
  const found = await within(lookup(checked.host), checked.host, signal);
  const pinned = [...new Set(found)];
  if (pinned.length === 0) throw new ProbeFault('ENOTFOUND', `${checked.host} has no address`);
  for (const address of pinned) refuseAddress(address, judge);
  return { ...checked, pinned: pinned.slice(0, mostAddresses), lookedUpMs: performance.now() - sinceMs };
}

async function systemLookup(host: string): Promise<readonly string[]> {
  const found = await lookUp(host, { all: true });
  return found.map(({ address }) => address);
}

/** A resolver cannot be stopped; it is only not waited for any longer. */
async function within<T>(looking: Promise<T>, host: string, signal: AbortSignal): Promise<T> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(defaultLimits.dnsMs)]);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(signal.aborted ? aborted() : late(host));
  limit.addEventListener('abort', end, { once: true });
  if (limit.aborted) end();
  try {
    return await Promise.race([looking, ended]);
  } catch (error) {
    if (error instanceof ProbeFault) throw error;
    throw new ProbeFault(codeOf(error), `${host} could not be looked up: ${codeOf(error)}`);
  } finally {
    limit.removeEventListener('abort', end);
    looking.catch(() => undefined);
  }
}

function aborted(): ProbeFault {
  return new ProbeFault('ABORTED', 'Stopped before it was measured');
}

function late(host: string): ProbeFault {
  return new ProbeFault('TIMEOUT', `${host} was not looked up within ${defaultLimits.dnsMs / 1_000} s`);
}
