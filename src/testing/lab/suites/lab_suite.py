"""The suite of a team in pytest: health, signed-in REST, the websocket by header and subprotocol, events, concurrency."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import time
from contextlib import AsyncExitStack

import httpx
import websockets

API = os.environ["STAGING_URL"]
AUTH = os.environ["STAGING_AUTH_URL"]
SOCKET = os.environ["STAGING_WS_URL"]
USER = os.environ["E2E_USER"]
REQUEST_S = int(os.environ["REQUEST_MS"]) / 1000
EVENTS = ["agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed"]


def client():
    return httpx.Client(timeout=REQUEST_S, verify=os.environ.get("SSL_CERT_FILE", True))


def unpadded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def mint(user=USER, ttl=300):
    now = int(time.time())
    claims = {"sub": user, "iat": now, "exp": now + ttl, **json.loads(os.environ.get("EXTRA_CLAIMS", "{}"))}
    head = unpadded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    payload = unpadded(json.dumps(claims).encode())
    signature = hmac.new(os.environ["JWT_SECRET"].encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
    padding = os.environ.get("TOKEN_PADDING", "")
    return f"{head}.{payload}.{unpadded(signature)}{padding}"


SHARED = mint(ttl=int(os.environ["SHARED_TTL_S"])) if "SHARED_TTL_S" in os.environ else None


def sign_in():
    if SHARED is not None:
        return SHARED
    if os.environ["SIGNS_IN"] == "minted":
        return mint()
    with client() as http:
        response = http.post(f"{AUTH}/login", json={"user": USER, "password": os.environ["E2E_PASSWORD"]})
    response.raise_for_status()
    return response.json()["token"]


def ask(http, path, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if "TENANT" in os.environ:
        headers["X-Tenant"] = os.environ["TENANT"]
    response = http.get(f"{API}{path}", headers=headers)
    response.raise_for_status()
    return response.json()


def get(path, token=None):
    with client() as http:
        return ask(http, path, token)


def connect(token, form="header"):
    compression = os.environ.get("COMPRESSION") or None
    options = {"open_timeout": REQUEST_S, "close_timeout": 1, "compression": compression, "ping_interval": None}
    if "ORIGIN" in os.environ:
        options["origin"] = os.environ["ORIGIN"]
    if "KEEPALIVE_S" in os.environ:
        options["ping_interval"] = options["ping_timeout"] = float(os.environ["KEEPALIVE_S"])
    if form == "header":
        return websockets.connect(SOCKET, extra_headers={"Authorization": f"Bearer {token}"}, **options)
    protocols = ["jwt", token] if form == "subprotocol" else [f"jwt.{token}"]
    return websockets.connect(SOCKET, subprotocols=protocols, **options)


async def receive(socket):
    return json.loads(await asyncio.wait_for(socket.recv(), REQUEST_S))


async def welcome(socket):
    event = await receive(socket)
    assert event["type"] == "connected"
    return event


async def ping(socket):
    await socket.send(json.dumps({"type": "ping", "id": "1"}))
    assert (await receive(socket))["type"] == "pong"


async def chat(socket, text):
    await socket.send(json.dumps({"type": "chat", "text": text, "run": "r1"}))
    events = []
    while not events or events[-1]["type"] != "agent_completed":
        events.append({**await receive(socket), "at": time.monotonic()})
    return events


def test_health():
    assert get("/health")["status"] == "ok"


def test_ready():
    assert get("/health/ready")["status"] == "ready"


def test_profile_of_signed_in_user():
    assert get("/api/me", sign_in())["user"] == USER


def test_items_of_signed_in_user():
    assert len(get("/api/items", sign_in())["items"]) == 3


def test_session_is_kept():
    session = get("/api/session")["session"]
    for _ in range(3):
        assert get(f"/api/session/{session}")["session"] == session


def test_pause_between_two_requests():
    with client() as http:
        ask(http, "/config")
        time.sleep(0.4)
        ask(http, "/config")


def test_services_of_discovery_answer():
    for service in get("/discovery")["services"]:
        with client() as http:
            http.get(service["url"]).raise_for_status()


def test_socket_by_header():
    async def scenario():
        async with connect(sign_in()) as socket:
            assert (await welcome(socket))["user"] == USER
            await ping(socket)

    asyncio.run(scenario())


def test_socket_by_subprotocol():
    async def scenario():
        async with connect(sign_in(), os.environ.get("SUBPROTOCOL_FORM", "subprotocol")) as socket:
            await welcome(socket)
            await ping(socket)

    asyncio.run(scenario())


def test_events_of_a_chat():
    async def scenario():
        async with connect(sign_in()) as socket:
            await welcome(socket)
            began = time.monotonic()
            events = await chat(socket, "hello")
            assert [event["type"] for event in events] == EVENTS
            assert events[-1]["result"] == "hello"
            spread = events[-1]["at"] - events[0]["at"]
            assert spread > 0.01, f"all events came within {spread * 1000:.1f} ms, {events[-1]['at'] - began:.2f} s after the question"

    asyncio.run(scenario())


def test_concurrent_sockets():
    async def scenario():
        token = sign_in()
        async with AsyncExitStack() as stack:
            sockets = []
            for _ in range(int(os.environ["CONNECTIONS"])):
                sockets.append(await stack.enter_async_context(connect(token)))
                await welcome(sockets[-1])
            await asyncio.gather(*(chat(socket, "many") for socket in sockets))
            assert get("/health")["status"] == "ok"

    asyncio.run(scenario())


def test_socket_stays_open_while_idle():
    async def scenario():
        async with connect(sign_in()) as socket:
            await welcome(socket)
            await asyncio.sleep(int(os.environ["IDLE_MS"]) / 1000)
            await ping(socket)

    asyncio.run(scenario())


if "EXPECTED_VERSION" in os.environ:

    def test_version():
        assert get("/version")["sha"] == os.environ["EXPECTED_VERSION"]


if "LARGE_BYTES" in os.environ:

    def test_large_message():
        async def scenario():
            async with connect(sign_in()) as socket:
                await welcome(socket)
                assert (await chat(socket, "x" * int(os.environ["LARGE_BYTES"])))[-1]["type"] == "agent_completed"

        asyncio.run(scenario())


if "OTHER_USER" in os.environ:

    def test_users_are_isolated():
        async def scenario():
            async with connect(mint(os.environ["OTHER_USER"])) as other, connect(sign_in()) as socket:
                await welcome(other)
                await welcome(socket)
                await chat(socket, "private")
                await other.send(json.dumps({"type": "ping", "id": "1"}))
                event = await receive(other)
                assert event["type"] == "pong", f"isolation: another user received {event['type']} of {USER}"

        asyncio.run(scenario())
