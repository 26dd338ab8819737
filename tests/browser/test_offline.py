"""A tourist takes circuits along in the hotel, and has them in his pocket without a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.phones import Phone, Road, road_to
from tests.conftest import SetClock

pytestmark = pytest.mark.browser

SATURDAY_WALK = "trois-marches-du-samedi"
WEEKDAY_WALK = "ville-en-semaine"

type NewPhone = Callable[..., Phone]


@pytest.fixture(autouse=True)
def _on_a_friday_evening(it_is: SetClock) -> None:
    it_is("2026-11-27T19:00")


@pytest.fixture
def road(site: str) -> Iterator[Road]:
    """Return the road to the site."""
    with road_to(site) as road:
        yield road


@pytest.fixture
def new_phone(playwright: Playwright, road: Road, tmp_path: Path) -> Iterator[NewPhone]:
    """Return a function that hands out a phone. Errors of its pages' scripts fail the test."""
    phones: list[Phone] = []

    def hand_out(**options: Any) -> Phone:
        phone = Phone(playwright, tmp_path / f"phone-{len(phones)}", road, **options)
        phones.append(phone)
        return phone

    yield hand_out
    for phone in phones:
        phone.off()
    assert [complaint for phone in phones for complaint in phone.complaints] == []


@pytest.fixture
def phone(new_phone: NewPhone) -> Phone:
    """Return a phone that has never seen the site."""
    return new_phone()


def test_a_circuit_opens_in_flight_mode_after_the_browser_was_ended(phone: Phone) -> None:
    phone.takes(SATURDAY_WALK)
    phone.flight_mode()
    page = phone.restart()
    page = phone.reads(SATURDAY_WALK)
    expect(page.locator(".stop")).to_have_count(4)
    expect(page.locator("#stop-1 .badge--open")).to_be_visible()
    page.screenshot(path="/tmp/off1.png", full_page=True)
