/** A small seeded generator (mulberry32), so that a red trial can be repeated. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = (below: number) => number;

const oddIds = [
  'a b',
  'x::y',
  '[z]',
  ']',
  '[',
  'ü',
  '日本',
  '😀',
  'new\\nline',
  '\\x1b[31mred\\x1b[0m',
  'back\\\\slash',
  'a/b.py',
  ' PASSED',
  'a.b.c',
  "it's",
  '\\"quoted\\"',
  '<tag>&amp;',
  '#x1B',
  '-k',
  '--rootdir=/',
  '',
  ' ',
  '\\t',
  'x [ 50%]',
  '::',
  'a > b',
  'PASSED [100%]',
];

const bodies = [
  'pass',
  'pass',
  'pass',
  'assert 1 == 2, "no"',
  'raise KeyError("gone")',
  'import pytest; pytest.skip("inside")',
  'import pytest; pytest.xfail("inside")',
  'print("test_x.py::test_y FAILED")',
  'import pytest; pytest.fail("said", pytrace=False)',
  'import time; time.sleep(0.02)',
  'raise SystemExit(1)',
  'assert "ü\\x00\\x1b" == "]]>"',
];

const marks = [
  '',
  '',
  '',
  '',
  '@pytest.mark.skip(reason="not <today>")',
  '@pytest.mark.skipif(True, reason="never")',
  '@pytest.mark.xfail(reason="known")',
  '@pytest.mark.xfail(strict=True, reason="must")',
  '@pytest.mark.xfail(run=False)',
];

const fixtures = ['', '', '', 'bad_setup', 'bad_teardown', 'tmp_path', 'shared', 'record_property'];

const conftest = `
import pytest
@pytest.fixture
def bad_setup(): raise ValueError("no database")
@pytest.fixture
def bad_teardown():
    yield
    raise ValueError("cannot clean up")
@pytest.fixture(scope="session")
def shared(): return 1
def pytest_collect_file(parent, file_path):
    if file_path.suffix == ".case": return CaseFile.from_parent(parent, path=file_path)
class CaseFile(pytest.File):
    def collect(self):
        for line in self.path.read_text().split():
            yield CaseItem.from_parent(self, name=line)
class CaseItem(pytest.Item):
    def runtest(self): assert "bad" not in self.name
    def reportinfo(self): return self.path, None, "case: " + self.name
`;

/** pytest's own truth, written by hooks that know nothing of Teneleven: id → [outcome, seconds, attempts]. */
const recorder = `
import json, os
def pytest_configure(config):
    if not hasattr(config, "workerinput"): config.pluginmanager.register(Truth())
class Truth:
    def __init__(self): self.seen = {}
    def note(self, report, phase):
        self.seen.setdefault(report.nodeid, []).append([phase, report.outcome, getattr(report, "duration", 0.0)])
    def pytest_runtest_logreport(self, report): self.note(report, report.when)
    def pytest_collectreport(self, report):
        if not report.passed: self.note(report, "collect")
    def pytest_unconfigure(self):
        truth = {}
        for id, reports in self.seen.items():
            reruns = [i for i, r in enumerate(reports) if r[1] == "rerun"]
            last = reports[reruns[-1] + 1:] if reruns else reports
            outcome = "passed"
            if any(o == "skipped" for _, o, _ in last): outcome = "skipped"
            if any(o == "failed" for _, o, _ in last): outcome = "error"
            if any(o == "failed" and p == "call" for p, o, _ in last): outcome = "failed"
            if reruns and outcome == "passed": outcome = "flaky"
            truth[id] = [outcome, sum(d for _, _, d in reports), 1 + len(reruns)]
        with open(os.environ["TRUTH"], "w") as file: json.dump(truth, file)
`;

/** The files of a pytest suite in which much is odd. */
export function oddSuite(seed: number): Readonly<Record<string, string>> {
  const random = seeded(seed);
  const files: Record<string, string> = {
    'pytest.ini': `[pytest]\n${escapes[random(escapes.length)]}\npython_classes = Test* Odd*\n`,
    'conftest.py': `${conftest}\n${recorder}`,
    'base.py': moduleOf(random, 'class OddBase:', '    '),
  };
  const count = 3 + random(4);
  for (let index = 0; index < count; index += 1) {
    const folder = ['', 'tests/', 'tests/unit/', 'with space/', 'tests/deep.dotted/x/'][random(5)] ?? '';
    files[`${folder}test_${seed}_${index}.py`] = moduleOf(random, '', '') + classesOf(random);
  }
  files['tests/things.case'] = 'good bad [odd] a::b';
  if (random(3) === 0)
    files['tests/test_skipped_whole.py'] = 'import pytest\npytest.skip("whole", allow_module_level=True)\n';
  if (random(3) === 0) files['tests/test_broken.py'] = 'import nothing_of_that_name\n';
  return files;
}

const escapes = [
  '',
  'disable_test_id_escaping_and_forfeit_all_rights_to_community_support = true',
  'junit_family = xunit2',
];

function moduleOf(random: Random, head: string, indent: string): string {
  const lines = ['import pytest, sys, unittest', 'sys.dont_write_bytecode = True', 'tries = {}', head];
  const count = 2 + random(6);
  for (let index = 0; index < count; index += 1) lines.push(...functionOf(random, `test_${index}`, indent));
  return `${lines.join('\n')}\n`;
}

function functionOf(random: Random, name: string, indent: string): string[] {
  const fixture = fixtures[random(fixtures.length)] ?? '';
  const isParametrised = random(3) === 0;
  const ids = oddIds.filter(() => random(4) === 0);
  const parameters = [indent === '' ? '' : 'self', fixture, isParametrised ? 'value' : ''].filter(
    (name_) => name_ !== '',
  );
  const lines = [marks[random(marks.length)] ?? ''];
  if (isParametrised) {
    lines.push(
      `@pytest.mark.parametrize("value", range(${ids.length}), ids=[${ids.map((id) => `"${id}"`).join(', ')}])`,
    );
  }
  const body =
    random(5) === 0
      ? `tries["${name}"] = tries.get("${name}", 0) + 1; assert tries["${name}"] > 1`
      : bodies[random(bodies.length)];
  return [...lines.filter((line) => line !== ''), `def ${name}(${parameters.join(', ')}): ${body}`].map(
    (line) => indent + line,
  );
}

function classesOf(random: Random): string {
  const lines = ['class TestOne:', ...functionOf(random, 'test_in_class', '    ')];
  lines.push('    class TestTwo:', ...functionOf(random, 'test_deeper', '        '));
  if (random(2) === 0)
    lines.push(
      'import os',
      'sys.path.insert(0, os.environ["SUITE"])',
      'from base import OddBase',
      'class TestHeir(OddBase): pass',
    );
  lines.push(
    'class TestUnit(unittest.TestCase):',
    '    def test_unit(self): self.assertEqual(1, 1)',
    '    @unittest.expectedFailure',
    '    def test_expected(self): self.fail("so")',
    '    @unittest.skip("not now")',
    '    def test_skipped(self): pass',
  );
  if (random(3) === 0) lines.push('    def tearDown(self): raise OSError("tear-down")');
  return `${lines.join('\n')}\n`;
}
