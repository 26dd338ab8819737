"""A tourist on a phone, in Arabic, looks for a walk, and for the people along it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import towns
from tests.browser.conftest import PHONE, Visit
from tests.conftest import SetClock

pytestmark = pytest.mark.browser

AMHIRICH = "أمحيريش"


@pytest.fixture(autouse=True)
def _on_a_friday_evening(it_is: SetClock) -> None:
    it_is("2026-11-27T19:00")


def choose_day(page: Page, day: str) -> None:
    """Enter a day in the form of a circuit, and send it."""
    page.locator("input[name=date]").fill(day)
    page.locator("form.date-chooser button[type=submit]").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without_scripts"])
def test_a_tourist_finds_that_tuesday_is_the_wrong_day_and_walks_on_to_a_makers_work(
    visit: Visit, scripts: bool
):
    page = visit("/ar/", java_script_enabled=scripts)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")

    # She opens the circuits and takes the one of the three Saturday markets.
    page.locator(".hero a.button[href='/ar/circuits/']").click()
    expect(page).to_have_url(re.compile(r"/ar/circuits/$"))
    page.locator(".card__title a[href*='trois-marches-du-samedi']").click()

    # It opens on tomorrow, a Saturday: nothing stands in the way.
    expect(page.locator("input[name=date]")).to_have_value(towns.SATURDAY)
    expect(page.locator(".notice--warning")).to_have_count(0)
    expect(page.locator(".stop")).to_have_count(4)

    # She would rather go on Tuesday. Amhirich is closed then, and she is told so first of all.
    choose_day(page, "2026-12-01")
    expect(page.locator(".notice--warning", has_text=AMHIRICH)).to_have_count(1)
    expect(page.locator(".stop--closed")).to_have_count(1)
    expect(page.locator(".notice--warning a[href*='date=2026-12-05']")).to_have_count(1)

    # Another circuit works that day; she looks at it, and then stays with Saturday.
    other = page.locator(".notice--success a").first
    expect(other).to_have_attribute("href", re.compile(r"/ar/circuits/ville-en-semaine/\?date="))
    other.click()
    expect(page.locator("input[name=date]")).to_have_value("2026-12-01")
    expect(page.locator(".stop--closed")).to_have_count(0)
    page.go_back()
    page.go_back()

    # She opens the first stop and meets somebody there: a sample, and it says so.
    page.locator("#stop-1 .stop__title a").click()
    expect(page.locator("h1")).to_contain_text(AMHIRICH)
    page.locator(".person__name a").first.click()
    expect(page).to_have_url(re.compile(r"/ar/artisans/"))
    expect(page.locator(".ribbon").first).to_be_visible()

    # She looks at something that is made there, and at where it is sold.
    page.locator("a[href*='/ar/products/'].card__title, .card__title a").first.click()
    expect(page).to_have_url(re.compile(r"/ar/products/[\w-]+/"))
    page.locator("section[aria-labelledby=sold] dt a").first.click()
    expect(page).to_have_url(re.compile(r"/ar/places/[\w-]+/"))
    expect(page.locator("section[aria-labelledby=opening] .badge")).to_be_visible()


def test_a_visitor_searches_in_another_script_and_finds_the_market(visit: Visit):
    page = visit("/fr/")
    page.locator("button[popovertarget=site-menu]").tap()
    search = page.locator("#site-menu input[name=q]")
    expect(search).to_be_visible()
    search.fill("أمحيريش")
    search.press("Enter")
    expect(page.locator(".card__title a[href='/fr/places/souk-amhirich/']")).to_be_visible()


def test_the_choice_of_light_or_dark_is_kept_from_page_to_page(visit: Visit):
    page = visit("/fr/about/", PHONE, color_scheme="light")
    switch = page.locator("[data-theme-switch]")
    switch.tap()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/fr/places/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_scripts_the_map_is_a_list_that_can_be_filtered(visit: Visit):
    page = visit("/fr/map/", java_script_enabled=False)
    page.locator("[data-map-filters] summary").tap()
    page.locator("input[name=category][value=weekly_market]").check()
    page.locator("[data-map-filters] button[type=submit]").tap()
    expect(page.locator(".map-list__title a")).to_have_count(1)
    expect(page.locator(".map-list__title a")).to_have_attribute(
        "href", "/fr/places/souk-amhirich/"
    )
