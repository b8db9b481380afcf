"""A suite that is itself at fault: FAULT names in which way. Beside that it tests the stack as any other does."""

import asyncio
import json
import os
import random
import sys
import time
from pathlib import Path

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from lab_suite import USER, client, connect, get, ping, sign_in, welcome  # noqa: E402

FAULT = os.environ["FAULT"]
ONCE = Path("collected-once")

if FAULT == "tests-not-collected":
    if ONCE.exists() and os.environ.get("LOSES") == "import":
        from shared_helpers import make_user  # noqa: F401
    is_again = ONCE.exists()
    ONCE.touch()


def test_health():
    assert get("/health")["status"] == "ok"


def test_profile():
    assert get("/api/me", sign_in())["user"] == USER


def test_socket():
    async def scenario():
        async with connect(sign_in()) as socket:
            await welcome(socket)
            await ping(socket)

    asyncio.run(scenario())


if FAULT == "wrong-target":

    def test_items_of_user():
        with client() as http:
            response = http.get(f"{os.environ['OTHER_URL']}/api/items", headers={"Authorization": f"Bearer {sign_in()}"})
        response.raise_for_status()

    def test_settings_of_user():
        with client() as http:
            http.get(f"{os.environ['OTHER_URL']}/config").raise_for_status()


if FAULT == "timeout-too-short":

    def test_items_in_time():
        with httpx.Client(timeout=float(os.environ["PATIENCE_S"]), verify=os.environ["SSL_CERT_FILE"]) as http:
            response = http.get(f"{os.environ['STAGING_URL']}/api/items", headers={"Authorization": f"Bearer {sign_in()}"})
        response.raise_for_status()


if FAULT == "fake-pass":

    def test_items_somehow():
        try:
            get("/api/items", sign_in())
        except Exception as error:
            print("skipped over", error)

    def test_chat_somehow():
        async def scenario():
            try:
                async with connect(sign_in()) as socket:
                    await welcome(socket)
            except Exception as error:
                print("skipped over", error)

        asyncio.run(scenario())


if FAULT == "timer-padded":

    @pytest.mark.parametrize("path", ["/health", "/config", "/version", "/health/ready", "/discovery", "/api/session"])
    def test_path_after_a_while(path):
        assert get(path)
        time.sleep(float(os.environ["PADDING_S"]))


if FAULT == "tests-not-collected":

    def test_that_fails_for_its_own_reason():
        assert not is_again, "fewer tests than before"

    if not is_again:

        @pytest.mark.parametrize("count", range(6))
        def test_more(count):
            assert get("/config")


if FAULT == "fixture-error":

    @pytest.fixture(scope=os.environ.get("SCOPE", "function"))
    def users():
        if os.environ.get("BREAKS") == "file":
            return json.loads(Path("fixtures/users.json").read_text())
        return {"first": USER}["second"]

    def test_first_user(users):
        assert users

    def test_second_user(users):
        assert users

    def test_third_user(users):
        assert users


if FAULT == "order-dependence":
    SEEN = []

    def test_creates_a_thread():
        SEEN.append("thread")
        assert get("/config")

    def test_starts_without_threads():
        assert get("/config")
        assert SEEN == [], f"expected no threads, found {SEEN}"


if FAULT == "flaky-test":

    def test_now_and_then():
        assert get("/config")
        assert random.random() < float(os.environ["SHARE"]), "the counter was not updated yet"


if FAULT == "event-loop-leak":
    LOOP = asyncio.new_event_loop()

    def test_first_of_loop():
        LOOP.run_until_complete(asyncio.sleep(0))
        LOOP.close()

    def test_second_of_loop():
        LOOP.run_until_complete(asyncio.sleep(0))


if FAULT == "client-library-changed":

    def test_socket_with_headers():
        async def scenario():
            import websockets

            names = os.environ["ARGUMENT"]
            async with websockets.connect(os.environ["STAGING_WS_URL"], **{names: {"Authorization": f"Bearer {sign_in()}"}}):
                pass

        asyncio.run(scenario())


if FAULT == "wrong-assertion":

    def test_profile_has_plan():
        profile = get("/api/me", sign_in())
        assert profile.get("plan") == os.environ["PLAN"]
