import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** Read by tests alone, and meant to be: complete lists, limits, and parts that are proved one by one. */
const forTests = new Set([
  'documentOf src/cli-probings.ts',
  'soughtRate src/sweeps/cusum.ts',
  'judgeLook src/loop/judge-look.ts',
  'readRunLog src/suites/read-run-log.ts',
  'checks src/suites/report-audit/audit-report.ts',
  'adapters src/suites/adapters/index.ts',
  'sectionBlocks src/slack/blocks.ts',
  'auditShortcut src/slack/request-shortcut.ts',
  'statusOfAudit src/domain/audit-report.ts',
  'tellingsOfInquiry src/announce/start-inquiry-announcer.ts',
  'loopStates src/domain/loop.ts',
  'whyShortcut src/slack/request-shortcut.ts',
  'recompute src/report/recompute.ts',
  'factorWords src/probes/vary-factors.ts',
  'viewProblems src/playground/validate-view.ts',
  'signPush src/ingest/verify-push.ts',
  'permissions src/domain/configuration.ts',
  'mutantNames src/domain/test-proof.ts',
  'notEstablished src/diagnosis/chain-whys.ts',
  'standingOf src/diagnosis/chain-whys.ts',
  'phraseNames src/diagnosis/phrases.ts',
  'mostUngated src/diagnosis/score-causes.ts',
]);

const sources = new Map(
  globSync('{src,commands,state,bench,examples,.test}/**/*.ts').map((file) => [file, readFileSync(file, 'utf8')]),
);
const isTest = (file: string): boolean => /\.test\.ts$|^src\/testing\/|^state\/contract\//u.test(file);

test('what is exported is imported by code that is no test', () => {
  const imported = new Set(
    [...sources].filter(([file]) => !isTest(file)).flatMap(([file, text]) => importsOf(file, text)),
  );
  const exported = [...sources].filter(([file]) => !isTest(file) && !/^(?:bench|examples|\.test)\//u.test(file));
  const unused = exported.flatMap(([file, text]) =>
    namesExported(text)
      .map((name) => `${name} ${file}`)
      .filter((each) => !imported.has(each) && !forTests.has(each)),
  );
  assert.deepEqual(unused, [], 'Drop the "export", or the code');
});

function namesExported(text: string): readonly string[] {
  return [...text.matchAll(/^export (?:async )?(?:const|function\*?|class) (\w+)/gmu)].map(([, name = '']) => name);
}

function importsOf(file: string, text: string): readonly string[] {
  const named = [...text.matchAll(/(?:import|export)\s+\{([^}]*)\}\s*from\s*'([#.][^']*)'/gu)];
  const late = [...text.matchAll(/import\(\s*'([#.][^']*)'\s*\)/gu)].map(([, from = '']) => fileOf(file, from));
  return [
    ...named.flatMap(([, names = '', from = '']) =>
      names.split(',').map((name) => `${name.trim().split(' as ', 1)[0]} ${fileOf(file, from)}`),
    ),
    ...late.flatMap((target) =>
      namesExported(sources.get(target) ?? '')
        .filter((name) => text.includes(name))
        .map((name) => `${name} ${target}`),
    ),
  ];
}

function fileOf(importer: string, from: string): string {
  if (from.startsWith('.')) return path.join(path.dirname(importer), from);
  return /^#(?:commands|state)\//u.test(from) ? from.slice(1) : `src/${from.slice(1)}`;
}
