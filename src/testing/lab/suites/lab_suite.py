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


def mint():
    now = int(time.time())
    claims = {"sub": USER, "iat": now, "exp": now + 300, **json.loads(os.environ.get("EXTRA_CLAIMS", "{}"))}
    head = unpadded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    payload = unpadded(json.dumps(claims).encode())
    signature = hmac.new(os.environ["JWT_SECRET"].encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
    padding = os.environ.get("TOKEN_PADDING", "")
    return f"{head}.{payload}.{unpadded(signature)}{padding}"


def sign_in():
    if os.environ["SIGNS_IN"] == "minted":
        return mint()
    with client() as http:
        response = http.post(f"{AUTH}/login", json={"user": USER, "password": os.environ["E2E_PASSWORD"]})
    response.raise_for_status()
    return response.json()["token"]


def get(path, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with client() as http:
        response = http.get(f"{API}{path}", headers=headers)
    response.raise_for_status()
    return response.json()


def connect(token, form="header"):
    compression = os.environ.get("COMPRESSION") or None
    options = {"open_timeout": REQUEST_S, "close_timeout": 1, "compression": compression, "ping_interval": None}
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
        events.append(await receive(socket))
    return events


def test_health():
    assert get("/health")["status"] == "ok"


def test_ready():
    assert get("/health/ready")["status"] == "ready"


def test_profile_of_signed_in_user():
    assert get("/api/me", sign_in())["user"] == USER


def test_items_of_signed_in_user():
    assert len(get("/api/items", sign_in())["items"]) == 3


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
            events = await chat(socket, "hello")
            assert [event["type"] for event in events] == EVENTS
            assert events[-1]["result"] == "hello"

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

    asyncio.run(scenario())


def test_socket_stays_open_while_idle():
    async def scenario():
        async with connect(sign_in()) as socket:
            await welcome(socket)
            await asyncio.sleep(int(os.environ["IDLE_MS"]) / 1000)
            await ping(socket)

    asyncio.run(scenario())
