"""Tests that would be red if the stack did not work. None of them may be called fake."""

import asyncio
import json
import os
import urllib.request

import httpx
import pytest
import websockets

URL = os.environ["STACK_URL"]
WS = os.environ["STACK_WS"]
CLIENT = httpx.Client(base_url=URL)


@pytest.fixture
def thing():
    return CLIENT.get("/thing").json()


def test_asks_over_a_pool():
    assert CLIENT.get("/thing").json()["name"] == "thing"


def test_asks_over_the_same_pool():
    assert CLIENT.get("/thing").status_code == 200
    assert CLIENT.get("/thing").json() == {"name": "thing"}


def test_uses_a_fixture(thing):
    assert thing["name"] == "thing"


def test_asks_by_urllib():
    with urllib.request.urlopen(URL + "/thing") as response:
        assert json.load(response)["name"] == "thing"


def test_has_no_assert_and_needs_the_answer():
    response = httpx.get(URL + "/thing")
    response.raise_for_status()
    response.json()["name"]


def test_expects_a_refusal():
    assert httpx.get(URL + "/nothing").status_code == 404


def test_asks_many_at_once():
    async def scenario():
        async with httpx.AsyncClient(base_url=URL) as client:
            answers = await asyncio.gather(*(client.get("/thing") for _ in range(3)))
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert answers[0].json()["name"] == "thing"

    asyncio.run(scenario())


def test_speaks_over_a_websocket():
    async def scenario():
        async with websockets.connect(WS) as connection:
            await connection.send("hello")
            assert await connection.recv() == "hello"

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/thing", "/thing?again"])
def test_each_path(path):
    assert CLIENT.get(path).json() == {"name": "thing"}
