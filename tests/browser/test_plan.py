"""A tired tourist has a circuit made with one thumb, and pushes back until it is the right one."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import towns
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import SetClock

pytestmark = pytest.mark.browser

TUESDAY = "/fr/plan/?date=2026-12-01&starts_at=09:00&ends_at=13:00"
AMHIRICH, DLALAT, COMPLEX = "souk-amhirich", "souk-dlalat", "complexe-artisanal-1978"


@pytest.fixture(autouse=True)
def _on_a_friday_evening(it_is: SetClock) -> None:
    it_is("2026-11-27T19:00")


def stops(page: Page) -> list[str]:
    """Return the slugs of the stops, in order."""
    links = page.locator(".stop .stop__title a").evaluate_all("all => all.map((a) => a.pathname)")
    return [path.rstrip("/").rsplit("/", 1)[-1] for path in links]


def tool(page: Page, slug: str, label: str) -> None:
    """Tap one of the things that one may say to a stop."""
    stop = page.locator(".stop", has=page.locator(f".stop__title a[href*='/{slug}/']"))
    link = stop.locator(".stop__tools a", has_text=re.compile(rf"^\s*{label}"))
    if not link.is_visible():
        stop.locator(".stop__change summary").tap()
    follow(link)


def follow(link: Locator) -> None:
    """Tap a link or a button that leads to another plan, and wait for it."""
    with link.page.expect_navigation():
        link.tap()


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without_scripts"])
def test_a_tourist_makes_a_circuit_for_tomorrow_with_three_taps(visit: Visit, scripts: bool):
    page = visit("/ar/", java_script_enabled=scripts)
    follow(page.locator(".hero a.button").first)

    # It is evening: tomorrow is offered, a market day, and it says so.
    chosen = page.locator("input[name=date]:checked")
    expect(chosen).to_have_value(towns.SATURDAY)
    expect(page.locator("label", has=chosen).locator("small")).to_be_visible()
    follow(page.locator("form[data-plan-form] button[type=submit]"))

    # The market is in it, and each stop says why.
    expect(page.locator("h1")).to_contain_text("مداري")
    assert AMHIRICH in stops(page)
    assert page.locator(".stop").count() == page.locator(".stop .reasons").count()
    expect(page.locator(".left-out__place").first).to_be_visible()


def test_who_chooses_a_tuesday_is_told_first_of_all_what_saturday_gains(visit: Visit):
    page = visit(TUESDAY)
    assert AMHIRICH not in stops(page)
    notice = page.locator("#plan .notice").first
    expect(notice).to_contain_text("Samedi 5 décembre")
    follow(notice.locator("a"))
    expect(page).to_have_url(re.compile("date=2026-12-05"))
    assert AMHIRICH in stops(page)


def test_a_tourist_pushes_back_and_the_rest_stays(visit: Visit):
    page = visit(TUESDAY)
    before = stops(page)
    assert {DLALAT, COMPLEX} <= set(before)

    # Not that one: it goes, and the others stay.
    victim = next(slug for slug in before if slug not in (DLALAT, COMPLEX))
    tool(page, victim, "Pas celui-ci")
    after = stops(page)
    assert victim not in after
    assert [slug for slug in before if slug != victim] == [s for s in after if s in before]
    left_out = page.locator(".left-out__place", has=page.locator(f"a[href*='/{victim}/']"))
    expect(left_out).to_contain_text("Vous l’avez écarté.")

    # Dlalat first of all; it is a wish from then on, and can be let go again.
    tool(page, DLALAT, "Commencer ici")
    assert stops(page)[0] == DLALAT
    expect(page.locator("#stop-1 .chip--on")).to_be_visible()

    # The complex before what stands before it.
    order = stops(page)
    at = order.index(COMPLEX)
    if at > 1:
        tool(page, COMPLEX, "Plus tôt")
        assert stops(page).index(COMPLEX) < at

    # Out of the list of what is not in, into the circuit.
    follow(page.locator(f".left-out__place:has(a[href*='/{victim}/']) a.chip"))
    expect(page.locator(".left-out__place", has_text="Vous l’avez écarté.")).to_have_count(0)


def test_what_is_near_can_take_the_turn_of_a_stop(visit: Visit):
    page = visit(TUESDAY)
    stop = page.locator(".stop", has_text="Échanger contre").first
    stop.locator(".stop__change summary").tap()
    number = stop.get_attribute("id")
    follow(stop.locator("a", has_text="Échanger contre").first)
    expect(page.locator(f"#{number} .chip--on")).to_be_visible()


def test_a_kept_link_opens_the_same_stops_for_somebody_else(visit: Visit):
    page = visit(TUESDAY)
    wanted = stops(page)
    link = page.locator(".plan-keep__link a").get_attribute("href")
    assert link is not None
    other = visit(link[link.index("/fr/") :], DESKTOP)
    assert stops(other) == wanted
    # Whoever opened it may have it planned again.
    expect(other.locator("a", has_text="Laisser le site ajouter")).to_be_visible()


def test_wishes_that_do_not_fit_are_named_with_what_to_give_up(visit: Visit):
    page = visit(f"{TUESDAY}&must={AMHIRICH}")
    notice = page.locator(".notice--warning")
    expect(notice).to_contain_text("Amhirich")
    expect(notice.locator("li")).to_have_count(1)


def test_what_was_typed_stays_where_something_has_to_be_mended(visit: Visit):
    page = visit("/fr/plan/?date=2026-11-28&starts_at=15:00&ends_at=10:00&craft=leather")
    expect(page.get_by_role("alert")).to_contain_text("Jusqu’à")
    expect(page.locator("select[name=starts_at]")).to_have_value("15:00")
    expect(page.locator("input[name=craft][value=leather]")).to_be_checked()


def test_the_circuit_is_on_the_map_and_a_leg_answers_to_its_button(visit: Visit):
    page = visit(TUESDAY, DESKTOP)
    page.locator(".map-frame").scroll_into_view_if_needed()
    page.wait_for_selector("[data-map=frame][data-drawn]", timeout=60_000)
    page.locator("[data-show-leg='1']").click()
    expect(page.locator("[data-map-card]")).to_be_visible()
    expect(page.locator("[data-card-title]")).not_to_be_empty()


def test_who_lets_the_phone_say_where_it_is_starts_there(visit: Visit):
    page = visit(
        "/fr/plan/",
        {**PHONE, "geolocation": {"longitude": -10.06, "latitude": 28.985}},
        permissions=["geolocation"],
    )
    page.locator("[data-here]").tap()
    expect(page.locator("[data-origin]")).to_have_value("-10.06000,28.98500")
    follow(page.locator("form[data-plan-form] button[type=submit]"))
    expect(page.locator(".plan-end").first).to_contain_text("Là où vous êtes")


def test_who_refuses_to_say_where_the_phone_is_may_choose_a_place(visit: Visit):
    page = visit("/fr/plan/")
    page.locator("[data-here]").tap()
    expect(page.locator("[data-here-said]")).to_contain_text("choisissez un lieu")


def test_a_slider_says_its_level_in_words(visit: Visit):
    page = visit("/fr/plan/")
    slider = page.locator("#plan-heritage")
    slider.focus()
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "beaucoup")
    expect(page.locator("output[for=plan-heritage]")).to_have_text("beaucoup")
