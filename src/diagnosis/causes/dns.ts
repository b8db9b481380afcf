import type { Cause } from '../cause.ts';
import { always, code, either, failing, isOver, letThrough, saw, seenIn, why } from './predict.ts';

export const dnsCauses: readonly Cause[] = [
  {
    id: 'dns-name-not-found',
    layer: 'dns',
    title: 'The name of the endpoint does not exist',
    prior: 0.3,
    predicts: [
      ...seenIn('dns', 'tcp'),
      ...always,
      code(['ENOTFOUND', 'ERR_NAME_NOT_RESOLVED', 'EAI_NONAME'], ['strong', 'against']),
      saw('dns.name', 'ENOTFOUND', ['proves', 'refutes']),
      saw('dns.others', 'ok', ['strong', 'against']),
      saw('control.reachable', true, ['weak', 'against']),
    ],
    whys: [
      failing,
      why(
        'Why could it not connect?',
        'Its name could not be looked up: {dns.name}',
        ['dns.name'],
        'a look-up of the name',
      ),
      why(
        'Whose fault is it?',
        'The name alone: other names are found ({dns.others})',
        ['dns.others'],
        'look-ups of other names',
      ),
      letThrough('the record as the zone should have it, and who last changed the zone'),
    ],
    nextAction: 'Compare the name in the configuration with the zone, and create the record or correct the name',
  },
  {
    id: 'dns-resolver-failing',
    layer: 'dns',
    title: 'The resolver of this machine does not look up names',
    prior: 0.2,
    predicts: [
      ...seenIn('dns'),
      code(['EAI_AGAIN', 'SERVFAIL', 'ESERVFAIL', 'ETIMEOUT'], ['strong', 'against']),
      saw('dns.name', ['EAI_AGAIN', 'ESERVFAIL', 'TIMEOUT'], ['strong', 'against']),
      saw('dns.others', 'fails', ['proves', 'refutes']),
      saw('dns.resolver', 'fails', ['proves', 'against']),
      saw('report.all-red', true, 'weak'),
    ],
    whys: [
      failing,
      why(
        'Why could it not connect?',
        'Its name could not be looked up: {dns.name}',
        ['dns.name'],
        'a look-up of the name',
      ),
      either(
        'Whose fault is it?',
        'The resolver: asked for other names it is {dns.others}{dns.resolver}',
        ['dns.others', 'dns.resolver'],
        'look-ups of other names',
      ),
      letThrough('the answer of another resolver, and what the resolver was last set to'),
    ],
    nextAction: 'Ask another resolver for the same name, and mend or replace the one in resolv.conf',
  },
  {
    id: 'dns-stale-record',
    layer: 'dns',
    title: 'The name still stands for an old address',
    prior: 0.4,
    predicts: [
      saw('dns.agrees', false, ['proves', 'refutes']),
      saw('dns.former-address', 'ok', ['proves', 'against']),
      saw('dns.present-address', 'fails', 'weak'),
      saw('ws.direct', 'ok', ['weak', 'against']),
      saw('http.direct', 'ok', ['weak', 'against']),
      saw('version.intended', false, 'weak'),
      saw('version.direct-differs', true, ['proves', 'against']),
      saw('tls.distrust', 'ERR_TLS_CERT_ALTNAME_INVALID', 'weak'),
      saw('dns.name', 'ok', ['weak', 'refutes']),
      saw('replay.passed', 0, 'weak'),
    ],
    whys: [
      failing,
      either(
        'Where did it connect?',
        'To another host than the one that is meant; at the address of the last green run it is {dns.former-address}; at the present one {dns.present-address}',
        ['dns.agrees', 'version.direct-differs', 'dns.former-address', 'dns.present-address'],
        'the address of the resolver against that of the zone or of the last green run, or the version of both hosts',
      ),
      either(
        'What is at the one that is meant?',
        'Asked there it answers: {ws.direct}{http.direct}{dns.former-address}',
        ['ws.direct', 'http.direct', 'dns.former-address'],
        'the same request to the new address',
      ),
      letThrough('the time to live of the record, and when it was changed'),
    ],
    nextAction: 'Wait out or flush the cached record, and shorten its time to live before the next move',
  },
  {
    id: 'ipv6-path-broken',
    layer: 'dns',
    title: 'The endpoint cannot be reached by IPv6',
    prior: 0.3,
    predicts: [
      ...seenIn('tcp', 'tls', 'upgrade', 'http'),
      saw('replay.passed', 0, 'weak'),
      saw('ip.v6', 'fails', ['proves', 'refutes']),
      saw('ip.v4', 'ok', ['strong', 'refutes']),
      code(['ETIMEDOUT', 'ENETUNREACH', 'EHOSTUNREACH'], 'weak'),
    ],
    whys: [
      failing,
      why(
        'What differs?',
        'By IPv6 it ended with {ip.v6}, by IPv4 with {ip.v4}',
        ['ip.v6', 'ip.v4'],
        'the same probe by IPv4 and IPv6, taking turns',
      ),
      letThrough('a check of every address that is published before it is'),
    ],
    nextAction: 'Take the IPv6 address out of the zone until its path is mended',
  },
  {
    id: 'dns-one-address-dead',
    layer: 'dns',
    title: 'One of the addresses of the name does not answer',
    prior: 0.35,
    predicts: [
      ...seenIn('tcp', 'tls', 'upgrade', 'http'),
      // Who has answered is not dead.
      saw('report.status', isOver(0), 'refutes'),
      saw('replay.passed', [1, 2], 'weak'),
      saw('repeat.pattern', 'mixed', 'strong'),
      saw('rerun.alone', 'mixed', 'strong'),
      // A client that tries the next one waits for it first.
      saw('http.first-slow', true, 'weak'),
      saw('address.each', 'some-dead', ['proves', 'refutes']),
      // What tries the next address at once passes.
      saw('replay.other-client', true, 'weak'),
      saw('dns.addresses', isOver(1), ['weak', 'refutes']),
    ],
    whys: [
      failing,
      why(
        'Why only now and then?',
        'The name has {dns.addresses} addresses, and of those: {address.each}',
        ['address.each', 'dns.addresses'],
        'a connection to every address',
      ),
      letThrough('what takes an address out of the zone when it stops answering'),
    ],
    nextAction: 'Take the dead address out of the zone, then see what should have done so',
  },
];
