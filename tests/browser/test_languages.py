"""A visitor changes the language and stays where they are."""

import re

import pytest
from playwright.sync_api import expect

from tests import towns
from tests.browser.conftest import DESKTOP, PHONE, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("wanted", "language"), [("ar-MA", "ar"), ("es-ES", "es"), ("zgh", "zgh"), ("de-DE", "fr")]
)
def test_the_way_in_leads_to_the_language_of_the_browser(visit: Visit, wanted: str, language: str):
    page = visit("/", locale=wanted)
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without_scripts"])
def test_a_visitor_changes_from_french_to_arabic_and_stays_on_the_same_page_and_day(
    visit: Visit, scripts: bool
):
    address = f"circuits/trois-marches-du-samedi/?date={towns.SATURDAY}"
    page = visit(f"/fr/{address}", PHONE, java_script_enabled=scripts)
    menu = page.locator("#site-languages")
    expect(menu).to_be_hidden()
    page.locator("button[popovertarget=site-languages]").tap()
    menu.locator("a[hreflang=ar]").tap()
    expect(page).to_have_url(re.compile(re.escape(f"/ar/{address}")))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("input[name=date]")).to_have_value(towns.SATURDAY)


def test_on_a_large_screen_every_language_is_one_press_away(visit: Visit):
    page = visit("/ar/places/", DESKTOP)
    page.locator(".site-footer__languages a[hreflang=zgh]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zgh")
    expect(page).to_have_url(re.compile("/zgh/places/$"))
