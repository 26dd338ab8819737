"""Plans over a real socket, from the server that script/server starts.

The server cannot see what a test has not committed. So Guelmim is loaded for these tests, which
only read, and taken away after them.
"""

import json
import os
import shlex
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from circuits.plans import answer as planning
from circuits.plans import turns
from geodata.models import Place
from tests import towns

SOON_S = 10.0
# Two processes load the compiled search; on a busy machine that takes its time.
STARTS_S = 180.0
SHORT = {"time_limit_s": 0.1}


@dataclass(frozen=True)
class Server:
    """A site that listens, and the folder of what it generates."""

    port: int
    folder: Path

    def post(self, wish: dict[str, Any], **headers: str) -> HTTPConnection:
        """Return the connection of a client who has asked, and waits for the answer."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=60)
        client.request("POST", "/api/v1/plan?lang=en", json.dumps(wish), headers)
        return client

    def answer(self, wish: dict[str, Any], **headers: str) -> tuple[HTTPResponse, Any]:
        response = self.post(wish, **headers).getresponse()
        return response, json.loads(response.read())

    @property
    def tickets(self) -> int:
        """How many clients are planned for or wait to be."""
        return len(list((self.folder / "planning").glob("ticket-*")))

    def wait_for(self, tickets: int, seconds: float = 10) -> None:
        until(lambda: self.tickets == tickets, seconds)


@pytest.fixture(scope="module")
def server(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """Serve Guelmim with gunicorn; return where."""
    with django_db_blocker.unblock():
        is_ours = not Place.objects.exists()
        if is_ours:
            call_command("load_territory", "guelmim", stdout=StringIO())
        name = connection.settings_dict["NAME"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("var")
    url = urlsplit(os.environ.get("DATABASE_URL", "postgis:///heritage_map"))
    environment = {
        "DATABASE_URL": url._replace(path=f"/{name}").geturl(),
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "heritage_map.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", *command(port)], cwd=settings.BASE_DIR, env=os.environ | environment
    )
    try:
        served = Server(port, folder)
        until(lambda: answers(served), STARTS_S)
        yield served
    finally:
        process.terminate()
        process.wait(30)
        if is_ours:
            with django_db_blocker.unblock():
                call_command("flush", interactive=False, verbosity=0)


def command(port: int) -> list[str]:
    """Return how script/server starts gunicorn, with plans that are slow."""
    script = (settings.BASE_DIR / "script" / "server").read_text()
    words = shlex.split(script[script.index("exec gunicorn") :].replace("\\\n", ""))
    return [
        {"heritage_map.wsgi": "tests.slow_site", "$HOST:$PORT": f"127.0.0.1:{port}"}.get(word, word)
        for word in words[1:]
    ]


def answers(server: Server) -> bool:
    try:
        return server.answer(SHORT)[0].status == 200
    except (ConnectionError, TimeoutError):
        return False


def until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.django_db
def test_the_search_ends_when_the_socket_does(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    towns.place("Souk")
    monkeypatch.setattr(planning, "ITERATIONS", 10**9)
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        told = client.post(
            "/api/v1/plan", b"", content_type="application/json", **{"gunicorn.socket": ours}
        )
    assert told.status_code == 200


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_first_line_arrives_long_before_the_last(server: Server, encoding: str) -> None:
    headers = {"Accept": "application/x-ndjson", "Accept-Encoding": encoding}
    response = server.post({"time_limit_s": 1.5}, **headers).getresponse()
    assert response.headers["Content-Encoding"] == ("gzip" if encoding == "gzip" else None)
    unzip = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress if encoding == "gzip" else bytes
    text = b""
    arrived: list[float] = []
    while part := response.read1(100_000):
        text += unzip(part)
        arrived += [time.monotonic()] * (text.count(b"\n") - len(arrived))
    kinds = [json.loads(line)["kind"] for line in text.splitlines()]
    assert kinds[0] == "improvement"
    assert kinds[-1] == "plan"
    assert arrived[-1] - arrived[0] > 1


@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
def test_who_leaves_gives_the_turn_back_at_once(server: Server, accept: str) -> None:
    client = server.post({}, Accept=accept)
    server.wait_for(tickets=1)
    time.sleep(0.2)
    assert server.tickets == 1
    client.close()
    server.wait_for(tickets=0, seconds=SOON_S)
    assert server.answer(SHORT)[0].status == 200


def test_who_leaves_the_queue_does_not_hold_up_those_behind(server: Server) -> None:
    plans = server.post({})
    server.wait_for(tickets=1)
    waits = server.post({})
    server.wait_for(tickets=2)
    waits.close()
    server.wait_for(tickets=1, seconds=SOON_S)
    plans.close()
    server.wait_for(tickets=0, seconds=SOON_S)


def test_who_waits_too_long_is_told_when_to_come_again(server: Server) -> None:
    plans = server.post({})
    server.wait_for(tickets=1)
    began = time.monotonic()
    response, told = server.answer(SHORT)
    assert time.monotonic() - began < turns.PATIENCE_S + SOON_S
    plans.close()
    assert (response.status, response.headers["Retry-After"]) == (503, "5")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert told["detail"] == "Many plans are being made right now: try again in a few seconds."
    server.wait_for(tickets=0, seconds=SOON_S)


def test_of_many_at_once_each_is_answered_or_told_to_come_again(server: Server) -> None:
    def ask(_number: int) -> tuple[int, bool]:
        response, told = server.answer({"time_limit_s": 0.3})
        return response.status, "days" in told or "Retry-After" in response.headers

    with ThreadPoolExecutor(16) as clients:
        told = list(clients.map(ask, range(16)))
    assert {status for status, _is_whole in told} <= {200, 503}
    assert all(is_whole for _status, is_whole in told)
    assert sum(status == 200 for status, _is_whole in told) >= 1 + turns.MOST_WAITING
    assert server.tickets == 0


def test_pages_are_served_while_plans_are_made(server: Server) -> None:
    crowd = [server.post({}) for _client in range(1 + turns.MOST_WAITING)]
    server.wait_for(tickets=1 + turns.MOST_WAITING)
    client = HTTPConnection("127.0.0.1", server.port, timeout=SOON_S)
    client.request("GET", "/readyz")
    assert client.getresponse().status == 200
    for each in crowd:
        each.close()
    server.wait_for(tickets=0, seconds=SOON_S)


def test_a_body_that_is_too_long_is_refused_without_breaking_the_line(server: Server) -> None:
    client = HTTPConnection("127.0.0.1", server.port, timeout=60)
    client.request("POST", "/api/v1/plan?lang=en", b" " * 100_000)
    assert client.getresponse().status == 413


def test_a_body_that_is_far_too_long_is_refused_before_all_of_it_has_come(server: Server) -> None:
    client = HTTPConnection("127.0.0.1", server.port, timeout=60)
    client.putrequest("POST", "/api/v1/plan?lang=en")
    client.putheader("Content-Length", "5000000")
    client.endheaders(b" " * 100_000)
    assert client.getresponse().status == 413
    client.close()
    client.request("GET", "/readyz")
    assert client.getresponse().status == 200


def test_a_body_in_chunks_is_not_taken_for_an_empty_one(server: Server) -> None:
    client = HTTPConnection("127.0.0.1", server.port, timeout=60)
    client.request("POST", "/api/v1/plan?lang=en", iter([b"{}"]), encode_chunked=True)
    assert client.getresponse().status == 411
