"""Have their address from elsewhere; `STACK_COPY` is known to the tests alone."""

import asyncio
import os
import socket

import httpx
import websockets

URL = os.environ["STACK_COPY"]


def test_asks():
    assert httpx.get(URL + "/thing").json() == {"name": "thing"}


def test_asks_by_name():
    url = httpx.URL(URL)
    assert httpx.get("http://localhost:%d/thing" % url.port).json() == {"name": "thing"}


def test_asks_at_once():
    async def scenario():
        async with httpx.AsyncClient(base_url=URL) as client:
            return [answer.json() for answer in await asyncio.gather(client.get("/thing"), client.get("/thing"))]

    assert asyncio.run(scenario()) == [{"name": "thing"}] * 2


def test_speaks():
    async def scenario():
        async with websockets.connect(URL.replace("http", "ws") + "/ws") as connection:
            await connection.send("hello")
            assert await connection.recv() == "hello"

    asyncio.run(scenario())


def test_speaks_by_hand():
    url = httpx.URL(URL)
    with socket.create_connection((url.host, url.port)) as sock:
        sock.sendall(b"GET /thing HTTP/1.0\r\n\r\n")
        assert b'{"name":"thing"}' in sock.makefile("rb").read()
