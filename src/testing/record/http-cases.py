"""What httpx, requests and aiohttp say when a request goes wrong: each test is red, and its text is recorded."""

import asyncio
import json
import os
import ssl

import aiohttp
import httpx
import pytest
import requests

PEERS = json.loads(os.environ["PEERS"])
CA = os.environ["TRUSTED_CA"]
CERTIFICATES = ["expired", "wrong-name", "self-signed", "short-chain"]


def url(peer, path="/", scheme="http", host="127.0.0.1"):
    return f"{scheme}://{host}:{PEERS[peer]}{path}"


class TestHttpx:
    def get(self, address, **options):
        with httpx.Client(timeout=0.5, verify=ssl.create_default_context(cafile=CA), trust_env=False) as client:
            return client.get(address, **options)

    def test_refused(self):
        self.get(url("refused"))

    def test_refused_async(self):
        async def scenario():
            async with httpx.AsyncClient(timeout=0.5, trust_env=False) as client:
                await client.get(url("refused", host="localhost"))

        asyncio.run(scenario())

    def test_name_not_found(self):
        self.get(url("refused", host="nowhere.invalid"))

    def test_connect_time_out(self):
        self.get(url("hole"))

    def test_read_time_out(self):
        self.get(url("silent"))

    def test_read_time_out_async(self):
        async def scenario():
            async with httpx.AsyncClient(timeout=0.5, trust_env=False) as client:
                await client.get(url("silent"))

        asyncio.run(scenario())

    def test_reset(self):
        self.get(url("resets"))

    def test_closed_without_answer(self):
        self.get(url("hangs-up"))

    def test_binary_answer(self):
        self.get(url("binary"))

    def test_half_body(self):
        self.get(url("answers", "/half"))

    def test_pool(self):
        async def scenario():
            limits = httpx.Limits(max_connections=1)
            async with httpx.AsyncClient(timeout=0.5, limits=limits, trust_env=False) as client:
                async with client.stream("GET", url("answers", "/half")):
                    await client.get(url("answers", "/200"))

        asyncio.run(scenario())

    @pytest.mark.parametrize("status", ["301", "401", "404", "429", "500", "502", "503", "504"])
    def test_status(self, status):
        self.get(url("answers", f"/{status}")).raise_for_status()

    def test_asserted_status(self):
        response = self.get(url("answers", "/503"))
        assert response.status_code == 200

    def test_asserted_status_with_words(self):
        response = self.get(url("answers", "/401"))
        assert response.status_code == 200, f"login answered {response.status_code}"

    def test_not_json(self):
        self.get(url("answers", "/html")).json()

    def test_tls_to_plain(self):
        self.get(url("answers", scheme="https", host="localhost"))

    @pytest.mark.parametrize("which", CERTIFICATES)
    def test_certificate(self, which):
        self.get(url(which, scheme="https", host="localhost"))

    def test_unknown_authority(self):
        httpx.get(url("trusted", scheme="https", host="localhost"))

    def test_plain_to_tls(self):
        self.get(url("trusted"))

    def test_old_tls(self):
        self.get(url("old-tls", scheme="https", host="localhost"))

    def test_client_certificate(self):
        self.get(url("asks-certificate", scheme="https", host="localhost"))

    def test_proxy(self):
        os.environ["HTTP_PROXY"] = url("refused")
        try:
            httpx.get("http://service.invalid/", timeout=0.5)
        finally:
            del os.environ["HTTP_PROXY"]

    def test_illegal_header(self):
        self.get(url("answers", "/200"), headers={"authorization": "Bearer a\nb"})

    def test_no_scheme(self):
        self.get("api.example.com/health")

    def test_redirects(self):
        self.get(url("answers", "/loop"), follow_redirects=True)


