"""What Python's websocket-client says when a connection goes wrong: each test is red, and its text is recorded."""

import json
import os

import pytest
import websocket

PEERS = json.loads(os.environ["PEERS"])


def url(peer, path="/ws", scheme="ws", host="127.0.0.1"):
    return f"{scheme}://{host}:{PEERS[peer]}{path}"


def trusting():
    return {"ca_certs": os.environ["TRUSTED_CA"]}


def opened(address, **options):
    return websocket.create_connection(address, timeout=0.6, **options)


def talk(address, say=None, **options):
    connection = opened(address, **options)
    if say is not None:
        connection.send(say)
    while True:
        connection.recv()


CLOSES = ["1000", "1008", "1011", "1011-prose", "4001-prose"]


@pytest.mark.parametrize("how", CLOSES)
def test_close(how):
    """It answers a close with an empty text, and only what comes after that raises."""
    talk(url("closes", f"/{how}"))


def test_empty_message_as_json():
    connection = opened(url("closes", "/1011-prose"))
    json.loads(connection.recv())


def test_empty_message_asserted():
    connection = opened(url("closes", "/1011-prose"))
    assert connection.recv() == "welcome"


def test_close_frame_looked_at():
    connection = opened(url("closes", "/1011-prose"))
    opcode, data = connection.recv_data()
    assert opcode == websocket.ABNF.OPCODE_TEXT, data


def test_no_close_frame():
    talk(url("closes", "/destroy"))


def test_reset_after_open():
    talk(url("closes", "/reset"))


def test_bad_frame():
    talk(url("closes", "/bad-frame"))


def test_not_utf8():
    talk(url("closes", "/not-utf8"))


def test_nothing_comes():
    talk(url("closes", "/deaf"))


@pytest.mark.parametrize("status", ["200", "301", "400", "401", "403", "404", "426", "429", "500", "502", "503", "504"])
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


def test_http_address():
    talk(url("closes", scheme="http"))


def test_tls_to_plain():
    talk(url("answers", scheme="wss", host="localhost"))


@pytest.mark.parametrize("which", ["expired", "wrong-name", "self-signed", "short-chain"])
def test_certificate(which):
    talk(url(which, scheme="wss", host="localhost"), sslopt=trusting())


def test_unknown_authority():
    talk(url("trusted", scheme="wss", host="localhost"))
