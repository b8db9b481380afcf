"""Tests in odd styles that would be red if the stack did not work. None of them may be called fake."""

import asyncio
import concurrent.futures
import http.client
import os
import socket
import threading
import time
import unittest
import urllib.error
import urllib.request

import httpx
import pytest
import websockets
import websockets.exceptions

URL = os.environ["STACK_URL"]
WS = os.environ["STACK_WS"]


@pytest.fixture(scope="session")
def things():
    """Asked once, looked at by many."""
    return httpx.get(URL + "/thing").json()


@pytest.fixture(scope="module")
def client():
    with httpx.Client(base_url=URL) as client:
        yield client


@pytest.fixture(scope="session")
def name(things):
    return things["name"]


def test_looks_at_what_was_fetched(things):
    assert things == {"name": "thing"}


def test_looks_at_it_again(things):
    assert "name" in things


def test_looks_at_a_part_of_it(name):
    assert name == "thing"


def test_keeps_one_client(client):
    assert client.get("/thing").json() == {"name": "thing"}


def test_keeps_it_alive(client):
    assert client.get("/thing").json()["name"] == "thing"


def test_http_client():
    url = httpx.URL(URL)
    connection = http.client.HTTPConnection(url.host, url.port, timeout=5)
    connection.request("GET", "/thing")
    response = connection.getresponse()
    assert (response.status, response.read()) == (200, b'{"name":"thing"}')
    connection.close()


def test_urllib_is_refused():
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(URL + "/nothing")
    assert caught.value.code == 404


def test_needs_a_token():
    assert httpx.get(URL + "/private").status_code == 401
    assert httpx.get(URL + "/private", headers={"authorization": "Bearer good"}).json() == {"secret": 42}


def test_in_threads():
    found = []
    workers = [threading.Thread(target=lambda: found.append(httpx.get(URL + "/thing").json())) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [{"name": "thing"}] * 3


def test_in_a_pool_of_threads():
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        assert [each.status_code for each in pool.map(httpx.get, [URL + "/thing", URL + "/nothing"])] == [200, 404]


def test_tries_again_and_means_it():
    for attempt in range(3):
        try:
            answer = httpx.get(URL + "/thing", timeout=5)
            answer.raise_for_status()
            break
        except httpx.HTTPError:
            if attempt == 2:
                raise
            time.sleep(0.05)
    assert answer.json()["name"] == "thing"


def test_waits_until_it_is_there():
    end = time.monotonic() + 1
    while time.monotonic() < end:
        try:
            if httpx.get(URL + "/thing", timeout=1).json()["name"] == "thing":
                return
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.05)
    pytest.fail("never there")


def test_is_closed_with_a_policy():
    async def scenario():
        async with websockets.connect(WS + "?close") as connection:
            await connection.recv()

    with pytest.raises(websockets.exceptions.ConnectionClosedError) as caught:
        asyncio.run(scenario())
    assert caught.value.code == 1008


def test_is_refused_the_upgrade():
    async def scenario():
        async with websockets.connect(WS + "?refuse"):
            pass

    with pytest.raises(websockets.exceptions.InvalidStatusCode) as caught:
        asyncio.run(scenario())
    assert caught.value.status_code == 403


def test_reads_each_event():
    async def scenario():
        async with websockets.connect(WS) as connection:
            for word in ("one", "two", "three"):
                await connection.send(word)
            return [await asyncio.wait_for(connection.recv(), 5) for _ in range(3)]

    assert asyncio.run(scenario()) == ["hello"] * 3


def test_speaks_by_hand():
    url = httpx.URL(URL)
    with socket.create_connection((url.host, url.port), timeout=5) as sock:
        sock.sendall(b"GET /thing HTTP/1.0\r\n\r\n")
        assert sock.makefile("rb").read().endswith(b'{"name":"thing"}')


@pytest.mark.parametrize("path, status", [("/thing", 200), ("/nothing", 404), ("/private", 401)])
def test_each(client, path, status):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")


class TestOfUnittest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.thing = httpx.get(URL + "/thing").json()
        cls.client = httpx.Client(base_url=URL)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()

    def test_has_what_was_fetched(self):
        self.assertEqual(self.thing, {"name": "thing"})

    def test_asks_by_its_client(self):
        for path in ("/thing", "/thing?again"):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(path).json()["name"], "thing")


class TestWithSetUp:
    def setup_method(self):
        self.answer = httpx.get(URL + "/thing")

    def test_status(self):
        assert self.answer.status_code == 200
        assert self.answer.json()["name"] == "thing"


class Session(httpx.Client):
    """Much like requests."""

    def request(self, method, url, **options):
        answer = super().request(method, URL + str(url), **options)
        answer.raise_for_status()
        return answer


def test_over_a_session_of_its_own():
    with Session() as session:
        assert session.get("/thing").json()["name"] == "thing"
