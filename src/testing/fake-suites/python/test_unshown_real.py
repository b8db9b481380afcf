"""Honest tests of which nobody can see from here that they reach the stack."""

import os
import subprocess
import sys

import httpx

URL = os.environ["STACK_URL"]
CLIENT = "import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())"


def test_asks_by_a_program():
    done = subprocess.run([sys.executable, "-I", "-c", CLIENT, URL + "/thing"], capture_output=True, check=True)
    assert done.stdout == b'{"name":"thing"}'


def test_adds_up():
    assert 1 + 1 == 2


def test_asks():
    assert httpx.get(URL + "/thing").json()["name"] == "thing"
