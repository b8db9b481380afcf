import os

import httpx


def test_asks_when_it_is_up():
    assert httpx.get(os.environ["STACK_URL"] + "/thing").json()["name"] == "thing"