class TestRequests:
    def get(self, address, **options):
        return requests.get(address, **{"timeout": 0.5, "verify": CA, **options})

    def test_refused(self):
        self.get(url("refused"))

    def test_name_not_found(self):
        self.get(url("refused", host="nowhere.invalid"))

    def test_connect_time_out(self):
        self.get(url("hole"))

    def test_read_time_out(self):
        self.get(url("silent", "/health"))

    def test_reset(self):
        self.get(url("resets"))

    def test_closed_without_answer(self):
        self.get(url("hangs-up"))

    def test_binary_answer(self):
        self.get(url("binary"))

    def test_half_body(self):
        self.get(url("answers", "/half"))

    def test_cut_body(self):
        self.get(url("answers", "/cut"))

    @pytest.mark.parametrize("status", ["401", "404", "500", "502", "503"])
    def test_status(self, status):
        self.get(url("answers", f"/{status}")).raise_for_status()

    def test_asserted_status(self):
        assert self.get(url("answers", "/502")).status_code == 200

    def test_asserted_ok(self):
        assert self.get(url("answers", "/502")).ok

    def test_not_json(self):
        self.get(url("answers", "/html")).json()

    def test_tls_to_plain(self):
        self.get(url("answers", scheme="https", host="localhost"))

    @pytest.mark.parametrize("which", CERTIFICATES)
    def test_certificate(self, which):
        self.get(url(which, scheme="https", host="localhost"))

    def test_proxy(self):
        self.get("http://service.invalid/", proxies={"http": url("refused")})

    def test_no_scheme(self):
        self.get("api.example.com/health")


class TestAiohttp:
    def get(self, address, **options):
        async def scenario():
            limit = aiohttp.ClientTimeout(total=0.5)
            connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=CA))
            async with aiohttp.ClientSession(timeout=limit, connector=connector) as session:
                async with session.get(address, **options) as response:
                    await response.json()
                    return response.status

        return asyncio.run(scenario())

    def talk(self, address, **options):
        async def scenario():
            async with aiohttp.ClientSession() as session:
                async with session.ws_connect(address, **options) as socket:
                    await socket.receive_str()

        asyncio.run(scenario())

    def test_refused(self):
        self.get(url("refused"))

    def test_name_not_found(self):
        self.get(url("refused", host="nowhere.invalid"))

    def test_time_out(self):
        self.get(url("silent"))

    def test_connect_time_out(self):
        async def scenario():
            limit = aiohttp.ClientTimeout(sock_connect=0.4)
            async with aiohttp.ClientSession(timeout=limit) as session:
                await session.get(url("hole"))

        asyncio.run(scenario())

    def test_read_time_out(self):
        async def scenario():
            limit = aiohttp.ClientTimeout(sock_read=0.4)
            async with aiohttp.ClientSession(timeout=limit) as session:
                await session.get(url("silent"))

        asyncio.run(scenario())

    def test_reset(self):
        self.get(url("resets"))

    def test_closed_without_answer(self):
        self.get(url("hangs-up"))

    def test_binary_answer(self):
        self.get(url("binary"))

    def test_half_body(self):
        self.get(url("answers", "/cut"))

    @pytest.mark.parametrize("status", ["401", "503"])
    def test_status(self, status):
        self.get(url("answers", f"/{status}"), raise_for_status=True)

    def test_not_json(self):
        self.get(url("answers", "/html"))

    def test_asserted_status(self):
        async def scenario():
            async with aiohttp.ClientSession() as session:
                async with session.get(url("answers", "/503")) as response:
                    assert response.status == 200

        asyncio.run(scenario())

    def test_tls_to_plain(self):
        self.get(url("answers", scheme="https", host="localhost"))

    @pytest.mark.parametrize("which", CERTIFICATES)
    def test_certificate(self, which):
        self.get(url(which, scheme="https", host="localhost"))

    @pytest.mark.parametrize("status", ["403", "404", "502"])
    def test_refused_upgrade(self, status):
        self.talk(url("answers", f"/{status}"))

    def test_bad_accept(self):
        self.talk(url("upgrades", "/bad-accept"))

    @pytest.mark.parametrize("how", ["1011", "1011-prose", "destroy"])
    def test_close(self, how):
        self.talk(url("closes", f"/{how}"))
