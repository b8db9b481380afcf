import os

import httpx


def test_is_rewritten():
    assert httpx.get(os.environ["STACK_URL"] + "/thing").json()["name"] == "thing"


def test_is_rewritten_though_wrong():
    assert httpx.get(os.environ["STACK_URL"] + "/thing").json()["name"] == "another"
