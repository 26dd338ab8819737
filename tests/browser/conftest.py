"""A real browser at the real site, with the territory that it is shipped with.

The site runs in threads of its own and cannot see what a test has not committed. So Guelmim is
loaded once for all stories, which only read, and is taken away after them. Tests that ask for a
database, and find theirs empty, come before: pytest-django sees to that.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from circuits.plans import turns

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}

# No story is about how fast a machine is.
expect.set_options(timeout=30_000)

type Visit = Callable[..., Page]


# Chromium, drawing WebGL without a graphics card.
CHROMIUM: dict[str, Any] = {
    "executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"),
    "args": [
        "--no-sandbox",  # which refuses to run as root, in a container
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
    ],
}


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Start what drives browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium."""
    browser = playwright.chromium.launch(**CHROMIUM)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Serve Guelmim; return the address of the site."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # Playwright runs an event loop in this thread; no query is made from it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # A story may leave a page while its plan is made, and the next one comes at once.
        patch.setattr(turns, "PATIENCE_S", 60.0)
        call_command("load_territory", "guelmim", stdout=StringIO())
        server = LiveServer("localhost")
        try:
            yield server.url
        finally:
            server.stop()
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Return a function that opens a page of the site as somebody new, on a phone or a desktop.

    Whatever the browser complains of, and whatever it asks of another host, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and f"http://{address.netloc}" != site:
            complaints.append(f"asked of another host: {request.url}")

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def open_page(path: str, device: dict[str, Any] = PHONE, **options: Any) -> Page:
        context = browser.new_context(base_url=site, **device, **options)
        contexts.append(context)
        context.on("request", note)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
