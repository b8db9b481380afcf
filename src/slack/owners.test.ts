import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pino } from 'pino';

import { startPlayground } from '#playground/start-playground.ts';

import { createClient } from './client.ts';
import { createOwners } from './owners.ts';

test('an owner is found by handle or by e-mail, an id and a stranger stay as they are', async (t) => {
  const playground = await startPlayground({ port: 0 });
  t.after(() => playground.close());
  const log = pino({ level: 'silent' });
  const personOf = createOwners({
    client: createClient({ botToken: playground.botToken, apiUrl: playground.apiUrl, log }),
    log,
  });
  const { users, userGroups } = playground.workspace();
  const group = userGroups.find((each) => each.handle === 'backend-oncall');
  const mara = users.find((user) => user.name === 'mara');
  assert.ok(group && mara);
  assert.equal(await personOf('@backend-oncall'), group.id);
  assert.equal(await personOf(mara.email), mara.id);
  assert.equal(await personOf('@nobody'), '@nobody');
  assert.equal(await personOf('S0123'), 'S0123');
  assert.equal(await personOf('Team Backend'), 'Team Backend');
});

test('an owner who cannot be looked up is told by the name in the file', async (t) => {
  const playground = await startPlayground({ port: 0 });
  t.after(() => playground.close());
  playground.misbehave({ kind: 'error', code: 'missing_scope', method: 'usergroups.list', times: 1 });
  const log = pino({ level: 'silent' });
  const client = createClient({ botToken: playground.botToken, apiUrl: playground.apiUrl, log });
  assert.equal(await createOwners({ client, log })('@backend-oncall'), '@backend-oncall');
});
