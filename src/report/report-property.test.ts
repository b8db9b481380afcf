import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isRed } from '#domain/test-result.ts';
import {
  createRandom,
  nastyTexts,
  pick,
  randomAudit,
  randomInquiry,
  randomLoop,
  randomProbing,
  randomRun,
  type Random,
} from '#testing/random-records.ts';

import { buildReport } from './build-report.ts';
import { linesOf, textOf, type ReportDocument } from './document.ts';
import { recompute } from './recompute.ts';
import type { ReportRecords } from './records.ts';
import { renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderJson } from './report-json.ts';

const rounds = 60;

function randomRecords(random: Random): ReportRecords {
  const suites = ['critical', pick(nastyTexts, random)];
  const runs = ['r3', 'r4', 'r5', 'r6'].map((id, place) => randomRun(id, suites[Math.floor(place / 2)] ?? '', random));
  const green = randomRun('r1', 'critical', random);
  const isLoop = random() < 0.7;
  const reported = isLoop ? runs : runs.slice(0, 1);
  const close = { endpoint: 'chat', code: 1011, closedBy: 'server', reason: 'empty', source: 'run' } as const;
  return {
    id: isLoop ? 'l1' : 'r3',
    environment: 'staging',
    ...(isLoop
      ? {
          loop: randomLoop(
            suites,
            runs.map(({ run }) => run.id),
            random,
          ),
        }
      : {}),
    reported: reported.map(({ run }) => run.id),
    greens: random() < 0.5 ? { critical: 'r1' } : {},
    runs: Object.fromEntries([green, ...reported].map((record) => [record.run.id, record])),
    inquiries: isLoop || random() < 0.5 ? { w1: randomInquiry('w1', 'r3', random) } : {},
    probings: isLoop ? { p1: randomProbing('p1', random) } : {},
    audits: isLoop ? { a1: randomAudit('a1', random) } : {},
    approvals: {},
    incidents: {},
    closes: random() < 0.5 ? [{ ...close, count: Math.floor(random() * 50) }] : [],
    suites: Object.fromEntries(
      [...suites, 'left-out'].map((name, place) => [
        name,
        {
          name,
          priority: place + 1,
          runner: 'pytest',
          command: ['pytest', pick(nastyTexts, random)],
          impact: pick([...nastyTexts, '$120K+ MRR', '$10K MRR'], random),
        },
      ]),
    ),
  };
}

function eachReport(check: (document: ReportDocument, records: ReportRecords, seed: number) => void): void {
  for (let seed = 1; seed <= rounds; seed += 1) {
    const records = randomRecords(createRandom(seed));
    check(buildReport(records), records, seed);
  }
}

test('every number, time, quotation and citation of any report follows from its records, and every claim rests on something', () => {
  let numbers = 0;
  eachReport((document, records, seed) => {
    assert.deepEqual(recompute(JSON.parse(renderJson(document, records))), [], `seed ${seed}`);
    numbers += linesOf(document)
      .flat()
      .filter(({ kind }) => kind === 'number').length;
  });
  assert.ok(numbers > 50 * rounds, `${numbers}`);
});

function isRich({ id, runs }: ReportRecords): boolean {
  return id === 'l1' && (runs['r3']?.tests.length ?? 0) > 3;
}

