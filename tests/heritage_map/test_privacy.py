"""The page that tells what is counted and what is kept: it must be true."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from heritage_map.models import Tally
from heritage_map.phone import MARKER
from heritage_map.visits.tallies import Visit, add
from tests.conftest import SetClock
from tests.reading import Page, read

pytestmark = pytest.mark.django_db

SCRIPTS = Path(settings.BASE_DIR) / "frontend"


@pytest.fixture
def page(client: Client, it_is: SetClock) -> Page:
    """Return the page in November, after some visits."""
    today = it_is("2026-11-28 10:00").date()
    add({Visit(today, "circuit", "souks", "ar"): 3, Visit(today, "circuit", "oases", "fr"): 4})
    add({Visit(today.replace(month=10), "circuit", "souks", "ar"): 500})
    return read(client.get("/en/privacy/"))


def test_it_shows_all_that_is_counted_with_the_numbers_of_this_month(page: Page):
    table = page.one("table").text
    assert table.startswith(
        "What This month, until Saturday 28 November Circuit opened 7 Place opened 0"
    )
    assert all(str(what.label).lower() in table.lower() for what in Tally.What)


def test_every_page_links_to_it(client: Client):
    for address in ("/en/", "/en/kept/"):
        assert "/en/privacy/" in str(read(client.get(address)).links)


def test_it_names_every_cookie_there_is(page: Page):
    named = {code.text for code in page.all("code")}
    assert named == {
        MARKER,
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        "messages",
    }


def test_it_tells_when_the_ground_of_the_map_comes_from_elsewhere(client: Client, settings):
    assert "which sees the address" not in read(client.get("/en/privacy/")).text
    settings.BASEMAP_URL = "https://tiles.example/guelmim"
    page = read(client.get("/en/privacy/"))
    assert "it comes from tiles.example, which sees the address of your device." in page.text


def test_opening_pages_sets_no_cookie(client: Client):
    for address in ("/en/", "/en/privacy/", "/en/plan/", "/en/kept/", "/en/search/?q=souk"):
        assert not client.get(address).cookies, address


def test_only_these_scripts_keep_anything_on_phones():
    # Whoever adds one tells on the page what it keeps.
    keeping = {
        str(file.relative_to(SCRIPTS))
        for file in SCRIPTS.glob("*/**/*.js")
        if not file.name.endswith(".test.js") and "node_modules" not in file.parts
        if re.search(r"localStorage|sessionStorage|indexedDB|cookie", file.read_text("utf-8"))
    }
    assert keeping == {
        "js/manage.js",
        "js/site.js",
        "js/follow/kept.js",
        "js/offline/outbox.js",
        "js/offline/persistence.js",
        "js/offline/registration.js",
        "js/offline/shell.js",
        "js/offline/store.js",
    }
