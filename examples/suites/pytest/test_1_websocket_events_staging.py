"""Agent events over the WebSocket: what chat shows while an agent works."""

import asyncio
from contextlib import AsyncExitStack

from staging import AGENT_EVENTS, api, auth, connect, sign_in, types_of, user_name


def test_health_check():
    for ask in (api, auth):
        assert ask("/health").json()["status"] == "healthy"
    assert api("/health/ready").json()["status"] == "ready"


def test_websocket_connection():
    async def scenario():
        async with connect(sign_in(11), "subprotocol") as connection:
            assert connection.welcome["user"] == user_name(11)
            await connection.ping()

    asyncio.run(scenario())


def test_api_endpoints_for_agents():
    token = sign_in(11)
    for path in ("/discovery", "/mcp/agents", "/mcp/tools", "/api/me", "/api/threads"):
        assert api(path, token=token).status_code == 200, path


def test_websocket_event_flow_real():
    async def scenario():
        async with connect(sign_in(11)) as connection:
            events = await connection.chat("sum 40 2")
            assert types_of(events) == AGENT_EVENTS
            assert events[-1]["result"] == "42"

    asyncio.run(scenario())


def test_concurrent_websocket_real():
    async def scenario():
        users = [11, 12, 13, 14, 15]
        tokens = [sign_in(number) for number in users]
        async with AsyncExitStack() as stack:
            connections = [await stack.enter_async_context(connect(token)) for token in tokens]
            runs = await asyncio.gather(*(connection.chat(f"user {number}") for connection, number in zip(connections, users)))
        assert [events[-1]["result"] for events in runs] == [f"user {number}" for number in users]

    asyncio.run(scenario())
