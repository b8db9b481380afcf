"""Tells Teneleven what pytest does, under pytest's own node ids; keeps to the selected tests in a rerun.

Loaded through PYTEST_PLUGINS with pytest 6 to 9. It decides nothing about a test and prints nothing, and whatever
goes wrong in it stays in it. The folder it works in is named by TENELEVEN_PYTEST:
  events.ndjson  one JSON object a line, appended while the tests run
  junit.xml      pytest's own report; a copy when the team has its file elsewhere
  cases.ndjson   the node id of each test case of the report, in its order
  select.json    read: the node ids to run; everything else is deselected
  diversion.json read: where connections to the target end instead
"""
import json
import os
import shlex
import shutil
import time

import pytest

VARIABLE = "TENELEVEN_PYTEST"
TEXT_LIMIT = 16000
MESSAGE_LIMIT = 2000
LINE_LIMIT = 60000
# More of a text and of a message than is ever read of our own report.
REPORT_TEXT_LIMIT = 80000
REPORT_MESSAGE_LIMIT = 16000
FLUSH_SECONDS = 0.1
EXCHANGE_LIMIT = 10
encode = json.JSONEncoder(separators=(",", ":")).encode


def start_contacts():
    try:
        import teneleven_contacts
        import teneleven_shared

        started = teneleven_contacts.Contacts().start()
        started.shared = teneleven_shared.SharedSetUps()
        return started
    except Exception:
        return None


def start_exchanges():
    try:
        import teneleven_exchanges

        return teneleven_exchanges.Exchanges().start()
    except Exception:
        return None


# Before the team's own modules are loaded; a worker of xdist is told later that it is one of ours.
contacts = start_contacts() if os.environ.get(VARIABLE) else None
exchanges = start_exchanges() if os.environ.get(VARIABLE) else None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    worker = getattr(config, "workerinput", None)
    # Taken out of the environment: a pytest that a test starts must not write into this report.
    folder = os.environ.pop(VARIABLE, None) if worker is None else worker.get(VARIABLE)
    if not folder:
        return
    selected = selection(os.path.join(folder, "select.json"))
    if selected:
        config.pluginmanager.register(Selector(selected), "teneleven-selector")
    global contacts, exchanges
    contacts = contacts or start_contacts()
    exchanges = exchanges or start_exchanges()
    if contacts is not None:
        config.pluginmanager.register(ContactTeller(contacts), "teneleven-contacts")
    diversion = os.path.join(folder, "diversion.json")
    if os.path.exists(diversion):
        import teneleven_diversion

        teneleven_diversion.start(config, diversion, contacts)
    if worker is None:
        config.pluginmanager.register(Recorder(config, folder, selected), "teneleven-recorder")


def selection(path):
    if not os.path.exists(path):
        return frozenset()
    with open(path, encoding="utf-8") as file:
        return frozenset(json.load(file))


def missing(selected, ids):
    """The selected ids that are neither a test nor a file, class or folder of one."""
    left = selected.difference(ids)
    if not left:
        return []
    parents = set()
    for nodeid in ids:
        names = nodeid.split("[")[0].split("::")
        parents.update("::".join(names[:end]) for end in range(1, len(names)))
        folders = names[0].split("/")
        for end in range(1, len(folders)):
            folder = "/".join(folders[:end])
            parents.update((folder, folder + "/__init__.py"))
    return sorted(left - parents)


class Selector:
    """Keeps the selected tests; a selected file or class keeps all that is in it."""

    def __init__(self, ids):
        self.ids = ids

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        kept, rest = [], []
        for item in items:
            chosen = any(node.nodeid in self.ids for node in item.listchain())
            (kept if chosen else rest).append(item)
        if rest:
            config.hook.pytest_deselected(items=rest)
            items[:] = kept


class ContactTeller:
    """Hands what a phase connected to over with its report, which also travels from a worker of xdist."""

    def __init__(self, contacts):
        self.contacts = contacts
        self.shared = contacts.shared
        # Seen in a phase before a shared set-up began in it.
        self.early = []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        held = self.contacts.guarded(self.shared.before, fixturedef, request)
        if held is None:
            yield
            return
        self.early += self.contacts.take()
        yield
        self.contacts.guarded(self.shared.after, fixturedef, request, held, self.contacts.take())

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        found = self.early + self.contacts.take()
        self.early = []
        if call.when == "call":
            found += self.contacts.guarded(self.shared.of, item) or []
        if getattr(outcome, "excinfo", None) is None:
            report = outcome.get_result()
            report.teneleven_contacts = found if self.contacts.problem is None else None
            report.teneleven_notes = [self.contacts.problem or "", self.contacts.blind()]
            report.teneleven_exchanges = exchanges.take() if exchanges is not None else []