test('a number that was changed anywhere, a citation of nothing and a claim without one are found', () => {
  const records = Array.from({ length: rounds }, (_, seed) => randomRecords(createRandom(seed))).find(isRich);
  assert.ok(records !== undefined);
  const json = renderJson(buildReport(records), records);
  const first = records.runs['r3']?.tests[0];
  assert.ok(first !== undefined);
  const tampered: readonly ((text: string) => string)[] = [
    (text) => text.replaceAll(`"durationMs": ${first.durationMs},`, `"durationMs": ${first.durationMs + 1_000},`),
    (text) => text.replaceAll('"outcome": "passed"', '"outcome": "skipped"'),
    (text) => text.replace(/"kind": "cite",\s*"id": "[^"]+"/u, '"kind": "cite", "id": "w9.o9"'),
    (text) => text.replace(/"kind": "words",\s*"text": " of /u, '"kind": "words", "text": " of 5 '),
    (text) => text.replace(/"kind": "quote",\s*"text": "[^"]+"/u, '"kind": "quote", "text": "nobody wrote this"'),
    (text) => text.replaceAll('"startedAt": "2026-03-02T10:00:01', '"startedAt": "2026-03-02T10:00:02'),
    (text) => text.replace(/"text": "(\d+)"/u, '"text": "1$1"'),
  ];
  for (const tamper of tampered) {
    assert.notEqual(tamper(json), json, tamper.toString());
    assert.notDeepEqual(recompute(JSON.parse(tamper(json))), [], tamper.toString());
  }
});

test('the counts of the table of results are those that a hand counts', () => {
  eachReport((_document, records, seed) => {
    const markdown = renderMarkdown(buildReport(records));
    const result = markdown.split('\n## ')[1] ?? '';
    const last = new Map(records.reported.map((id) => [records.runs[id]?.run.suite, records.runs[id]]));
    for (const record of last.values()) {
      if (record === undefined || record.tests.length === 0) continue;
      const passed = record.tests.filter(({ outcome }) => outcome === 'passed').length;
      const all = record.tests.length;
      const share = Math.floor((passed / all) * 100);
      assert.ok(
        result.includes(`${passed} of ${all} ${all === 1 ? 'test' : 'tests'} passed (${share} %)`),
        `seed ${seed}`,
      );
      const red = record.tests.filter(({ outcome }) => isRed(outcome)).length;
      if (red > 0) assert.ok(markdown.includes(`${red} of ${all} red`), `seed ${seed}`);
    }
  });
});

test('nothing that is not proven is called green, no share stands without its counts, and success is no word of ours', () => {
  eachReport((document, records, seed) => {
    const [verdict] = document.sections[0]?.blocks ?? [];
    const said = verdict?.kind === 'text' ? verdict.line.map(textOf).join('') : '';
    const isGreen = records.reported.every(
      (id) => records.runs[id]?.run.verdict === 'proven' && records.runs[id]?.run.state === 'passed',
    );
    if (!isGreen && /^(?:Green|Passed and proven)/u.test(said)) {
      const last = new Map(records.reported.map((id) => [records.runs[id]?.run.suite, records.runs[id]?.run]));
      assert.ok(
        [...last.values()].every((run) => run?.state === 'passed' && run.verdict === 'proven'),
        `seed ${seed}: ${said}`,
      );
    }
    for (const line of linesOf(document)) {
      const whole = line.map(textOf).join('');
      if (line.some((span) => span.kind === 'number' && span.unit === 'percent')) assert.match(whole, /\d of \d/u);
      const ours = line.flatMap((span) => (span.kind === 'words' || span.kind === 'strong' ? [span.text] : []));
      assert.doesNotMatch(ours.join(' '), /success|100%/iu);
    }
  });
});

test('whatever the records hold, Markdown has the headings, tables and fences of the document and no others', () => {
  eachReport((document, _records, seed) => {
    const blocks = document.sections.flatMap((section) => section.blocks);
    const outputs = blocks.filter(({ kind }) => kind === 'output').length;
    const lines = outside(renderMarkdown(document), outputs, seed);
    const headings = 1 + document.sections.length + blocks.filter(({ kind }) => kind === 'heading').length;
    assert.equal(lines.filter((line) => /^\s{0,3}#{1,6}\s/u.test(line)).length, headings, `seed ${seed}`);
    const items = blocks.reduce((sum, block) => sum + (block.kind === 'list' ? block.items.length : 0), 0);
    assert.equal(lines.filter((line) => /^\s*(?:[-*+]|\d+[.)])\s/u.test(line)).length, items, `seed ${seed}`);
    const tables = blocks.flatMap((block) => (block.kind === 'table' ? [block] : []));
    const rows = lines.filter((line) => line.startsWith('|'));
    assert.equal(
      rows.length,
      tables.reduce((sum, { rows: of }) => sum + of.length + 2, 0),
      `seed ${seed}`,
    );
    const widths = tables.flatMap(({ columns, rows: of }) =>
      Array.from({ length: of.length + 2 }, () => columns.length),
    );
    assert.deepEqual(
      rows.map((row) => (row.match(/(?<!\\)\|/gu) ?? []).length - 1),
      widths,
      `seed ${seed}`,
    );
    for (const line of lines) {
      const bare = line.replaceAll(/(?<!\\)`[^`]*`/gu, '').replaceAll(/\\[\\`*_[\]<>|~#&@$!:.+=-]/gu, '');
      assert.doesNotMatch(bare, /[<>`]|\]\(|!\[|https?:\/\/|@|(?<!\*)\*(?!\*)/u, `seed ${seed}: ${line}`);
    }
  });
});

/** The lines that are not of a fenced block, of which there must be so many. */
function outside(markdown: string, fences: number, seed: number): readonly string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  let found = 0;
  for (const line of markdown.split('\n')) {
    const mark = /^(`{3,})(text)?$/u.exec(line);
    if (fence === undefined && mark?.[2] === 'text') {
      fence = mark[1];
      found += 1;
    } else if (fence !== undefined && line === fence) fence = undefined;
    else if (fence === undefined) lines.push(line);
  }
  assert.equal(found, fences, `seed ${seed}`);
  assert.equal(fence, undefined, `seed ${seed}`);
  return lines;
}

test('whatever the records hold, the page has our tags alone and loads nothing', () => {
  const ours =
    /^<\/?(?:!doctype|html|head|meta|title|style|body|header|h1|h2|h3|nav|a|main|section|p|ul|li|div|table|thead|tbody|tr|th|td|pre|code|span|strong)\b/iu;
  eachReport((document, _records, seed) => {
    const page = renderHtml(document);
    for (const [tag] of page.matchAll(/<[^>]*>?/gu)) assert.match(tag, ours, `seed ${seed}`);
    assert.doesNotMatch(
      page.replaceAll(/>[^<]*</gu, '><'),
      /\son\w+\s*=|javascript:|src=|@import|url\(/iu,
      `seed ${seed}`,
    );
    assert.doesNotMatch(page, /[\u001b\u202e]/u);
  });
});
