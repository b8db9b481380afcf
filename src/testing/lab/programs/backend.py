"""A service of the lab in Python: HTTP and WebSocket on one port, by the websockets library, or the auth service.

Its settings are its first argument, in JSON; see settings.ts. Prints its port once it listens.
"""

import asyncio
import base64
import email.utils
import hashlib
import hmac
import http
import json
import os
import random
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import websockets

SETTINGS = json.loads(sys.argv[1])
STARTED = time.monotonic() - SETTINGS.get("uptimeS", 0)
SOCKET = SETTINGS.get("socket", {})
OPEN = []


def uptime():
    return int(time.monotonic() - STARTED)


def unpadded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def padded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(claims):
    head = unpadded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    payload = unpadded(json.dumps(claims).encode())
    raw = hmac.new(SETTINGS["secret"].encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
    return f"{head}.{payload}.{unpadded(raw)}"


class Refused(Exception):
    """Why a token is not good, as the answer says it."""


def user_of(token):
    if not token:
        raise Refused("missing token")
    try:
        head, payload, signature = token.split(".")
        algorithm = json.loads(padded(head))["alg"]
        claims = json.loads(padded(payload))
    except Exception:
        raise Refused("malformed token")
    wanted = SETTINGS.get("algorithm", "HS256")
    if algorithm != wanted:
        raise Refused("algorithm not allowed")
    hashes = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
    raw = hmac.new(SETTINGS["secret"].encode(), f"{head}.{payload}".encode(), hashes[wanted]).digest()
    if not hmac.compare_digest(unpadded(raw), signature.rstrip("=")):
        raise Refused("invalid signature")
    now = time.time() + SETTINGS.get("clockS", 0)
    if claims.get("exp", now + 1) < now:
        raise Refused("token expired")
    if max(claims.get("nbf", 0), claims.get("iat", 0)) > now + SETTINGS.get("leewayS", 5):
        raise Refused("token not yet valid")
    for claim, value in SETTINGS.get("claims", {}).items():
        if claims.get(claim) != value:
            raise Refused(f"invalid {claim}")
    if claims.get("sub") in SETTINGS.get("unknownUsers", []):
        raise Refused("user not found")
    return claims.get("sub", "nobody")


def token_of(headers):
    """The token, and the subprotocol that goes with it."""
    reads = SOCKET.get("reads", ["header", "comma", "dot"])
    authorization = headers.get("Authorization", "")
    if "header" in reads and authorization.startswith("Bearer "):
        return authorization[7:]
    offered = [each.strip() for each in ",".join(headers.get_all("Sec-WebSocket-Protocol")).split(",")]
    if "comma" in reads and len(offered) == 2 and offered[0] == "jwt":
        return offered[1]
    if "dot" in reads and offered[0].startswith("jwt."):
        return offered[0][4:]
    return None


def standard(path, headers):
    """Status and body of a path when all is well."""
    instance = {"instance": SETTINGS["instance"]} if SETTINGS.get("namesInstance") else {}
    version = SETTINGS["version"]
    open_paths = {
        "/health": {"status": "ok", "uptime": uptime(), **instance},
        "/health/ready": {"status": "ready", "checks": {"database": "ok", "cache": "ok"}, **instance},
        "/version": {"sha": version, **instance},
        "/config": {"features": ["chat"], **instance},
        "/discovery": {"services": discovered()},
        "/api/session": {"session": session()},
    }
    if path.startswith("/api/session/"):
        known = not SETTINGS.get("remembersSessions") or path[13:] in SESSIONS
        return (200, {"session": path[13:]}) if known else (404, {"error": "unknown session"})
    if path in open_paths:
        return 200, open_paths[path]
    if path not in ("/api/me", "/api/items"):
        return 404, {"error": "not found"}
    token = headers.get("Authorization", "")
    try:
        user = user_of(token[7:] if token.startswith("Bearer ") else None)
    except Refused as refusal:
        return SETTINGS.get("refusal", 401), {"error": str(refusal)}
    return 200, {"user": user} if path == "/api/me" else {"items": [1, 2, 3]}


def discovered():
    """The entries, of which some name this process."""
    here = f"http://localhost:{SETTINGS['port']}"
    return [{**each, "url": each["url"].replace("SELF", here)} for each in SETTINGS.get("discovery", [])]


SESSIONS = []


def session():
    SESSIONS.append(f"{SETTINGS['instance']}-{len(SESSIONS)}")
    return SESSIONS[-1]


def override_of(path):
    """What a fault says of a path: of it alone, or of all."""
    paths = SETTINGS.get("paths", {})
    return paths.get(path) or paths.get("*") or {}


def exit_if(where):
    if where in SETTINGS.get("exitsOn", []):
        os._exit(137)


def dated(headers):
    late = SETTINGS.get("clockS", 0)
    return {**headers, **({"Date": email.utils.formatdate(time.time() + late, usegmt=True)} if late else {})}


def named(headers):
    return {**headers, **({"X-Instance": SETTINGS["instance"]} if SETTINGS.get("namesInstance") else {})}


BEGAN = time.monotonic()
LAST = [BEGAN]


WARMING = []


async def warm_up():
    idle = time.monotonic() - LAST[0]
    LAST[0] = time.monotonic()
    if SETTINGS.get("coldMs") and idle * 1000 > SETTINGS["coldAfterMs"] and not WARMING:
        WARMING.append(asyncio.ensure_future(asyncio.sleep(SETTINGS["coldMs"] / 1000)))
        WARMING[0].add_done_callback(lambda _: WARMING.clear())
        await asyncio.shield(WARMING[0])
    elif WARMING and SETTINGS.get("isColdForAll"):
        await asyncio.shield(WARMING[0])
    LAST[0] = time.monotonic()


def is_ready():
    return time.monotonic() - BEGAN > SETTINGS.get("readyAfterMs", 0) / 1000


async def answer(path, headers):
    override = override_of(path)
    exit_if(path)
    await warm_up()
    if len(OPEN) >= SOCKET.get("starvesFrom", 1e9):
        return http.HTTPStatus(503), {"Content-Type": "application/json"}, b'{"error": "busy"}'
    if not is_ready() and path.startswith("/api/"):
        return http.HTTPStatus(503), {"Content-Type": "application/json"}, b'{"error": "starting"}'
    await asyncio.sleep(override.get("afterMs", 0) / 1000)
    if override.get("hangs"):
        await asyncio.Event().wait()
    status, body = standard(path, headers)
    # A path that needs a user refuses others first, as services do.
    if status == 200 or "*" in SETTINGS.get("paths", {}):
        status, body = override.get("status", status), override.get("body", body)
    kind = {"Content-Type": "application/json"} if not isinstance(body, str) else {}
    text = body if isinstance(body, str) else json.dumps(body)
    return http.HTTPStatus(status), dated(named({**kind, **override.get("headers", {})})), text.encode()


async def before_upgrade(path, headers):
    path = path.split("?")[0]
    if path != SETTINGS.get("socketPath", "/ws"):
        return await answer(path, headers)
    if headers.get("Upgrade", "").lower() != "websocket":
        return None
    upgrade = SOCKET.get("upgrade", {})
    await warm_up()
    refused = None
    try:
        user_of(token_of(headers))
    except Refused as refusal:
        refused = refusal
    if refused is None or upgrade.get("of") != "good":
        await asyncio.sleep(upgrade.get("afterMs", 0) / 1000)
        if upgrade.get("hangs"):
            await asyncio.Event().wait()
        if "status" in upgrade:
            kind = {"Content-Type": "application/json"} if not isinstance(upgrade["body"], str) else {}
            text = upgrade["body"] if isinstance(upgrade["body"], str) else json.dumps(upgrade["body"])
            return http.HTTPStatus(upgrade["status"]), {**kind, **upgrade.get("headers", {})}, text.encode()
    if refused is not None and "refusesBy" not in SOCKET:
        body = json.dumps({"error": str(refused)}).encode()
        return http.HTTPStatus(SETTINGS.get("refusal", 401)), {"Content-Type": "application/json"}, body
    limit = SOCKET.get("limit", {})
    if refused is None and "status" in limit and is_full(user_of(token_of(headers)), limit):
        await asyncio.sleep(limit.get("afterMs", 0) / 1000)
        body = json.dumps({"error": limit["text"]}).encode()
        return http.HTTPStatus(limit["status"]), {"Content-Type": "application/json"}, body
    return None


def is_full(user, limit):
    counted = [each for each in OPEN if each == user] if limit.get("perUser") else OPEN
    return len(counted) >= limit["most"]


def select(offered, _known):
    """None of them, a foreign one, or the first that is no token."""
    selects = SOCKET.get("selects", "known")
    if selects == "none":
        return None
    if selects not in ("known",):
        return selects
    return next((each for each in offered if each == "jwt" or each.startswith("jwt.")), None)


async def fail(socket, failing):
    """Ends a connection as a fault says."""
    await asyncio.sleep(failing.get("afterMs", 0) / 1000)
    if failing.get("blocksMs"):
        time.sleep(failing["blocksMs"] / 1000)
    if failing.get("hangs"):
        await asyncio.Event().wait()
    if failing.get("raises"):
        raise RuntimeError(failing["raises"])
    if failing.get("crashes"):
        socket.transport.abort()
        await asyncio.Event().wait()
    if "exits" in failing:
        os._exit(137)
    if "code" in failing:
        await socket.close(failing["code"], failing.get("reason", ""))


async def serve(socket, _path=None):
    try:
        user = user_of(token_of(socket.request_headers))
    except Refused as refusal:
        refuses = SOCKET["refusesBy"]
        return await socket.close(refuses["code"], refuses.get("reason", str(refusal)))
    limit = SOCKET.get("limit", {})
    if "code" in limit and is_full(user, limit):
        await asyncio.sleep(limit.get("afterMs", 0) / 1000)
        return await socket.close(limit["code"], limit["text"])
    if not is_ready():
        return await socket.close(1011, "not ready")
    OPEN.append(user)
    SOCKETS.add(socket)
    if "livesMs" in SOCKET:
        asyncio.get_running_loop().call_later(SOCKET["livesMs"] / 1000, lambda: asyncio.ensure_future(fail(socket, SOCKET["endsBy"])))
    try:
        await converse(socket, user)
    finally:
        OPEN.remove(user)
        SOCKETS.discard(socket)


SOCKETS = set()
CHATS = []


async def converse(socket, user):
    if "accepted" in SOCKET:
        await fail(socket, SOCKET["accepted"])
    await socket.send(json.dumps({"type": "connected", "user": SOCKET.get("says", user)}))
    async for text in socket:
        try:
            message = json.loads(text)
        except ValueError:
            message = {"type": "chat"}
        if message["type"] == "ping":
            await socket.send(json.dumps({"type": "pong", "id": message.get("id")}))
        else:
            exit_if("chat")
            await chat(socket, message)


EVENTS = ["agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed"]


async def chat(socket, message):
    CHATS.append(socket)
    try:
        await tell(socket, message)
    finally:
        CHATS.remove(socket)


async def tell(socket, message):
    failing = SOCKET.get("chat", {})
    races = SOCKET.get("races")
    await asyncio.sleep(0.03 if races else 0)
    if races and len(CHATS) > races["from"] and random.random() < races["share"]:
        await socket.close(races.get("code", 1011), "state changed during iteration")
        return
    for index, name in enumerate(SOCKET.get("events", EVENTS)):
        if failing and index == failing.get("before", 0):
            await fail(socket, failing)
        await asyncio.sleep(SOCKET.get("gapMs", 15) / 1000)
        event = {"type": name, "run": message.get("run"), "text": "." * SOCKET.get("eventBytes", 0)}
        if name == "agent_completed":
            event["result"] = message.get("text")
        for each in list(SOCKETS) if SOCKET.get("crosses") else [socket]:
            await each.send(json.dumps(event))


class Auth(BaseHTTPRequestHandler):
    """Health, version and sign-in. The good password is in the settings."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.reply(*standard(self.path.split("?")[0], self.headers))

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        if self.path != "/login":
            return self.reply(404, {"error": "not found"})
        if asked.get("password") != SETTINGS["password"]:
            return self.reply(401, {"error": "wrong password"})
        now = int(time.time() + SETTINGS.get("clockS", 0))
        claims = {"sub": asked["user"], "iat": now, "exp": now + SETTINGS.get("ttlS", 300), **SETTINGS.get("claims", {})}
        self.reply(200, {"token": sign(claims)})

    def reply(self, status, body):
        override = override_of(self.path.split("?")[0])
        time.sleep(override.get("afterMs", 0) / 1000)
        if override.get("hangs"):
            time.sleep(600)
        text = json.dumps(override.get("body", body)).encode()
        self.send_response(override.get("status", status))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def date_time_string(self, timestamp=None):
        return super().date_time_string(time.time() + SETTINGS.get("clockS", 0))

    def log_message(self, *_words):
        pass


async def main():
    options = {"ping_interval": None, "max_size": SOCKET.get("mostBytes", 65536), **SOCKET.get("options", {})}
    server = await websockets.serve(
        serve, "127.0.0.1", SETTINGS["port"], process_request=before_upgrade, select_subprotocol=select,
        subprotocols=["jwt"], **options,
    )
    SETTINGS["port"] = server.sockets[0].getsockname()[1]
    print(SETTINGS["port"], flush=True)
    await asyncio.Event().wait()


if SETTINGS["role"] == "auth":
    server = ThreadingHTTPServer(("127.0.0.1", SETTINGS["port"]), Auth)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    server.serve_forever()
else:
    asyncio.run(main())
