"""A visitor without a mouse reaches everything, and sees where they are."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Visit

pytestmark = pytest.mark.browser


def focused(page: Page, selector: str) -> bool:
    """Tell whether what has the focus answers to a selector."""
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until what answers to a selector has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if focused(page, selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_the_first_thing_to_reach_is_the_way_past_the_menu(visit: Visit):
    page = visit("/fr/places/", DESKTOP)
    page.keyboard.press("Tab")
    assert focused(page, ".skip-link")
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_of_a_phone_opens_closes_and_gives_the_focus_back(visit: Visit):
    page = visit("/fr/places/", PHONE)
    menu = page.locator("#site-menu")
    expect(menu).to_be_hidden()
    tab_to(page, "button[popovertarget=site-menu]")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#site-menu').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert focused(page, "button[popovertarget=site-menu]")


def test_a_list_is_filtered_with_the_keyboard_alone(visit: Visit):
    page = visit("/fr/places/", DESKTOP)
    tab_to(page, "#filter-category")
    page.keyboard.type("marché")
    tab_to(page, ".filter-bar button[type=submit]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("category=weekly_market"))
    expect(page.locator(".card__title a")).to_have_count(1)


def test_what_has_the_focus_is_seen_to_have_it(visit: Visit):
    page = visit("/ar/circuits/trois-marches-du-samedi/", DESKTOP)
    seen: set[str] = set()
    unseen: set[str] = set()
    for _press in range(40):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element);
                const box = element.getBoundingClientRect();
                return {
                    what: element.outerHTML.slice(0, 80),
                    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                    there: box.width > 0 && box.height > 0,
                };
            }"""
        )
        (seen if shown["outlined"] and shown["there"] else unseen).add(shown["what"])
    # A date has parts of its own, of which the browser outlines the last by itself.
    assert unseen - seen == set()
