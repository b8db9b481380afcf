"""Sees which HTTP requests the running test sends, and the status that each was answered with.

Python's own sockets and TLS are looked over the shoulder: at the first bytes of what is sent, and of what comes after a
request. So it is the same for every client library. Not seen: HTTP/2, which is compressed, and libraries with sockets of
their own. Nothing is kept but method, address without its query, status, time, and the Origin of an upgrade; whatever goes wrong in here ends the
looking, never a test.
"""
import functools
import re
import socket
import ssl
import threading
import time
import weakref
from collections import deque

LIMIT = 10
HEAD_LIMIT = 16000
URL_LIMIT = 500
REQUEST = re.compile(rb"([A-Z]{3,7}) (/|https?://)([^\s?#]{0,2000})\S{0,12000} HTTP/1\.[01]\r\n")
HOST = re.compile(rb"\r\nhost:[ \t]*([^\s]{1,255})", re.IGNORECASE)
UPGRADE = re.compile(rb"\r\nupgrade:[ \t]*websocket", re.IGNORECASE)
ORIGIN = re.compile(rb"\r\norigin:[ \t]*(https?://[^\s/?#@]{1,200})[ \t]*\r\n", re.IGNORECASE)
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


class Exchanges:
    def __init__(self):
        self.latest = deque(maxlen=LIMIT)
        # Socket or TLS object -> the request on it that has no answer yet.
        self.waiting = weakref.WeakKeyDictionary()
        # -> when the last thing of a request or an answer went over it.
        self.used_at = weakref.WeakKeyDictionary()
        # A signal may come while it is held, and send something.
        self.lock = threading.RLock()
        self.is_broken = False

    def start(self):
        for name in ("send", "sendall"):
            self.look_at_sent(socket.socket, name, is_secure=False)
        if hasattr(socket.socket, "sendmsg"):
            self.look_at_sent(socket.socket, "sendmsg", is_secure=False)
        for name in ("recv", "recv_into"):
            self.look_at_received(socket.socket, name)
        # Its other methods go through these two.
        self.look_at_sent(ssl.SSLSocket, "send", is_secure=True)
        self.look_at_received(ssl.SSLSocket, "read")
        self.look_at_sent(ssl.SSLObject, "write", is_secure=True)
        self.look_at_received(ssl.SSLObject, "read")
        return self

    def take(self):
        """[method, address, status, milliseconds, idle milliseconds, Origin] of the last ten since the last call, oldest first."""
        with self.lock:
            taken = [] if self.is_broken else [each.told() for each in self.latest]
            self.latest.clear()
        return taken

    def look_at_sent(self, owner, name, is_secure):
        real, guarded, sending = getattr(owner, name), self.guarded, self.sending

        @functools.wraps(real)
        def looked_at(self, data, *rest, **named):
            # A TLS socket that speaks without TLS passes it on to what is looked at as well.
            if not is_secure or getattr(self, "_sslobj", None) is not None:
                guarded(sending, self, data, is_secure)
            return real(self, data, *rest, **named)

        setattr(owner, name, looked_at)

    def look_at_received(self, owner, name):
        real, guarded, received, waiting = getattr(owner, name), self.guarded, self.received, self.waiting

        @functools.wraps(real)
        def looked_at(self, *rest, **named):
            result = real(self, *rest, **named)
            if waiting:
                guarded(received, self, result, rest, named)
            return result

        setattr(owner, name, looked_at)

    def guarded(self, work, *arguments):
        if not self.is_broken:
            try:
                with self.lock:
                    work(*arguments)
            except Exception:
                self.is_broken = True

    def sending(self, connection, data, is_secure):
        head = head_of(data)
        if not head or not 65 <= head[0] <= 90:
            return
        exchange = exchange_of(head, is_secure)
        if exchange is not None:
            used_at = self.used_at.get(connection)
            if used_at is not None:
                exchange.idle_ms = milliseconds_since(used_at)
            self.used_at[connection] = exchange.sent_at
            self.latest.append(exchange)
            self.waiting[connection] = exchange

    def received(self, connection, result, arguments, named):
        exchange = self.waiting.get(connection)
        if exchange is None:
            return
        if isinstance(result, int):
            # Read into a buffer, which is the first of the arguments that is one.
            given = [each for each in list(arguments) + list(named.values()) if not isinstance(each, (int, type(None)))]
            result = memoryview(given[0])[:result] if given else b""
        status = STATUS.match(bytes(memoryview(result)[:12]))
        if status is None or status.group(1) == b"100":
            return
        exchange.answered(int(status.group(1)))
        self.used_at[connection] = time.monotonic()
        del self.waiting[connection]


class Exchange:
    __slots__ = ("method", "address", "sent_at", "status", "ms", "idle_ms", "origin")

    def __init__(self, method, address, origin):
        self.method = method
        self.address = address
        self.origin = origin
        self.sent_at = time.monotonic()
        self.status = self.ms = self.idle_ms = None

    def answered(self, status):
        self.status = status
        self.ms = milliseconds_since(self.sent_at)

    def told(self):
        return [self.method, self.address, self.status, self.ms, self.idle_ms, self.origin]


def milliseconds_since(moment):
    return round((time.monotonic() - moment) * 1000)


def head_of(data):
    if isinstance(data, (list, tuple)):
        # Of sendmsg: several buffers in a row.
        return b"".join(bytes(each) for each in data[:3])[:HEAD_LIMIT]
    return bytes(memoryview(data).cast("B")[:HEAD_LIMIT])


def exchange_of(head, is_secure):
    request = REQUEST.match(head)
    host = HOST.search(head) if request is not None else None
    if host is None:
        return None
    method, start, rest = request.groups()
    is_upgrade = UPGRADE.search(head) is not None
    scheme = ("ws" if is_upgrade else "http") + ("s" if is_secure else "")
    origin = ORIGIN.search(head) if is_upgrade else None
    # Through a proxy the whole address is asked for.
    address = start + rest if start != b"/" else scheme.encode() + b"://" + host.group(1) + start + rest
    return Exchange(
        method.decode("ascii"),
        address.decode("ascii", "replace")[:URL_LIMIT],
        None if origin is None else origin.group(1).decode("ascii", "replace"),
    )
