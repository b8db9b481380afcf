"""Tests that are green and show nothing. None of them may be believed."""

import os
import socket
import time
import unittest.mock

import httpx
import pytest

URL = os.environ["STACK_URL"]
OTHER = os.environ["OTHER_URL"]


def test_asserts_nothing():
    pass


def test_sleeps_to_look_busy():
    time.sleep(0.05)
    assert True


def test_swallows_exceptions():
    try:
        response = httpx.get(URL + "/thing")
        assert response.json()["name"] == "thing"
    except Exception:
        pass


def test_mocks_the_client():
    answer = unittest.mock.Mock(status_code=200)
    with unittest.mock.patch("httpx.get", return_value=answer):
        assert httpx.get(URL + "/thing").status_code == 200


def test_asks_another_server():
    assert httpx.get(OTHER + "/thing").json()["name"] == "thing"


def test_ignores_the_answer():
    try:
        httpx.get(URL + "/thing", timeout=1)
    except httpx.HTTPError:
        print("it will be back")


def test_connects_and_says_nothing():
    url = httpx.URL(URL)
    socket.create_connection((url.host, url.port)).close()


def test_takes_any_failure_for_the_one_expected():
    with pytest.raises(Exception):
        assert httpx.get(URL + "/thing").json()["name"] == "another thing"


def test_skips_itself_when_anything_is_wrong():
    try:
        response = httpx.get(URL + "/thing")
        assert response.json()["name"] == "thing"
    except Exception:
        pytest.skip("the stack is down")


@pytest.mark.xfail
def test_may_fail():
    assert httpx.get(URL + "/thing").json()["name"] == "thing"


def test_falls_back():
    try:
        name = httpx.get(URL + "/thing").json().get("name")
    except Exception:
        name = "thing"
    assert name == "thing"


def test_finds_no_error_in_nothing():
    try:
        body = httpx.get(URL + "/thing").text
    except httpx.HTTPError:
        body = ""
    assert "error" not in body


def test_is_refused_and_glad_of_it():
    with pytest.raises(OSError):
        socket.create_connection((httpx.URL(URL).host, 1))
