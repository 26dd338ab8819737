"""A real browser at the real site, with the territory that it is shipped with.

The site runs in threads of its own and cannot see what a test has not committed. So Guelmim is
loaded once for all stories, which only read, and is taken away after them. Tests that ask for a
database, and find theirs empty, come before: pytest-django sees to that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    expect,
)
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from circuits.plans import turns
from geodata.models import Place

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}

# No story is about how fast a machine is.
expect.set_options(timeout=30_000)

type Visit = Callable[..., Page]


@contextmanager
def served() -> Iterator[str]:
    """Serve what the database holds, and empty it afterwards; give the address of the site."""
    server = LiveServer("localhost")
    try:
        yield server.url
    finally:
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@contextmanager
def in_place_of_guelmim(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give the database to another town; if Guelmim was there, it comes back afterwards."""
    with blocker.unblock():
        displaced = Place.objects.exists()
        call_command("flush", interactive=False, verbosity=0)
        yield
        if displaced:
            call_command("load_territory", "guelmim", stdout=StringIO())


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Serve Guelmim; return the address of the site."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # A story may leave a page while its plan is made, and the next one comes at once.
        patch.setattr(turns, "PATIENCE_S", 60.0)
        call_command("load_territory", "guelmim", stdout=StringIO())
        with served() as address:
            yield address


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
