"""Records which hosts the running test is connected to, and how many bytes went each way.

Nothing on the way of the data is touched. An audit hook sees each ``connect``; what became of it, and the bytes, are read
from the kernel (TCP_INFO) when a phase of a test ends and when the socket is closed. So a connection that is kept open
counts for each test that uses it, a refused one for none, and TLS makes no difference. Where the kernel does not tell,
the peer's name says at least that the connection stood. Not seen: child processes, and libraries with sockets of their
own (BLIND). Whatever goes wrong in here ends the recording, never a test.
"""
import _socket
import os
import socket
import struct
import sys
import threading

HOST_LIMIT = 20
OPEN_LIMIT = 1000
NAME_LIMIT = 5000
TEXT_LIMIT = 255
# Of struct tcp_info: the state, tcpi_bytes_acked, tcpi_bytes_received (Linux 4.2 and later).
TCP_INFO = getattr(socket, "TCP_INFO", None) if sys.platform == "linux" else None
BYTES = struct.Struct("=QQ")
BYTES_AT = 120
CONNECTED = (1, 4, 5, 6, 8, 9, 11)
# Modules that open connections where Python does not see them.
BLIND = ("uvloop", "grpc", "pycurl", "playwright", "selenium", "psycopg2", "curl_cffi", "gevent", "eventlet")


class Contacts:
    def __init__(self):
        self.problem = None
        self.lock = threading.RLock()
        self.open = {}
        self.names = {}
        self.asked = {}
        self.sums = {}
        self.pid = os.getpid()
        self.has_children = False

    def start(self):
        self.wrap_lookups()
        self.wrap_close()
        sys.addaudithook(self.hook())
        return self

    def guarded(self, work, *arguments):
        if self.problem is None and self.pid == os.getpid():
            try:
                with self.lock:
                    return work(*arguments)
            except Exception as error:
                self.problem = "{}: {}".format(type(error).__name__, error)[:TEXT_LIMIT]
        return None

    def hook(self):
        guarded, connecting, asking = self.guarded, self.connecting, self.asking

        def hear(event, arguments):
            if event == "socket.connect":
                guarded(connecting, *arguments)
            elif event == "socket.getaddrinfo":
                guarded(asking, *arguments)
            elif event in ("subprocess.Popen", "os.posix_spawn", "os.fork"):
                self.has_children = True

        return hear

    def wrap_lookups(self):
        """An address gets back the name that it was looked up by."""
        look_up = socket.getaddrinfo
        guarded, remember = self.guarded, self.remember

        def getaddrinfo(host, port, *rest, **named):
            found = look_up(host, port, *rest, **named)
            guarded(remember, host, found)
            return found

        getaddrinfo.__doc__ = look_up.__doc__
        socket.getaddrinfo = getaddrinfo

    def wrap_close(self):
        """What Python itself calls last, also when a file made of the socket held it open."""
        real_close = socket.socket._real_close
        guarded, ending = self.guarded, self.ending

        def _real_close(self, *rest):
            guarded(ending, self)
            return real_close(self, *rest)

        socket.socket._real_close = _real_close

    def asking(self, host, port, *_):
        if host is not None and len(self.asked) < NAME_LIMIT:
            self.asked[str(port)] = text_of(host)

    def remember(self, host, found):
        if host is None or len(self.names) > NAME_LIMIT:
            return
        for entry in found:
            address = entry[4]
            self.names[address[0], address[1]] = text_of(host)

    def connecting(self, sock, address):
        if not isinstance(address, tuple) or not sock.type & socket.SOCK_STREAM or len(self.open) >= OPEN_LIMIT:
            return
        fd = sock.fileno()
        if fd < 0:
            return
        ip, port = text_of(address[0]), int(address[1])
        # A library that took getaddrinfo before us: the name last asked for with this port.
        name = self.names.get((ip, port)) or (ip if not is_address(ip) else self.asked.get(str(port), ip))
        self.open[fd] = Connection(os.fstat(fd).st_ino, name, port)

    def ending(self, sock):
        connection = self.open.get(sock.fileno())
        if connection is not None:
            del self.open[sock.fileno()]
            if connection.is_at(sock.fileno()):
                connection.look(sock)
                self.count(connection)

    def take(self):
        """What was connected or carried bytes since the last call: [host, port, connections, out, in] each."""
        return self.guarded(self.taken) or []

    def taken(self):
        for fd, connection in list(self.open.items()):
            if connection.is_at(fd):
                connection.look_at(fd)
            else:
                del self.open[fd]
            self.count(connection)
        sums, self.sums = self.sums, {}
        return [[host, port] + list(numbers) for (host, port), numbers in sums.items()]

    def count(self, connection):
        gained = connection.gained()
        key = connection.host, connection.port
        if any(gained) and (key in self.sums or len(self.sums) < HOST_LIMIT):
            self.sums[key] = add(self.sums.get(key, (0, 0, 0)), gained)

    def blind(self):
        children = ["child processes"] if self.has_children else []
        return [name for name in BLIND if name in sys.modules] + children


class Connection:
    __slots__ = ("inode", "host", "port", "stood", "told", "sent", "received", "told_sent", "told_received")

    def __init__(self, inode, host, port):
        self.inode = inode
        self.host = host
        self.port = port
        self.stood = self.told = False
        # None: the kernel does not say.
        self.sent = self.received = None
        self.told_sent = self.told_received = 0

    def is_at(self, fd):
        try:
            return os.fstat(fd).st_ino == self.inode
        except OSError:
            return False

    def look_at(self, fd):
        """Making an object of a socket applies the default time-out to it; that is taken back."""
        blocks = os.get_blocking(fd)
        sock = _socket.socket(fileno=fd)
        try:
            self.look(sock)
        finally:
            sock.detach()
            if os.get_blocking(fd) != blocks:
                os.set_blocking(fd, blocks)

    def look(self, sock):
        try:
            if TCP_INFO is not None:
                info = sock.getsockopt(socket.IPPROTO_TCP, TCP_INFO, BYTES_AT + BYTES.size)
                if len(info) == BYTES_AT + BYTES.size:
                    acked, self.received = BYTES.unpack_from(info, BYTES_AT)
                    # The handshake itself counts for one.
                    self.sent = max(0, acked - 1)
                    self.stood = self.stood or acked > 0 or info[0] in CONNECTED
                    return
            sock.getpeername()
            self.stood = True
        except OSError:
            pass

    def gained(self):
        if not self.stood:
            return 0, 0, 0
        made, self.told = int(not self.told), True
        if self.sent is None:
            return made, None, None
        gained = self.sent - self.told_sent, self.received - self.told_received
        self.told_sent, self.told_received = self.sent, self.received
        return (made,) + gained


def add(one, other):
    return tuple(None if a is None or b is None else a + b for a, b in zip(one, other))


def text_of(host):
    return (host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host))[:TEXT_LIMIT]


def is_address(host):
    return ":" in host or host.replace(".", "").isdigit()
