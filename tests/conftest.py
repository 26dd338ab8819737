"""What all tests share: the clock, static files under their own names, Guelmim, a browser."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import Browser, Playwright, sync_playwright
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

from tests import towns

LONGEST_ANSWER_S = 60.0
DRAWN = tuple(f"tests/browser/test_{name}" for name in ("follow", "map", "streets"))

type SetClock = Callable[[str], datetime]

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


class ByFile(LoadFileScheduling):
    """Runs a file's tests in one process, and all stories of the browser that draw maps in one.

    Two browsers that draw without a graphics card keep each other waiting.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "tests/browser/" if file.startswith(DRAWN) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Say which tests go together where there are several processes."""
    return ByFile(config, log)


@pytest.fixture(scope="session", autouse=True)
def _static_files_under_their_own_names() -> Iterator[None]:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages):
        yield


@pytest.fixture(autouse=True)
def _in_the_language_of_the_site() -> Iterator[None]:
    """Let no test read in the language that another one was answered in."""
    with override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Make a database for the tests, whichever of them are run.

    pytest-django makes none where no chosen test is marked as needing one; the stories of the
    browser are not, and would load and flush the database that ``DATABASE_URL`` names.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
    yield
    for thread in threading.enumerate():
        # A browser was closed before it had its answer: who makes it holds a connection.
        if "process_request_thread" in thread.name:
            thread.join(LONGEST_ANSWER_S)
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Return a function that sets the site's clock to a local date and time."""

    def set_clock(text: str) -> datetime:
        now = towns.moment(text)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return set_clock


@pytest.fixture(scope="module")
def guelmim(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the territory that the site is shipped with, for the tests of one module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_territory", "guelmim", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Start what drives browsers.

    It runs an event loop in this thread, and beside one Django gives queries a connection of their
    own, which nobody else closes.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright
        connections.close_all()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium."""
    browser = playwright.chromium.launch(**CHROMIUM)
    yield browser
    browser.close()
