import os

import httpx
import pytest


@pytest.fixture(autouse=True, scope="session")
def needs_the_stack():
    try:
        httpx.get(os.environ["STACK_URL"] + "/thing", timeout=1).raise_for_status()
    except httpx.HTTPError:
        pytest.skip("the stack is down")
