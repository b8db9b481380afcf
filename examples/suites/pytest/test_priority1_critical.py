"""The 25 tests whose failure stops a release. Every one asserts on the running stack."""

import asyncio
import base64
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack

import pytest
import websockets

from staging import AGENT_EVENTS, api, auth, connect, forge, new_thread, sign_in, types_of, user_name, variable


def test_001_websocket_connection_real():
    async def scenario():
        async with connect(sign_in(1)) as connection:
            assert connection.welcome["user"] == user_name(1)
            await connection.ping()

    asyncio.run(scenario())


def test_002_websocket_authentication_real():
    async def scenario():
        token = sign_in(1)
        async with connect(token, "subprotocol") as connection:
            assert connection.socket.subprotocol == "jwt"
        async with connect(token, "subprotocol-dot") as connection:
            assert connection.welcome["user"] == user_name(1)
        for wrong, form in (("", "none"), (forge(token), "header")):
            with pytest.raises(websockets.exceptions.InvalidHandshake, match="HTTP 401"):
                async with connect(wrong, form):
                    pass

    asyncio.run(scenario())


def test_003_websocket_message_send_real():
    assert chat("Hello, staging")[-1]["result"] == "Hello, staging"


def test_004_websocket_concurrent_connections_real():
    async def scenario():
        users = [1, 2, 3, 4, 5]
        async with AsyncExitStack() as stack:
            connections = [await stack.enter_async_context(connect(sign_in(number))) for number in users]
            assert [each.welcome["user"] for each in connections] == [user_name(number) for number in users]
            await asyncio.gather(*(each.ping() for each in connections))

    asyncio.run(scenario())


def test_005_agent_discovery_real():
    services = api("/discovery").json()["services"]
    assert [service["name"] for service in services][:2] == ["agents", "tools"]
    for service in services:
        assert api(service["path"]).status_code == 200, service


def test_006_agent_configuration_real():
    agents = api("/mcp/agents").json()["agents"]
    known = {tool["name"] for tool in api("/mcp/tools").json()["tools"]}
    assert len(agents) >= 3
    assert [agent for agent in agents if agent["tool"] not in known] == []


def test_007_auth_token_validation_real():
    token = sign_in(1)
    assert auth("/verify", body={"token": token}).json() == {"active": True, "user": user_name(1)}
    assert auth("/verify", body={"token": forge(token)}).json() == {"active": False}
    assert api("/api/me", token=token).json() == {"user": user_name(1)}


def test_008_user_context_isolation_real():
    mine, theirs = sign_in(1), sign_in(2)
    thread = api("/api/threads", token=mine, body={"title": "mine alone"}).json()
    assert api(f"/api/threads/{thread['id']}", token=mine).status_code == 200
    assert api(f"/api/threads/{thread['id']}", token=theirs).status_code == 404
    assert api(f"/api/threads/{thread['id']}/messages", token=theirs, body={"text": "x"}).status_code == 404


def test_009_concurrent_user_separation_real():
    async def scenario():
        async with connect(sign_in(3)) as one, connect(sign_in(4)) as other:
            pair = (one, other)
            runs = await asyncio.gather(*(each.chat(f"marker of {each.welcome['user']}") for each in pair))
            for connection, events in zip(pair, runs):
                own = connection.welcome["user"]
                assert events[-1]["result"] == f"marker of {own}"
                assert [event for event in events + connection.unread if event["user"] != own] == []

    asyncio.run(scenario())


def test_010_thread_creation_management_real():
    token = sign_in(1)
    created = api("/api/threads", token=token, body={"title": "to be managed"})
    assert created.status_code == 201
    identity = created.json()["id"]
    assert identity in [thread["id"] for thread in api("/api/threads", token=token).json()["threads"]]
    assert api(f"/api/threads/{identity}", token=token, method="DELETE").status_code == 204
    assert api(f"/api/threads/{identity}", token=token).status_code == 404


def test_011_message_persistence_retrieval_real():
    token, thread = new_thread()
    texts = ["first", "second", "third", "fourth", "fifth"]
    for text in texts:
        assert api(f"/api/threads/{thread}/messages", token=token, body={"text": text}).status_code == 201
    assert [message["text"] for message in messages_of(token, thread)] == texts


def test_012_agent_lifecycle_coordination_real():
    async def scenario():
        async with connect(sign_in(1)) as connection:
            for text in ("one task", "and another"):
                assert types_of(await connection.chat(text)) == AGENT_EVENTS

    asyncio.run(scenario())


def test_013_tool_execution_workflow_real():
    tools = [event for event in chat("sum 2 3 5") if event["type"].startswith("tool_")]
    assert [(event["type"], event["tool"], event.get("result")) for event in tools] == [
        ("tool_executing", "sum", None),
        ("tool_completed", "sum", "10"),
    ]


def test_014_error_handling_recovery_real():
    async def scenario():
        token = sign_in(1)
        assert api("/api/threads", token=token, content='{"title":').status_code == 400
        async with connect(token) as connection:
            for message, code in (('{"type":', "not_json"), ({"type": "dance"}, "unknown_message")):
                await connection.send(message)
                assert (await connection.next(lambda event: event["type"] == "error"))["code"] == code
            await connection.ping()

    asyncio.run(scenario())


