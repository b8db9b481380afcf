import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commands } from '#commands/index.ts';
import { permissions, type AccessRules } from '#domain/configuration.ts';

import { decide, type Membership } from './gate.ts';

const member = (...names: string[]): Membership => ({ kind: 'member', names });

const inOrder = (permission: string): readonly string[] =>
  commands.filter((command) => ['read', permission].includes(command.permission)).map(({ name }) => name);

test('every command × role cell is decided by the gate, and only as listed', () => {
  const rules: AccessRules = {
    run: ['U1', '@backend'],
    probe: ['U5'],
    silence: ['U6'],
    lock: ['S9'],
    approve: ['U8'],
    deploy: ['U9'],
    admin: ['U0'],
  };
  const roles: Readonly<Record<string, Membership>> = {
    listed: member('U1'),
    handle: member('U2', 'backend'),
    group: member('U3', 'S9'),
    prober: member('U5'),
    silencer: member('U6'),
    approver: member('U8'),
    deployer: member('U9'),
    admin: member('U0'),
    other: member('U4'),
    guest: { kind: 'guest', names: ['U1'] },
    stranger: { kind: 'stranger', names: ['U1'] },
    unknown: { kind: 'unknown', names: [] },
    unverifiable: { kind: 'unverifiable', names: [] },
  };
  const table = Object.fromEntries(
    Object.entries(roles).map(([role, who]) => [
      role,
      commands.filter((command) => decide(command.permission, who, rules).allowed).map((command) => command.name),
    ]),
  );
  // Written out: a command that moved to another permission must not move its test along.
  assert.deepEqual(
    {
      run: inOrder('run').filter((name) => !inOrder('read').includes(name)),
      probe: inOrder('probe').filter((name) => !inOrder('read').includes(name)),
      silence: inOrder('silence').filter((name) => !inOrder('read').includes(name)),
      lock: inOrder('lock').filter((name) => !inOrder('read').includes(name)),
      approve: inOrder('approve').filter((name) => !inOrder('read').includes(name)),
      deploy: inOrder('deploy').filter((name) => !inOrder('read').includes(name)),
    },
    {
      run: ['run', 'rerun', 'prove', 'stop', 'correct'],
      probe: ['probe', 'sweep', 'audit', 'why'],
      silence: ['ack', 'silence', 'resolve'],
      lock: ['lock', 'unlock'],
      approve: ['approve', 'refuse'],
      deploy: ['loop'],
    },
  );
  const reading = ['audit-report', 'status', 'incidents', 'history', 'show', 'suites', 'compare', 'report', 'help'];
  assert.deepEqual(inOrder('read'), reading);
  assert.deepEqual(table, {
    listed: inOrder('run'),
    handle: inOrder('run'),
    group: inOrder('lock'),
    prober: inOrder('probe'),
    silencer: inOrder('silence'),
    approver: inOrder('approve'),
    deployer: inOrder('deploy'),
    admin: commands.map((command) => command.name),
    other: reading,
    guest: [],
    stranger: [],
    unknown: [],
    unverifiable: [],
  });
});

test('a permission that access does not name is refused to all but administrators', () => {
  for (const permission of permissions.filter((each) => each !== 'admin')) {
    assert.equal(decide(permission, member('U1'), {}).allowed, false, permission);
    assert.equal(decide(permission, member('U1'), { admin: ['U1'] }).allowed, true, permission);
  }
});

test('without access every full member may; who could be a guest may not', () => {
  assert.equal(decide('run', member('U1'), undefined).allowed, true);
  assert.equal(decide('run', { kind: 'unverifiable', names: [] }, undefined).allowed, true);
  assert.equal(decide('run', { kind: 'unknown', names: [] }, undefined).allowed, false);
  assert.equal(decide('run', { kind: 'guest', names: ['U1'] }, undefined).allowed, false);
  assert.equal(decide('read', { kind: 'stranger', names: ['U1'] }, undefined).allowed, false);
});
