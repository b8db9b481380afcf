"""What the suites need to speak with the stack: requests, sign-in, one WebSocket connection."""

import asyncio
import json
import os
import uuid

import httpx
import websockets

REQUEST_S = 4
HANDSHAKE_S = 3
EVENT_S = 4
# websockets 14 renamed the argument.
HEADERS = "additional_headers" if int(websockets.__version__.split(".")[0]) >= 14 else "extra_headers"
AGENT_EVENTS = ["agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed"]


# One client for all: making one loads every certificate of the machine.
CLIENT = httpx.Client(timeout=REQUEST_S)


def variable(name):
    """A missing variable fails the test that needs it, and no other."""
    value = os.environ.get(name)
    assert value, f"the variable {name} is not set"
    return value


def user_name(number):
    return f"staging-e2e-user-{number:03d}"


def api(path, **asked):
    return _ask(variable("STAGING_URL") + path, **asked)


def auth(path, **asked):
    return _ask(variable("STAGING_AUTH_URL") + path, **asked)


def _ask(url, token=None, body=None, content=None, method=None):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    method = method or ("GET" if body is None and content is None else "POST")
    return CLIENT.request(method, url, headers=headers, json=body, content=content)


def sign_in(number):
    """A fresh token for the test user with that number."""
    response = auth("/login", body={"user": user_name(number), "password": variable("E2E_PASSWORD")})
    assert response.status_code == 200, f"login answered {response.status_code}"
    return response.json()["token"]


def connect(token, form="header"):
    """To be used with ``async with``; gives a ``Connection`` once the stack has said welcome."""
    return _Connecting(token, form)


class _Connecting:
    def __init__(self, token, form):
        options = {
            "header": {HEADERS: {"Authorization": f"Bearer {token}"}},
            "subprotocol": {"subprotocols": ["jwt", token]},
            "subprotocol-dot": {"subprotocols": [f"jwt.{token}"]},
            "none": {},
        }[form]
        url = variable("STAGING_WS_URL")
        self._connect = websockets.connect(url, open_timeout=HANDSHAKE_S, close_timeout=1, compression=None, **options)

    async def __aenter__(self):
        connection = Connection(await self._connect.__aenter__())
        try:
            connection.welcome = await connection.next(lambda event: event["type"] == "connected")
        except BaseException as error:
            await self._connect.__aexit__(type(error), error, None)
            raise
        return connection

    async def __aexit__(self, *error):
        await self._connect.__aexit__(*error)


class Connection:
    def __init__(self, socket):
        self.socket = socket
        self.unread = []
        self._reading = asyncio.Lock()

    async def send(self, message):
        await self.socket.send(message if isinstance(message, str) else json.dumps(message))

    async def next(self, fits):
        """The next event that fits; others stay in ``unread`` for whoever waits for them."""
        return await asyncio.wait_for(self._next(fits), EVENT_S)

    async def _next(self, fits):
        while True:
            for event in self.unread:
                if fits(event):
                    self.unread.remove(event)
                    return event
            seen = len(self.unread)
            async with self._reading:
                if len(self.unread) == seen:
                    self.unread.append(json.loads(await self.socket.recv()))

    async def ping(self):
        wanted = str(uuid.uuid4())
        await self.send({"type": "ping", "id": wanted})
        await self.next(lambda event: event.get("id") == wanted)

    async def chat(self, text, thread=None):
        """Starts an agent run and gives all its events, up to ``agent_completed``."""
        run = str(uuid.uuid4())
        message = {"type": "chat", "text": text, "run": run}
        await self.send({**message, "thread": thread} if thread else message)
        events = []
        while not events or events[-1]["type"] not in ("agent_completed", "error"):
            events.append(await self.next(lambda event: event.get("run") == run))
        return events


def types_of(events):
    return [event["type"] for event in events]


def forge(token):
    """The same token with another signature."""
    head, payload, signature = token.split(".")
    return ".".join([head, payload, signature[::-1]])


def new_thread():
    token = sign_in(1)
    response = api("/api/threads", token=token, body={"title": "a thread of the critical suite"})
    assert response.status_code == 201, f"creating a thread answered {response.status_code}"
    return token, response.json()["id"]
