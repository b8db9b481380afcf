import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { truncate, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { auditDetails, auditReport } from '#domain/audit-report.ts';
import { renderReply } from '#terminal/render-reply.ts';
import { openAuditScene, told } from '#testing/audit-scene.ts';

const names = Array.from({ length: 20 }, (_, index) => `many/${index}.env`);

test(
  'two thousand settings in twenty files, with all kinds of bad files, end soon and within bounds',
  { timeout: 20_000 },
  async () => {
    const all = [...names, 'large.env', 'pipe.env', 'loop.env', 'binary.env', 'none.env'];
    await using scene = await openAuditScene({
      yaml: `environments: { staging: { audit: { required: [KEY_7], files: [${all.join(', ')}] } } }`,
      files: Object.fromEntries(
        names.map((name, file) => [
          name,
          Array.from(
            { length: 100 },
            (_, key) => `KEY_${key + (file % 3) * 50}=value-${file}-${key}-0123456789abcdef`,
          ).join('\n'),
        ]),
      ),
    });
    await scene.write('large.env', '');
    await truncate(join(scene.folder, 'large.env'), 100 * 1_048_576);
    execFileSync('mkfifo', [join(scene.folder, 'pipe.env')]);
    await symlink(join(scene.folder, 'loop.env'), join(scene.folder, 'loop.env'));
    await scene.write('binary.env', Buffer.alloc(1_000));
    const before = process.memoryUsage().rss;
    const started = performance.now();
    const audit = await scene.audit();
    const tookMs = performance.now() - started;
    const grewMiB = (process.memoryUsage().rss - before) / 1_048_576;
    assert.ok(tookMs < 8_000, `${Math.round(tookMs)} ms`);
    assert.ok(grewMiB < 250, `${Math.round(grewMiB)} MiB`);
    assert.ok(audit.checks.length <= 500 && audit.observations.length <= 1_000);
    assert.deepEqual(told(audit, 'sources/').slice(20, 25), [
      'unknown large.env is 100 MiB long: more than a settings file may be (1 MiB)',
      'unknown pipe.env is no file but a pipe, a socket or a device',
      'unknown loop.env is a link that leads to itself',
      'unknown binary.env is no text: it has NUL bytes',
      'unknown none.env is not there',
    ]);
    assert.match(told(audit, 'sources/KEY_0')[0] ?? '', /^failed KEY_0 has \d+ values in \d+ places: many\/0\.env:1 /u);
    const report = renderReply(auditReport(audit));
    assert.ok(report.length < 12_000, `${report.length}`);
    assert.ok(renderReply(auditDetails(audit, new Date())).length < 2_000_000);
  },
);