def test_015_performance_response_times_real():
    token = sign_in(1)

    def timed(_):
        started = time.perf_counter()
        assert api("/api/me", token=token).status_code == 200
        return time.perf_counter() - started

    with ThreadPoolExecutor(5) as pool:
        durations_s = list(pool.map(timed, range(20)))
    assert statistics.median(durations_s) < 0.5


def test_016_data_integrity_validation_real():
    token, thread = new_thread()
    text = f'Grüße, 世界 🚀 "quoted" \\ <b>&amp;</b> {"0123456789abcdef" * 512}'
    api(f"/api/threads/{thread}/messages", token=token, body={"text": text})
    assert messages_of(token, thread)[0]["text"] == text
    assert chat(text)[-1]["result"] == text


def test_017_security_access_control_real():
    token = sign_in(1)
    unsigned = ".".join(encode(part) for part in ({"alg": "none"}, {"sub": user_name(1), "exp": 4102444800}))
    for wrong in (None, "nonsense", forge(token), f"{unsigned}.x"):
        for path in ("/api/me", "/api/threads"):
            assert api(path, token=wrong).status_code == 401, f"{path} with {wrong}"
    assert auth("/login", body={"user": user_name(1), "password": "guess"}).status_code == 401


def test_018_scaling_load_handling_real():
    token, thread = new_thread()

    def post(index):
        return api(f"/api/threads/{thread}/messages", token=token, body={"text": f"load {index}"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(post, range(60))) == {201}
    assert len({message["text"] for message in messages_of(token, thread)}) == 60


def test_019_service_health_monitoring_real():
    for ask in (api, auth):
        assert ask("/health").json()["status"] == "healthy"
    assert api("/health/ready").json() == {
        "status": "ready",
        "dependencies": {"store": "connected", "auth": "connected"},
    }


def test_020_configuration_consistency_real():
    for ask in (api, auth):
        version = ask("/version").json()
        assert ask("/health").json()["version"] == version["sha"]
        assert version["sha"] == variable("EXPECTED_VERSION"), f"{version['service']} runs another version"
    assert api("/config").json()["authUrl"] == variable("STAGING_AUTH_URL")


def test_021_api_endpoint_coverage_real():
    token, thread = new_thread()
    messages = f"/api/threads/{thread}/messages"
    for status, path, asked in (
        (200, "/config", {}),
        (200, "/api/threads", {"token": token}),
        (404, "/api/nowhere", {"token": token}),
        (404, "/nowhere", {}),
        (405, f"/api/threads/{thread}", {"token": token, "method": "PUT"}),
        (400, messages, {"token": token, "body": {"text": 5}}),
        (413, messages, {"token": token, "body": {"text": "x" * 70_000}}),
    ):
        assert api(path, **asked).status_code == status, path


def test_022_business_logic_validation_real():
    async def scenario():
        sums = {"sum 1 2": "3", "sum -5 5": "0", "sum 100 200 300": "600", "sum": "0"}
        async with connect(sign_in(1)) as connection:
            runs = await asyncio.gather(*(connection.chat(text) for text in sums))
            assert [events[-1]["result"] for events in runs] == list(sums.values())

    asyncio.run(scenario())


def test_023_integration_data_flow_real():
    async def scenario(token, thread):
        async with connect(token) as connection:
            await connection.chat("sum 20 22", thread)
            return await connection.chat("count", thread)

    token, thread = new_thread()
    assert asyncio.run(scenario(token, thread))[-1]["result"] == "3"
    told = [f"{message['role']}: {message['text']}" for message in messages_of(token, thread)]
    assert told == ["user: sum 20 22", "assistant: 42", "user: count", "assistant: 3"]


def test_024_message_ordering_real():
    async def scenario():
        async with connect(sign_in(1)) as connection:
            for events in await asyncio.gather(*(connection.chat(text) for text in ("a", "b", "c"))):
                assert [(event["sequence"], event["type"]) for event in events] == list(enumerate(AGENT_EVENTS, 1))
                assert [event["at"] for event in events] == sorted(event["at"] for event in events)

    asyncio.run(scenario())


def test_025_critical_event_delivery_real():
    async def scenario():
        async with connect(sign_in(1)) as connection:
            await quiet(connection, 1.3)
            assert types_of(await connection.chat("deliver all of it")) == AGENT_EVENTS

    asyncio.run(scenario())


async def quiet(connection, seconds):
    """A connection on which nothing is said must stay open."""
    done, _ = await asyncio.wait([asyncio.ensure_future(connection.socket.wait_closed())], timeout=seconds)
    assert not done, f"closed after less than {seconds} s without a word"


def chat(text):
    async def scenario():
        async with connect(sign_in(1)) as connection:
            return await connection.chat(text)

    return asyncio.run(scenario())


def messages_of(token, thread):
    return api(f"/api/threads/{thread}/messages", token=token).json()["messages"]


def encode(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
