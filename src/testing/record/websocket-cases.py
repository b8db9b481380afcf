"""What Python's websockets says when a connection goes wrong: each test is red, and its text is recorded."""

import asyncio
import json
import os
import ssl
import warnings

import pytest
import websockets

warnings.simplefilter("ignore")
PEERS = json.loads(os.environ["PEERS"])
MAJOR = int(websockets.__version__.split(".")[0])
HEADERS = "additional_headers" if MAJOR >= 14 else "extra_headers"


def url(peer, path="/ws", scheme="ws", host="127.0.0.1"):
    return f"{scheme}://{host}:{PEERS[peer]}{path}"


def trusting():
    return ssl.create_default_context(cafile=os.environ["TRUSTED_CA"])


def talk(address, say=None, **options):
    async def scenario():
        async with websockets.connect(address, open_timeout=0.6, close_timeout=0.3, **options) as socket:
            if say is not None:
                await socket.send(say)
            while True:
                await socket.recv()

    asyncio.run(scenario())


CLOSES = ["1000", "1001", "1002", "1003", "1007", "1008", "1009", "1011", "1012", "1013", "1011-prose", "1011-keepalive", "4001-prose"]


@pytest.mark.parametrize("how", CLOSES)
def test_close(how):
    talk(url("closes", f"/{how}"))


def test_no_close_frame():
    talk(url("closes", "/destroy"))


def test_reset_after_open():
    talk(url("closes", "/reset"))


def test_own_keepalive_gives_up():
    talk(url("closes", "/deaf"), ping_interval=0.2, ping_timeout=0.2)


def test_own_limit():
    talk(url("closes", "/big"), max_size=1000)


def test_bad_frame():
    talk(url("closes", "/bad-frame"))


def test_not_utf8():
    talk(url("closes", "/not-utf8"))


@pytest.mark.parametrize("status", ["200", "301", "400", "401", "403", "404", "426", "500", "502", "503", "504"])
def test_refused_upgrade(status):
    talk(url("answers", f"/{status}"))


def test_handshake_time_out():
    talk(url("silent"))


def test_black_hole():
    talk(url("hole"))


def test_refused():
    talk(url("refused"))


def test_refused_two_families():
    talk(url("refused", host="localhost"))


def test_name_not_found():
    talk(url("refused", host="nowhere.invalid"))


def test_reset():
    talk(url("resets"))


def test_closed_without_answer():
    talk(url("hangs-up"))


def test_binary_answer():
    talk(url("binary"))


def test_no_upgrade_header():
    talk(url("upgrades", "/no-upgrade"))


def test_bad_accept():
    talk(url("upgrades", "/bad-accept"))


def test_other_subprotocol():
    talk(url("upgrades", "/other-subprotocol"), subprotocols=["chat"])


def test_unasked_extension():
    talk(url("upgrades", "/unasked-extension"), compression=None)


def test_illegal_subprotocol():
    talk(url("closes", "/1011"), subprotocols=["jwt", "a b="])


def test_old_argument():
    talk(url("closes", "/1011"), **{"additional_headers" if MAJOR < 14 else "extra_headers": {"a": "b"}})


def test_http_address():
    talk(url("closes", scheme="http"))


def test_tls_to_plain():
    talk(url("answers", scheme="wss", host="localhost"))


@pytest.mark.parametrize("which", ["expired", "wrong-name", "self-signed", "short-chain"])
def test_certificate(which):
    talk(url(which, scheme="wss", host="localhost"), ssl=trusting())


def test_unknown_authority():
    talk(url("trusted", scheme="wss", host="localhost"))


def test_nothing_comes():
    async def scenario():
        async with websockets.connect(url("closes", "/deaf")) as socket:
            await asyncio.wait_for(socket.recv(), 0.3)

    asyncio.run(scenario())


def test_send_after_close():
    async def scenario():
        async with websockets.connect(url("closes", "/1011-prose")) as socket:
            await asyncio.sleep(0.2)
            await socket.send("hello")

    asyncio.run(scenario())


def test_threaded_close():
    from websockets.sync.client import connect

    with connect(url("closes", "/1011-prose")) as socket:
        socket.recv()


def test_threaded_time_out():
    from websockets.sync.client import connect

    with connect(url("silent"), open_timeout=0.4) as socket:
        socket.recv()