class Recorder:
    def __init__(self, config, folder, selected):
        self.config = config
        self.folder = folder
        self.selected = selected
        self.events = os.open(self.path("events.ndjson"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.waiting = []
        self.flushed_at = time.monotonic()
        self.tests = {}
        self.cases = []
        self.deselected = 0
        self.problem = ""
        self.blind = set()
        self.prefer_the_teams_report()
        self.tell({"event": "session", "pytest": pytest.__version__, "keyword": config.option.keyword or ""})
        self.flush()

    def path(self, name):
        return os.path.join(self.folder, name)

    def prefer_the_teams_report(self):
        """A report that the team's settings ask for is written where they want it; ours is then a copy."""
        ours = self.path("junit.xml")
        if getattr(self.config.option, "xmlpath", ours) in (None, ours):
            words = list(self.config.getini("addopts")) + shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
            self.config.option.xmlpath = named_report(words) or ours

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self):
        for xml in self.config.pluginmanager.get_plugins():
            if type(xml).__name__ == "LogXML":
                self.follow(xml)

    def follow(self, xml):
        cases = self.cases
        is_ours = xml.logfile == os.path.abspath(self.path("junit.xml"))

        class Cases(list):
            def append(self, case):
                cases.append(case.id)
                if is_ours:
                    shorten(case)
                list.append(self, case)

        self.xml = xml
        xml.node_reporters_ordered = Cases(xml.node_reporters_ordered)
        if is_ours:
            # xunit2 makes record_property warn, and with "-W error" fail, where it did not without a report.
            xml.family = "xunit1"
            xml.logging = "all"
            xml.log_passing_tests = False

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        yield
        stopped = getattr(session, "shouldfail", False) or getattr(session, "shouldstop", False)
        try:
            self.keep_report()
        finally:
            ended = {"event": "ended", "code": int(exitstatus), "stopped": str(stopped or "")}
            self.tell(dict(ended, problem=self.problem, blind=sorted(self.blind)))
            self.flush()

    def keep_report(self):
        with open(self.path("cases.ndjson"), "w", encoding="ascii") as file:
            file.writelines(encode(case) + "\n" for case in self.cases)
        xml = getattr(self, "xml", None)
        ours = self.path("junit.xml")
        if xml is not None and not os.path.exists(ours):
            shutil.copyfile(xml.logfile, ours)

    def pytest_deselected(self, items):
        self.deselected += len(items)

    def pytest_collection_finish(self, session):
        if not self.config.pluginmanager.hasplugin("dsession"):
            self.collected([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node):
        node.workerinput[VARIABLE] = self.folder

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids):
        self.collected(ids)

    def collected(self, ids):
        event = {"event": "collected", "expected": len(set(ids)), "deselected": self.deselected}
        event["gone"] = missing(self.selected, ids)
        self.tell(event)
        self.flush()

    def pytest_collectreport(self, report):
        if not report.passed:
            test = Test()
            test.add(report, "error")
            self.finish(report.nodeid, test)

    def pytest_runtest_logstart(self, nodeid):
        # A rerun starts again under the same id.
        self.tests.setdefault(nodeid, Test())
        self.tell({"event": "started", "id": nodeid})
        self.flush()

    def pytest_runtest_logreport(self, report):
        test = self.tests.setdefault(report.nodeid, Test())
        test.add(report, "failed" if report.when == "call" else "error")
        self.note(*getattr(report, "teneleven_notes", ("", ())))
        # A worker that died leaves a report of no phase, and no end of its test.
        if report.when not in ("setup", "call", "teardown") and report.outcome != "rerun":
            self.pytest_runtest_logfinish(report.nodeid)

    def note(self, problem, blind):
        self.problem = self.problem or problem
        self.blind.update(blind)

    def pytest_runtest_logfinish(self, nodeid):
        test = self.tests.get(nodeid)
        if test is None:
            return
        if test.again:
            test.again = False
            return
        del self.tests[nodeid]
        self.finish(nodeid, test)

    def pytest_internalerror(self, excrepr):
        self.tell({"event": "internal-error", "text": clip(excrepr, TEXT_LIMIT)})
        self.flush()

    def pytest_keyboard_interrupt(self, excinfo):
        self.tell({"event": "interrupted", "text": clip(str(excinfo.value) or excinfo.typename, MESSAGE_LIMIT)})
        self.flush()

    def finish(self, nodeid, test):
        self.tell(test.event(nodeid))
        if time.monotonic() - self.flushed_at > FLUSH_SECONDS:
            self.flush()

    def tell(self, event):
        line = encode(event)
        if len(line) > LINE_LIMIT and "details" in event:
            line = encode(dict(event, details=clip(event["details"], 1000), message=clip(event["message"], 500)))
        self.waiting.append(line + "\n")

    def flush(self):
        """One write a test: what is told survives the death of this process."""
        lines, self.waiting = "".join(self.waiting), []
        self.flushed_at = time.monotonic()
        try:
            os.write(self.events, lines.encode("ascii"))
        except OSError:
            pass


class Test:
    """What the reports of one test come to."""

    __slots__ = (
        "seconds",
        "outcome",
        "attempts",
        "again",
        "message",
        "texts",
        "reason",
        "contacts",
        "exchanges",
        "is_seen",
    )
    __test__ = False

    def __init__(self):
        self.seconds = 0.0
        self.outcome = ""
        self.attempts = 1
        self.again = False
        self.message = ""
        self.texts = []
        self.reason = ""
        self.contacts = None
        self.exchanges = []
        self.is_seen = True

    def add(self, report, when_red):
        self.seconds += getattr(report, "duration", 0.0)
        # None in one phase: what was seen in another is not all.
        found = getattr(report, "teneleven_contacts", [])
        self.is_seen = self.is_seen and found is not None
        if found is not None and hasattr(report, "teneleven_contacts"):
            self.contacts = (self.contacts or []) + found
        if not self.texts:
            # What came after the first failure did not lead to it.
            self.exchanges = (self.exchanges + getattr(report, "teneleven_exchanges", []))[-EXCHANGE_LIMIT:]
        if report.outcome == "passed":
            if report.when == "call":
                self.outcome = self.outcome or "passed"
        elif report.outcome == "skipped":
            # Also of a test that passed: an expected failure of its tear-down.
            if self.outcome in ("", "passed"):
                self.outcome = "skipped"
            self.reason = reason_of(report)
        else:
            self.keep_failure(report)
            if report.outcome == "rerun":
                self.attempts += 1
                self.again = True
                self.outcome = ""
            elif self.outcome != "failed":
                self.outcome = when_red

    def keep_failure(self, report):
        crash = getattr(report.longrepr, "reprcrash", None)
        self.message = self.message or clip(getattr(crash, "message", report.longrepr), MESSAGE_LIMIT)
        self.texts.append(clip(report.longrepr, TEXT_LIMIT))

    def event(self, nodeid):
        outcome = self.outcome or "passed"
        event = {"event": "finished", "id": nodeid, "outcome": outcome, "ms": round(self.seconds * 1000)}
        if outcome == "passed" and self.attempts > 1:
            event["outcome"] = "flaky"
        if self.attempts > 1:
            event["attempts"] = self.attempts
        if self.reason:
            event["reason"] = self.reason
        if self.contacts is not None and self.is_seen:
            event["contacts"] = self.contacts
        if self.texts:
            event["exchanges"] = self.exchanges
            event["message"] = self.message
            event["details"] = clip("\n\n".join(self.texts), TEXT_LIMIT)
        return event


def shorten(case):
    """Keeps pytest from writing, at the end of the run, what nobody reads."""
    append = case.append

    def append_short(node):
        if isinstance(getattr(node, "text", None), str):
            node.text = node.text[:REPORT_TEXT_LIMIT]
        attributes = getattr(node, "attrib", {})
        if "message" in attributes:
            attributes["message"] = attributes["message"][:REPORT_MESSAGE_LIMIT]
        append(node)

    case.append = append_short


def reason_of(report):
    if hasattr(report, "wasxfail"):
        reason = report.wasxfail
        return clip(reason[8:] if reason.startswith("reason: ") else reason, MESSAGE_LIMIT)
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return clip(reason[9:] if reason.startswith("Skipped: ") else reason, MESSAGE_LIMIT)


def named_report(words):
    for option in ("--junitxml", "--junit-xml"):
        for index, word in enumerate(words):
            if word == option and index + 1 < len(words):
                return words[index + 1]
            if word.startswith(option + "="):
                return word[len(option) + 1 :]
    return None


def clip(value, limit):
    """A cut is shown: what stands right before the ellipsis may be a piece of a secret, and is looked at as one."""
    try:
        text = str(value)
        return text if len(text) <= limit else text[:limit] + "\u2026"
    except Exception as error:
        return "<{} while writing the failure down>".format(type(error).__name__)
