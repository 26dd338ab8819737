"""The map in one file: opened from the disk in a real browser, without a network."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import Page, sync_playwright

from circuits.takeaway import standalone
from tests.circuits.takeaway.conftest import every_quality, known, taken, walk
from tests.tiny_streets import EAST, GATE

pytestmark = pytest.mark.django_db
MOST_BYTES = 1_000_000
ATTACK = "`${alert(1)}</script><script>alert(2)</script>\\"

type Open = Callable[[bytes], Page]


def written(circuit: Any, language: str = "en") -> bytes:
    found = taken(circuit, language)
    with override(language):
        return standalone.write(found)


@pytest.fixture
def from_disk(tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens a file without a network; it may ask and complain of nothing.

    The browser starts at the first file: it runs an event loop in this thread, and from there on
    queries would go to another connection than the test's.
    """
    heard: list[str] = []
    with ExitStack() as stack:

        def open_file(body: bytes) -> Page:
            file = tmp_path / "walk.html"
            file.write_bytes(body)
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
                args=["--no-sandbox"],  # which refuses to run as root, in a container
            )
            stack.callback(browser.close)
            page = browser.new_page(offline=True, viewport={"width": 360, "height": 740})
            page.on("request", lambda request: heard.append(request.url))
            page.on("console", lambda said: heard.append(said.text))
            page.on("pageerror", lambda error: heard.append(str(error)))
            page.on("dialog", lambda dialog: heard.append(dialog.message))
            page.goto(file.as_uri())
            page.locator(".leaflet-marker-icon").first.wait_for()
            return page

        yield open_file
    assert [said for said in heard if not said.endswith("/walk.html")] == []


def test_it_opens_without_a_network_and_asks_for_nothing(from_disk: Open):
    page = from_disk(written(every_quality()))
    assert page.locator(".leaflet-marker-icon .disc").all_inner_texts() == ["1", "2", "5"]
    assert page.locator("ol.stops li").count() == 5
    page.locator(".leaflet-marker-icon").nth(1).click()
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    assert "2. Amhirich (about)" in popup.inner_text()
    assert "within 500" in popup.inner_text()
    assert page.locator(".leaflet-control-scale-line").first.inner_text().endswith("m")


def test_it_is_read_from_right_to_left_in_arabic(from_disk: Open):
    page = from_disk(written(every_quality(), "ar"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator(".leaflet-marker-icon").first.click()
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    assert "باب" in popup.inner_text()
    assert popup.evaluate("element => getComputedStyle(element).direction") == "rtl"


def test_a_name_that_would_be_a_script_is_only_a_name(from_disk: Open):
    page = from_disk(written(walk(known("Bab", name_en=ATTACK), known("East", EAST))))
    page.locator(".leaflet-marker-icon").first.click()
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    assert ATTACK in popup.inner_text()


def test_nothing_in_it_is_to_be_fetched(on_streets: Any):
    page = written(walk(known("Bab", GATE), known("East", EAST))).decode()
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", page)
    assert "url(" not in page.partition("</style>")[0]
    assert "cdn" not in page
    assert "default-src 'none'" in page
    assert "© OpenStreetMap contributors" in page
    assert len(page.encode()) < MOST_BYTES


def test_the_same_circuit_is_the_same_file():
    circuit = every_quality()
    assert written(circuit) == written(circuit)
