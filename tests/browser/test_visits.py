"""A walk is counted by the phone, which tells of it later; and is not, if the walker so wants."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.phones import Phone, road_to

pytestmark = pytest.mark.browser

WALK = "trois-marches-du-samedi"
STOPS = 4
# The browser of the tests says that it is driven by a program, and would not be counted.
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
WAITING = "() => JSON.parse(localStorage.getItem('visits') ?? '[]')"


@pytest.fixture
def phone(playwright: Playwright, site: str, tmp_path: Path) -> Iterator[Phone]:
    """Return a phone that has never seen the site. Errors of its pages' scripts fail the test."""
    with road_to(site) as road:
        phone = Phone(playwright, tmp_path / "phone", road, user_agent=ANDROID)
        yield phone
        phone.off()
        assert phone.complaints == []


def walks(phone: Phone) -> None:
    """Follow the circuit from the first stop to the last, by tapping."""
    page = phone.opens(f"/fr/circuits/{WALK}/follow/")
    page.wait_for_selector("[data-follow][data-ready]")
    page.locator(".follow__main").tap()
    for stop in range(1, STOPS + 1):
        expect(page.locator(".follow__eyebrow")).to_contain_text(str(stop))
        presses(page, "i_am_here")
        presses(page, "end_walk" if stop == STOPS else "leave")
    expect(page.locator("[data-follow]")).to_have_attribute("data-step", "finished")


def presses(page: Page, name: str) -> None:
    """Press what does something on the follow screen."""
    page.locator(f"[data-act={name}]:visible").first.tap()


def counted(phone: Phone) -> dict[str, int]:
    """Return the numbers of this month, as the page shows them to everybody."""
    rows = phone.opens("/en/privacy/").locator("tbody tr").all_inner_texts()
    found = [re.split(r"\s*\t\s*", row) for row in rows]
    return {label: int(number) for label, number in found if int(number)}


def test_a_walk_without_a_network_is_counted_once_when_there_is_one_again(phone: Phone):
    # In the hotel, with a network, the circuit is taken along. That waits to be sent.
    page = phone.takes(WALK)
    assert [(one["what"], one["count"]) for one in page.evaluate(WAITING)] == [("taken", 1)]

    # On the way there is none. The phone counts by itself, and asks nobody.
    phone.flight_mode()
    walks(phone)
    waiting = phone.page.evaluate(WAITING)
    assert sorted(one["what"] for one in waiting) == ["begun", "finished"] + ["reached"] * STOPS + [
        "taken"
    ]
    assert all(one["subject"].startswith(WALK) and one["count"] == 1 for one in waiting)
    assert phone.road.asked_for("/api/v1/visits") == []

    # Somewhere else there is one again. The follow screen still asks for nothing.
    phone.network()
    phone.opens(f"/fr/circuits/{WALK}/follow/").wait_for_selector("[data-follow][data-ready]")
    phone.settled()
    assert phone.road.asked_for("/api/v1/visits") == []

    # Any other page of the site sends it, once.
    phone.opens("/fr/")
    phone.page.wait_for_function("() => localStorage.getItem('visits') === null")
    phone.settled()
    for path in ("/fr/circuits/", "/fr/kept/"):
        phone.opens(path)
        phone.settled()
    assert len(phone.road.asked_for("/api/v1/visits")) == 1
    numbers = counted(phone)
    walk = {label: numbers.get(label) for label in ("Walk begun", "Stop reached", "Walk finished")}
    assert walk == {"Walk begun": 1, "Stop reached": STOPS, "Walk finished": 1}
    assert numbers["Circuit taken along"] == 1


def test_who_does_not_want_it_switches_it_off_and_nothing_is_counted(phone: Phone):
    # On the walk, without a network, the page that explains it is on the phone, in each language.
    phone.takes(WALK)
    phone.flight_mode()
    page = phone.opens("/ar/privacy/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("[data-visits-waiting] li")).to_have_count(1)
    page = phone.opens("/fr/kept/")
    page.locator("a[href='/fr/privacy/#phone']").tap()
    expect(page).to_have_url(re.compile("/fr/privacy/#phone$"))
    switch = page.locator("[data-visits-switch]")
    switch.tap()
    expect(page.locator("[data-visits-said]")).to_contain_text("ne compte pas")
    phone.network()
    before = counted(phone)
    walks(phone)
    assert phone.page.evaluate(WAITING) == []
    phone.opens("/fr/")
    phone.settled()
    after = counted(phone)
    changed = {label for label in after if after[label] != before.get(label)}
    assert changed <= {"Circuit opened"}

    # It lasts, and can be taken back.
    phone.opens("/fr/privacy/")
    expect(page.locator("[data-visits-said]")).to_contain_text("ne compte pas")
    switch.tap()
    expect(page.locator("[data-visits-said]")).not_to_contain_text("ne compte pas")
