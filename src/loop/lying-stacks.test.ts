import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findingFact } from './next-loop.ts';
import type { Loop } from '#domain/loop.ts';
import { openLoopScene, type LoopSceneOrder } from '#testing/loop-scene.ts';

const quick = 'gate: { within: 600ms, samples: 8 }';

interface Lie extends LoopSceneOrder {
  readonly name: string;
  /** Causes that the loop names. */
  readonly findings: readonly string[];
  /** What its reason says. */
  readonly says: RegExp;
  readonly runs: number;
}

const lies: readonly Lie[] = [
  {
    name: 'health is green while the socket is broken',
    faces: { socket: 'closes' },
    findings: ['endpoint-broken'],
    says: /chat is down.*1011/u,
    runs: 1,
  },
  {
    name: 'a deploy ends with 0 and changes nothing',
    faces: { deploy: 'nothing' },
    findings: ['stale-version'],
    says: /api: v1 in 8 of 8 answers, not v2; it ran before the deploy as well/u,
    runs: 0,
  },
  {
    name: 'a cache answers for the version, and only past it the old build shows',
    faces: { deploy: 'nothing', versionCache: 'plain' },
    findings: ['stale-version'],
    says: /a cache answers v2; past caches it is v1/u,
    runs: 0,
  },
  {
    name: 'a cache answers for the version even past caches',
    faces: { deploy: 'nothing', versionCache: 'marked' },
    findings: ['stale-version'],
    says: /out of a cache even when asked past it \(x-cache: HIT\)/u,
    runs: 0,
  },
  {
    name: 'a cache that says nothing of itself answers for the version, and the uptime goes on',
    faces: { deploy: 'nothing', versionCache: 'silent' },
    findings: ['stale-version'],
    says: /up for 1h 00m, since before the deploy/u,
    runs: 0,
  },
  {
    name: 'half of the replicas are old',
    faces: { deploy: 'half' },
    findings: ['replica-bad', 'stale-version'],
    says: /of 8 fresh connections v\d in 4, v\d in 4/u,
    runs: 0,
  },
  {
    name: 'half of the replicas are old and nobody says how long it has been up',
    faces: { deploy: 'half', uptime: false },
    findings: ['replica-bad', 'stale-version'],
    says: /of 8 fresh connections v\d in 4, v\d in 4/u,
    runs: 0,
  },
  {
    name: 'a service starts anew in the middle of a suite, with the same version',
    suite: "await fetch(STACK_URL + '/restart');",
    findings: ['service-restart'],
    says: /api started anew while r1 ran/u,
    runs: 1,
  },
  {
    name: 'a service starts anew after the gate, while its endpoints are probed',
    faces: { socket: 'restarts' },
    findings: ['service-restart'],
    says: /api started anew .* ago, after the version gate/u,
    runs: 1,
  },
  {
    name: 'another instance answers after a suite, of the same version, and nobody says how long it has been up',
    faces: { uptime: false, instance: true },
    suite: "await fetch(STACK_URL + '/restart');",
    findings: ['service-restart'],
    says: /api is answered by none of those that passed the version gate/u,
    runs: 1,
  },
  {
    name: 'another version comes in the middle of a suite',
    suite: "await fetch(STACK_URL + '/deploy?version=v3');",
    findings: ['deploy-in-progress', 'service-restart', 'stale-version'],
    says: /api went from v2 to v3 while r1 ran/u,
    runs: 1,
  },
];

for (const lie of lies) {
  test(`no round is green where ${lie.name}`, async () => {
    await using scene = await openLoopScene({ loop: `rounds: 1\n      ${quick}`, ...lie });
    const { id } = await scene.ask();
    const loop = await scene.ended(id);
    assert.equal(loop.state, 'red', loop.reason);
    const said = loop.rounds.flatMap(({ steps }) => steps.map((step) => step.says));
    assert.match(said.join('; '), lie.says);
    assert.deepEqual(findingsOf(loop), lie.findings);
    assert.equal(loop.rounds[0]?.runs.length, lie.runs);
    assert.deepEqual([await scene.deploys(), await scene.store.locks.list(), scene.bugs], [1, [], []]);
  });
}

function findingsOf({ observations }: Loop): readonly string[] {
  return [
    ...new Set(observations.filter(({ fact }) => fact === findingFact).map(({ value }) => String(value))),
  ].toSorted();
}
