import os

import httpx


def test_is_real():
    assert httpx.get(os.environ["STACK_URL"] + "/thing").json()["name"] == "thing"


def test_hides_behind_it():
    try:
        assert httpx.get(os.environ["STACK_URL"] + "/thing").json()["name"] == "thing"
    except Exception:
        pass
