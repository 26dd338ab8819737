"""A phone that is really switched off and on again, and the only road between it and the site."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import PHONE
from tests.conftest import CHROMIUM

TAKEN_MS = 60_000
HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "date", "server", "content-length"}

FILES = """() => new Promise((resolve) => {
  indexedDB.open("kept").onsuccess = ({ target: { result: database } }) => {
    const request = database.transaction("files").objectStore("files").getAllKeys();
    request.onsuccess = () => { database.close(); resolve(request.result); };
  };
})"""

UPDATED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  for (let turn = 0; turn < 300 && !registration.waiting; turn += 1) {
    await new Promise((rest) => setTimeout(rest, 100));
  }
  return Boolean(registration.waiting);
}"""


@dataclass
class Road:
    """Everything that a phone asks of the site passes here, is counted, and may be cut.

    Attributes
    ----------
    url
        The address that the site has for phones.
    is_open
        Whether anything passes. What does not gets no answer at all.
    asked
        What was asked for and answered: path and ``Range`` header.
    open_for
        Patterns of paths, with how many more requests for such a path pass before the road is cut.
    garbled
        Patterns of paths, with what is made of the bodies on the way.
    delay_s
        How long everything takes.
    """

    url: str
    is_open: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)
    open_for: dict[str, int] = field(default_factory=dict)
    garbled: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    delay_s: float = 0

    def clear(self) -> None:
        """Open the road, and forget all that was."""
        self.is_open, self.delay_s = True, 0
        self.asked.clear()
        self.open_for.clear()
        self.garbled.clear()

    def lets_pass(self, path: str) -> bool:
        """Say whether a request passes, and cut the road where it is time to."""
        for pattern, left in self.open_for.items():
            if re.search(pattern, path):
                self.open_for[pattern] = left - 1
                if left <= 0:
                    self.is_open = False
        return self.is_open

    def asked_for(self, pattern: str) -> list[tuple[str, str]]:
        """Return what was asked for, of paths that match a pattern."""
        return [one for one in self.asked if re.search(pattern, one[0])]


@contextmanager
def road_to(site: str) -> Iterator[Road]:
    """Open a road to the site, with an address of its own: for browsers that is another site."""
    far = urlsplit(site)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not road.lets_pass(self.path):
                self.close_connection = True
                return
            time.sleep(road.delay_s)
            connection = http.client.HTTPConnection(far.hostname or "", far.port, timeout=30)
            headers = dict(self.headers)
            garblers = [
                garble for path, garble in road.garbled.items() if re.search(path, self.path)
            ]
            if garblers:
                headers["Accept-Encoding"] = "identity"
                headers.pop("If-None-Match", None)
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            road.asked.append((self.path, self.headers.get("Range", "")))
            for garble in garblers:
                content = garble(content)
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP_BY_HOP and not (garblers and name.lower() == "etag"):
                    self.send_header(name, value)
            if answer.status not in {204, 304}:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD" and answer.status not in {204, 304}:
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = _pass  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of phones that were switched off."""

    server = Server(("127.0.0.1", 0), Handler)
    road = Road(f"http://localhost:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield road
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Phone:
    """A phone with a browser: its storage outlives the browser, as on a real one."""

    def __init__(self, playwright: Playwright, folder: Path, road: Road, **options: Any) -> None:
        self.playwright = playwright
        self.folder = folder
        self.road = road
        self.options = options
        self.complaints: list[str] = []
        self.in_flight_mode = False
        self.on()

    def on(self) -> Page:
        """Start the browser, on what it has stored."""
        self.context: BrowserContext = self.playwright.chromium.launch_persistent_context(
            str(self.folder), base_url=self.road.url, **CHROMIUM, **PHONE, **self.options
        )
        self.page = self.context.pages[0]
        self.page.set_default_timeout(30_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if self.in_flight_mode:
            self.flight_mode()
        return self.page

    def off(self) -> None:
        """End the browser."""
        self.context.close()

    def restart(self) -> Page:
        """End the browser, and start it again."""
        self.off()
        return self.on()

    def flight_mode(self) -> None:
        """Cut the network, for the phone and on the road."""
        self.in_flight_mode = True
        self.road.is_open = False
        self.context.set_offline(True)

    def network(self) -> None:
        """Have a network again."""
        self.in_flight_mode = False
        self.road.is_open = True
        self.context.set_offline(False)

    def opens(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(path)
        return self.page

    def takes(self, slug: str, language: str = "fr") -> Page:
        """Take a circuit along, as a visitor does."""
        page = self.opens(f"/{language}/circuits/{slug}/")
        page.locator("[data-take-start]").tap()
        expect(page.locator("[data-take]")).to_have_attribute(
            "data-state", "kept", timeout=TAKEN_MS
        )
        self.settled()
        return page

    def settled(self) -> None:
        """Wait until nothing is asked for any more."""
        self.page.wait_for_load_state("networkidle")

    def reads(self, slug: str, language: str = "fr") -> Page:
        """Open a circuit that is kept, and wait until it is written."""
        page = self.opens(f"/{language}/circuits/{slug}/")
        page.wait_for_selector("[data-read][data-shown]")
        return page

    def waits_for_the_update(self) -> None:
        """Wait until a newer service worker is there, and waits."""
        assert self.page.evaluate(UPDATED)

    def waits_for_the_app(self) -> None:
        """Wait until the service worker is there."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def waits_for_shells(self, number: int) -> None:
        """Wait until there are so many versions of the site's own files."""
        for _turn in range(150):
            if len(self.shells()) == number:
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"not {number}: {self.shells()}")

    def shells(self) -> list[str]:
        """Return the caches of the site's own files, one for each version."""
        names: list[str] = self.page.evaluate("caches.keys()")
        return [name for name in names if name.startswith("shell-")]

    def files(self) -> list[str]:
        """Return the addresses of the files that go with circuits."""
        found: list[str] = self.page.evaluate(FILES)
        return found

    def clears(self, *kinds: str) -> None:
        """Let the browser clear what the site has stored, as it may without telling anybody."""
        session = self.context.new_cdp_session(self.page)
        session.send(
            "Storage.clearDataForOrigin",
            {"origin": self.road.url, "storageTypes": ",".join(kinds)},
        )

    def gives_time_in_the_background(self, tag: str) -> None:
        """Let the service worker do what it has asked for time for, as browsers do once online."""
        session = self.context.new_cdp_session(self.page)
        known: list[dict[str, Any]] = []
        session.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.append(told))
        session.send("ServiceWorker.enable")
        for _turn in range(100):
            if known:
                break
            self.page.wait_for_timeout(100)
        (registration,) = known[-1]["registrations"]
        session.send(
            "ServiceWorker.dispatchSyncEvent",
            {
                "origin": self.road.url,
                "registrationId": registration["registrationId"],
                "tag": tag,
                "lastChance": False,
            },
        )

    def has_room_for(self, size_bytes: int) -> None:
        """Let the browser give the site so much room and no more."""
        session = self.context.new_cdp_session(self.page)
        session.send(
            "Storage.overrideQuotaForOrigin", {"origin": self.road.url, "quotaSize": size_bytes}
        )
