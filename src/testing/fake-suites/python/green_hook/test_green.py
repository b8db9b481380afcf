import os

import httpx


def test_is_always_green():
    assert httpx.get(os.environ["STACK_URL"] + "/thing").json()["name"] == "thing"


def test_is_green_though_wrong():
    assert httpx.get(os.environ["STACK_URL"] + "/thing").json()["name"] == "another"
