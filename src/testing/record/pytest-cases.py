"""What pytest and asyncio say when a test itself goes wrong: each test is red, and its text is recorded."""

import asyncio

import pytest

EVENTS = ["agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed"]


@pytest.fixture
def broken():
    raise RuntimeError("no database for the tests")


@pytest.fixture
def refused():
    import socket

    return socket.create_connection(("127.0.0.1", 1), timeout=1)


@pytest.fixture
def leaves():
    yield
    raise ValueError("could not remove the thread")


def test_set_up(broken):
    pass


def test_set_up_refused(refused):
    pass


def test_tear_down(leaves):
    pass


def test_no_such_fixture(absent):
    pass


def test_event_missing():
    seen = [event for event in EVENTS if event != "tool_completed"]
    assert seen == EVENTS


def test_event_missing_at_the_end():
    assert EVENTS[:4] == EVENTS


def test_event_not_in():
    seen = EVENTS[:2]
    assert "agent_completed" in seen


def test_events_not_a_subset():
    seen = set(EVENTS[:4])
    missing = set(EVENTS) - seen
    assert not missing, f"Missing events: {sorted(missing)}"


def test_event_order():
    seen = ["agent_started", "tool_executing", "agent_thinking", "tool_completed", "agent_completed"]
    assert seen == EVENTS


def test_event_order_by_index():
    seen = ["agent_started", "tool_executing", "agent_thinking"]
    assert seen.index("agent_thinking") < seen.index("tool_executing"), "events out of order"


def test_other_user():
    own = "staging-e2e-user-003"
    events = [{"type": "agent_started", "user": own}, {"type": "agent_started", "user": "staging-e2e-user-004"}]
    assert [event for event in events if event["user"] != own] == []


def test_plain_numbers():
    assert 404 - 4 == 200


def test_names():
    assert ["alice", "bob"] == ["bob", "alice"]


def test_plain_assert():
    assert not "text"


def test_fail():
    pytest.fail("the stack is not available")


def test_not_raised():
    with pytest.raises(ValueError):
        pass


def test_loop_is_closed():
    loop = asyncio.new_event_loop()
    loop.close()
    loop.run_until_complete(asyncio.sleep(0))


def test_loop_in_loop():
    async def inner():
        asyncio.run(asyncio.sleep(0))

    asyncio.run(inner())


def test_other_loop():
    async def make():
        return asyncio.get_running_loop().create_future()

    future = asyncio.run(make())

    async def wait():
        await future

    asyncio.run(wait())


def test_waited_too_long():
    asyncio.run(asyncio.wait_for(asyncio.sleep(5), 0.2))


def test_waited_too_long_with_words():
    async def scenario():
        try:
            await asyncio.wait_for(asyncio.sleep(5), 0.2)
        except asyncio.TimeoutError:
            raise AssertionError("no agent_completed within 0.2 s") from None

    asyncio.run(scenario())


def test_cancelled():
    raise asyncio.CancelledError()


def test_unexpected_argument():
    def connect(url):
        pass

    connect("ws://127.0.0.1", extra_headers={})


def test_no_such_name():
    undefined_name


def test_no_such_attribute():
    None.status_code


def test_key():
    {"a": 1}["token"]


def test_open_files():
    raise OSError(24, "Too many open files")


def test_no_ports():
    raise OSError(99, "Cannot assign requested address")


def test_group():
    async def scenario():
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())

    async def fail():
        raise ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 1)")

    asyncio.run(scenario())
