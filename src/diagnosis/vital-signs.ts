import type { ProbeResult } from '#domain/probe.ts';

import { addressFamilies } from './experiments/address-families.ts';
import { authHealthOf, authService } from './experiments/auth-service.ts';
import { clocks } from './experiments/clocks.ts';
import { eachAddress } from './experiments/each-address.ts';
import type { Aim, Experiment, Finding } from './experiments/experiment.ts';
import { formerAddress } from './experiments/former-address.ts';
import { headersLeftOut, headerSizes } from './experiments/headers.ts';
import { health } from './experiments/health.ts';
import { httpVersions } from './experiments/http-versions.ts';
import { origins } from './experiments/origins.ts';
import { otherScheme } from './experiments/other-scheme.ts';
import { repeats } from './experiments/repeats.ts';
import { settingsAudit } from './experiments/settings-audit.ts';
import { versions } from './experiments/versions.ts';

/** What takes longer than that is waited for. */
export const slowMs = 1_500;

/** Cheap, and they tell of what changed: looked at whatever the first suspicion is. */
export function vitalSigns(
  { plain, paths: [path], environment }: Aim,
  replayed: readonly Finding[],
): readonly Experiment[] {
  // What comes and goes may have a share: some instances are good, and others are not.
  const comesAndGoes = replayed.some(({ fact, value }) => fact === 'replay.passed' && (value === 1 || value === 2));
  const isQuickToFail = plain?.standing === 'down' && (comesAndGoes || plain.durationMs < slowMs);
  // Where it is the service that signs in, the first question is whether it fails alone.
  const isOfAuth = path !== undefined && path.name === authHealthOf(environment)?.name;
  const unheard = isUnheard(plain) ? [...(plain?.brokeAt === 'tls' ? [] : [httpVersions]), otherScheme] : [];
  const asked = [
    ...(isOfAuth ? [authService] : []),
    ...timeOf(plain),
    ...unheard,
    ...headersOf(plain),
    ...(isRefused(plain) ? [origins] : []),
    ...addressesOf(plain),
    formerAddress,
  ];
  return [...asked, health, versions, ...(isQuickToFail ? [repeats] : []), ...settingsOf(plain, environment)];
}

/** Before the upgrade, for what it brought with it. */
function isRefused(plain: Aim['plain']): boolean {
  return plain?.ws?.status === 400 || plain?.ws?.status === 401 || plain?.ws?.status === 403;
}

/** What a certificate's dates are worth depends on the clock that they are held against. */
function timeOf(plain: Aim['plain']): readonly Experiment[] {
  return /EXPIRED|NOT_YET_VALID|CERT_DATE/u.test(plain?.problem?.code ?? '') ? [clocks] : [];
}

/** Whoever has the choice meets a dead one now and then, or waits for it first. */
function addressesOf(plain: Aim['plain']): readonly Experiment[] {
  const [first, ...others] = plain?.addresses ?? [];
  if (first === undefined || others.length === 0 || isLoopbackPair([first, ...others])) return [];
  return others.some(({ family }) => family !== first.family) ? [addressFamilies] : [eachAddress];
}

/** `localhost` has one of each family everywhere, and servers that listen on one of them only are usual. */
function isLoopbackPair(addresses: ProbeResult['addresses']): boolean {
  return addresses.every(({ address }) => address === '::1' || address === '127.0.0.1');
}

/** A request that is not liked, or that nothing comes back for, may be the only one of its kind: which header, or how long a one? */
function headersOf(plain: Aim['plain']): readonly Experiment[] {
  if (plain === undefined || plain.standing !== 'down') return [];
  const status = plain.http?.status ?? plain.ws?.status;
  if (status === 400 || status === 413 || status === 414 || status === 431) return [headersLeftOut, headerSizes];
  return plain.brokeAt !== 'tcp' && plain.problem?.code.includes('TIMEOUT') === true ? [headerSizes] : [];
}

/** What a handler misses may be a variable, where the team wrote down which ones have to be there; a file may have changed for whatever fails. */
function settingsOf(plain: Aim['plain'], { audit, credentials }: Aim['environment']): readonly Experiment[] {
  // Whose key was published is known by who publishes keys now.
  const isSigned = [...credentials.values()].some((each) => each.kind === 'jwt' && each.privateKey !== undefined);
  if (audit.files.length > 0 || (isSigned && isDenied(plain))) return [settingsAudit];
  const isBroken = (plain?.http?.status ?? 0) >= 500 || plain?.ws?.closeCode === 1011 || plain?.ws?.closeCode === 1006;
  return isBroken && plain?.standing === 'down' && audit.required.length > 0 ? [settingsAudit] : [];
}

/** By HTTP or before the upgrade, for who it is. */
function isDenied(plain: Aim['plain']): boolean {
  const status = plain?.http?.status ?? plain?.ws?.status;
  return status === 401 || status === 403;
}

/** It was connected to, and nothing came back that is HTTP: does it speak otherwise than it was spoken to? */
function isUnheard(plain: Aim['plain']): boolean {
  if (plain === undefined || plain.standing !== 'down') return false;
  const isConnected = plain.brokeAt !== undefined && plain.brokeAt !== 'dns' && plain.brokeAt !== 'tcp';
  return isConnected && plain.http === undefined && plain.ws?.status === undefined;
}
