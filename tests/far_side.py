"""The servers of others, as they are on a good day and on bad ones, on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Asked:
    """A request that came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def query(self) -> str:
        """What was asked in the Overpass language."""
        return parse_qs(self.body.decode())["data"][0]


@dataclass
class Answer:
    """What is sent back.

    Attributes
    ----------
    cut_at
        After how many bytes the connection breaks.
    ranges
        Whether a part of it can be asked for.
    waits
        Is called before the body is sent.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    ranges: bool = False
    waits: Callable[[], object] = lambda: None


@dataclass
class FarSide:
    """A server that gives prepared answers: of several to a path each once, the last one again."""

    url: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def says(self, path: str, *answers: Answer) -> str:
        """Prepare the answers to a path; return its address."""
        self.answers[path] = list(answers)
        return self.url + path

    def _next(self, path: str) -> Answer:
        waiting = self.answers.get(path, [Answer(b"not here", 404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def far_side() -> Iterator[FarSide]:
    """Run such a server."""
    side: FarSide

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.command != "HEAD":
                side.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            # Who asks how it is does not get the answer that was prepared for who takes it.
            waiting = side.answers.get(self.path)
            answer = waiting[-1] if self.command == "HEAD" and waiting else side._next(self.path)
            self._send(answer)

        do_POST = do_HEAD = do_GET  # noqa: N815

        def _send(self, answer: Answer) -> None:
            content, status, headers = answer.body, answer.status, dict(answer.headers)
            asked = self.headers.get("Range", "")
            same = self.headers.get("If-Range") in {None, *headers.values()}
            if answer.ranges and asked and same:
                first = int(asked.removeprefix("bytes=").rstrip("-"))
                headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
                content, status = content[first:], 206
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command == "HEAD":
                return
            answer.waits()
            self.wfile.write(content[: answer.cut_at])
            if answer.cut_at is not None:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of clients that gave up: some are made to."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    side = FarSide(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield side
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
