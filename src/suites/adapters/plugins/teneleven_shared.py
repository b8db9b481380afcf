"""Which tests rest on what a shared set-up was answered.

A fixture of a wider scope than a test, ``setUpClass`` and their like connect once, and many tests look at what came
back. Such a connection counts for each test that takes the value: an argument of its own, or a name that the set-up has
left on its class or module. A client that was merely opened is not such a value: who has one can speak over it.
"""
CLIENT_METHODS = ("request", "send", "sendall", "recv", "connect", "post", "fetch", "execute")
MISSING = object()


class SharedSetUps:
    def __init__(self):
        # Fixture definition -> what its set-up connected to, and the names that it has left behind.
        self.found = {}

    def before(self, fixturedef, request):
        """What the owner of the set-up holds; None for one that is made anew for each test."""
        if fixturedef.scope == "function":
            return None
        owner = owner_of(request)
        return {} if owner is None else dict(vars(owner))

    def after(self, fixturedef, request, held, contacts):
        if not contacts:
            return
        owner = owner_of(request)
        left = dict(vars(owner)) if owner is not None else {}
        names = {name for name, value in left.items() if held.get(name, MISSING) is not value and is_answer(value)}
        self.found[fixturedef] = contacts, names

    def of(self, item):
        """[host, port, 0, out, in] of each connection that the test rests on."""
        if not self.found:
            return []
        used = set()
        info = getattr(item, "_fixtureinfo", None)
        known = getattr(info, "name2fixturedefs", {})
        for name in getattr(info, "argnames", ()):
            if any(is_answer(value_of(each)) for each in (known.get(name) or ())[-1:]):
                follow(name, known, used)
        words = words_of(item)
        used.update(each for each, (_, names) in self.found.items() if names & words and serves(each, item, known))
        return [[host, port, 0, out, into] for each in used for host, port, _, out, into in self.contacts_of(each)]

    def contacts_of(self, fixturedef):
        return self.found.get(fixturedef, ((), ()))[0]


def owner_of(request):
    if request.scope not in ("class", "module"):
        return None
    return getattr(request, "cls", None) or getattr(request, "module", None)


def follow(name, known, used):
    """A fixture, and those that it is made from."""
    for each in known.get(name, ()):
        if each not in used:
            used.add(each)
            for further in each.argnames:
                follow(further, known, used)


def serves(fixturedef, item, known):
    return any(fixturedef in each for each in known.values())


def words_of(item):
    function = getattr(item, "function", None)
    code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
    return set(getattr(code, "co_names", ()))


def value_of(fixturedef):
    cached = getattr(fixturedef, "cached_result", None)
    return cached[0] if cached else None


def is_answer(value):
    """Not nothing, and nothing that one asks."""
    if value is None or isinstance(value, type) or callable(value):
        return False
    return not any(callable(getattr(type(value), name, None)) for name in CLIENT_METHODS)
