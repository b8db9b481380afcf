"""Leads connections to the target to one that does not work. Loaded only where passing tests are tried against such a one.

Here a test is supposed to be red, so what would hold the run up is switched off: repetitions of red tests, ends at the
first of them, and tests that wait for ever.
"""
import asyncio
import json
import selectors
import signal
import socket
import threading
import time

import pytest

AGAIN_SECONDS = 0.5
LOOPBACK = ("127.0.0.1", "::1", "0.0.0.0", "::")


def start(config, path, contacts):
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    divert(told, contacts.names if contacts is not None else {})
    if told["hurry"] > 1:
        hurry_up(told["hurry"])
    config.option.maxfail = 0
    if hasattr(config.option, "reruns"):
        config.option.reruns = 0
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        config.pluginmanager.register(Limit(told["limitMs"] / 1000), "teneleven-limit")


def divert(told, names):
    port = told["port"]
    targets = [(plain(target["host"]), target.get("port")) for target in told["targets"]]

    def instead(sock, address):
        if not isinstance(address, tuple) or not sock.type & socket.SOCK_STREAM:
            return address
        known = {plain(str(address[0])), plain(str(names.get((address[0], address[1]), "")))}
        if not any(host in known and at in (None, address[1]) for host, at in targets):
            return address
        if sock.family == socket.AF_INET6:
            return ("::ffff:127.0.0.1", port) + tuple(address[2:])
        return ("127.0.0.1", port)

    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    socket.socket.connect = lambda self, address: connect(self, instead(self, address))
    socket.socket.connect_ex = lambda self, address: connect_ex(self, instead(self, address))


def hurry_up(factor):
    """Time-outs of sockets and pauses are a fraction; in an event loop all of its time runs faster, so that it agrees."""
    settimeout, sleep = socket.socket.settimeout, time.sleep
    select, loop_time = selectors.DefaultSelector.select, asyncio.BaseEventLoop.time
    socket.socket.settimeout = lambda self, value: settimeout(self, value and value / factor)
    time.sleep = lambda seconds: sleep(seconds / factor)
    asyncio.BaseEventLoop.time = lambda self: loop_time(self) * factor

    def hurried(self, timeout=None):
        return select(self, timeout and timeout / factor)

    selectors.DefaultSelector.select = hurried


def plain(host):
    bare = host.lower().strip("[]").rstrip(".")
    return "localhost" if bare in LOOPBACK else bare


class Limit:
    """Fails a phase of a test that is not over in time; again and again, for a test may catch that too."""

    def __init__(self, seconds):
        self.seconds = seconds
        signal.signal(signal.SIGALRM, self.ring)

    def ring(self, *_):
        pytest.fail("Not over after {:g} s against a target that does not work".format(self.seconds), pytrace=False)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_setup(self):
        with self:
            yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_call(self):
        with self:
            yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self):
        with self:
            yield

    def __enter__(self):
        signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN_SECONDS)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_REAL, 0)
