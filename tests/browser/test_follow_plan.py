"""A tourist has a circuit made in the hotel, takes it along, and follows it without a network."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect
from pytest_django import DjangoDbBlocker

from geodata.models import Closure, Place
from tests import towns, walks
from tests.browser.phones import TAKEN_MS, Phone, Road, road_to
from tests.browser.test_follow import HARNESS, Walker
from tests.conftest import SetClock

pytestmark = pytest.mark.browser

SATURDAY = "date=2026-11-28&starts_at=09:00&ends_at=13:00&origin=gare-routiere"
WEEKEND = "date=2026-11-28&days=2&starts_at=09:00&ends_at=11:00&transport=foot"
MORNING = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)  # nine o'clock in Guelmim

# The whole document of what this phone has taken along, alone.
KEPT = """() => new Promise((resolve) => {
  indexedDB.open("kept").onsuccess = ({ target: { result: database } }) => {
    const request = database.transaction("circuits").objectStore("circuits").getAll();
    request.onsuccess = () => { database.close(); resolve(JSON.stringify(request.result)); };
  };
})"""

type InTown = Callable[[], Any]


@pytest.fixture(autouse=True)
def _on_a_friday_evening(it_is: SetClock) -> None:
    it_is("2026-11-27T19:00")


@pytest.fixture(scope="module")
def only_road(site: str) -> Iterator[Road]:
    """Return the road to the site that all phones here share."""
    with road_to(site) as road:
        yield road


@pytest.fixture
def phone(playwright: Playwright, only_road: Road, tmp_path: Path) -> Iterator[Phone]:
    """Return a phone that may say where it is. Errors of its pages' scripts fail the test."""
    only_road.clear()
    phone = Phone(
        playwright,
        tmp_path / "phone",
        only_road,
        permissions=["geolocation"],
        reduced_motion="reduce",
    )
    yield phone
    phone.off()
    assert phone.complaints == []


@pytest.fixture
def in_town(django_db_blocker: DjangoDbBlocker) -> InTown:
    """Return a context in which the municipality changes something."""

    @contextmanager
    def change() -> Iterator[None]:
        with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
            yield

    return change


def makes(phone: Phone, query: str, language: str = "fr") -> Page:
    """Have a circuit made, and take it along."""
    page = phone.opens(f"/{language}/plan/?{query}")
    takes(page)
    phone.settled()
    return page


def takes(page: Page) -> None:
    """Take along what the page shows."""
    page.locator("[data-take-start]").tap()
    expect(page.locator("[data-take]")).to_have_attribute("data-state", "kept", timeout=TAKEN_MS)


def reads(page: Page) -> None:
    """Wait until what is kept is written on the page."""
    page.wait_for_selector("[data-read][data-shown]")


def opens_kept(phone: Phone, language: str = "fr") -> Page:
    """Open the one circuit that is kept."""
    page = phone.opens(f"/{language}/kept/")
    page.locator(".kept__name a").tap()
    reads(page)
    return page


def seen(page: Page) -> list[tuple[str, str]]:
    """Return the stops and their times that a page shows."""
    names = page.locator(".stop .stop__title").all_inner_texts()
    times = page.locator(".stop .stop__arrival").all_inner_texts()
    return [
        (name.strip(), re.sub(r"[^\d:–]", "", time))
        for name, time in zip(names, times, strict=True)
    ]


def kept(page: Page) -> dict[str, Any]:
    """Return what the phone has taken along."""
    (one,) = json.loads(page.evaluate(KEPT))
    found: dict[str, Any] = one
    return found


class TestInFlightMode:
    """The browser was really ended, and starts again without a network."""

    def test_a_circuit_made_in_arabic_is_read_and_followed_to_its_first_stops(
        self, phone: Phone
    ) -> None:
        page = phone.opens("/ar/plan/")
        with page.expect_navigation():
            page.locator("form[data-plan-form] button[type=submit]").tap()
        expect(page.locator("h1")).to_contain_text("مداري")
        wanted = seen(page)
        assert len(wanted) > 3
        takes(page)
        phone.settled()
        document = kept(page)["document"]

        phone.flight_mode()
        page = phone.restart()
        page.add_init_script(HARNESS)
        page.clock.install(time=MORNING)
        phone.opens("/ar/kept/")
        card = page.locator(".kept__circuit")
        expect(card).to_contain_text("مداري")
        expect(card).to_contain_text(wanted[0][0])
        card.locator(".kept__name a").tap()
        reads(page)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert seen(page) == wanted
        expect(page.locator("[data-read-chooser]")).to_be_hidden()

        page.locator("[data-read-follow]").tap()
        page.wait_for_selector("[data-follow][data-drawn]", timeout=60_000)
        walker = Walker(page, phone.context)
        page.locator(".follow__main").tap()
        page.locator("[data-whole-way]").tap()  # seldom drawn: slow without a graphics card
        first = document["places"][document["stops"][0]["place"]]["position"]
        stands = walks.recorded([(first[0], first[1])] * 20, 11)
        assert walker.goes(stands, until=lambda: walker.step == "arrived")
        expect(page.locator(".follow__title")).to_contain_text(wanted[0][0].split(" (")[0])
        for leg in document["legs"][:2]:
            walker.presses("leave")
            line = walks.line_of(leg)
            steps = walks.walk(line, 7.0 if leg["mode"] == "car" else 1.2) + [line[-1]] * 30
            track = walks.recorded(steps, 11 + leg["start"])
            assert walker.goes(track, until=lambda: walker.step == "arrived"), leg["end"]
        assert walker.told("arrived") == [1, 2, 3]
        assert walker.told("off") == []

        # Back to the circuit, and to the walk again, which waits.
        page.locator("[data-leave]").tap()
        reads(page)
        page.locator("[data-read-follow]").tap()
        page.wait_for_selector("[data-follow][data-ready]")
        assert walker.step == "arrived"

    def test_it_opens_in_every_language(self, phone: Phone) -> None:
        makes(phone, SATURDAY)
        phone.flight_mode()
        phone.restart()
        page = opens_kept(phone)
        wanted = len(seen(page))
        page.locator("footer a[hreflang=ar]").tap()
        reads(page)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert len(seen(page)) == wanted
        page.locator("[data-read-follow]").tap()
        page.wait_for_selector("[data-follow][data-ready]")
        page.locator("[data-language-choice]").select_option("es")
        expect(page.locator("[data-name]")).to_contain_text("Mi circuito")
        expect(page).to_have_url(re.compile(r"/es/plan/follow/\?date=2026-11-28&.*times="))

    def test_one_that_was_not_taken_is_not_made_up(self, phone: Phone) -> None:
        page = makes(phone, SATURDAY)
        other = kept(page)["pointer"]["query"].replace("times=09", "times=08")
        phone.flight_mode()
        for part in ("", "follow/"):
            page = phone.opens(f"/fr/plan/{part}?{other}")
            expect(page.locator("h1")).to_contain_text("Pas de connexion")

    def test_a_circuit_of_two_days_rests_over_night(self, phone: Phone) -> None:
        makes(phone, WEEKEND)
        phone.flight_mode()
        page = phone.restart()
        page.clock.install(time=MORNING)
        opens_kept(phone)
        expect(page.locator(".stop-list .plan-day")).to_have_count(2)
        stops = kept(page)["document"]["stops"]
        today = [stop for stop in stops if stop["day"] == stops[0]["day"]]
        assert 0 < len(today) < len(stops)
        page.locator("[data-read-follow]").tap()
        page.wait_for_selector("[data-follow][data-ready]")
        walker = Walker(page, phone.context)
        expect(page.locator("input[value=backwards]")).to_have_count(0)
        page.locator(".follow__main").tap()
        for _stop in today[:-1]:
            walker.presses("i_am_here")
            walker.presses("leave")
        walker.presses("i_am_here")
        expect(page.locator("[data-act=leave]")).to_have_text("C’est tout pour aujourd’hui")
        walker.presses("leave")
        assert walker.step == "paused"
        walker.presses("go_on")
        expect(page.locator(".follow__eyebrow")).to_contain_text(str(len(today) + 1))
        assert walker.step == "walking"


class TestWithANetwork:
    """What the traveller made stays; what has become of it is told."""

    def test_it_is_followed_at_once_without_being_taken(self, phone: Phone) -> None:
        page = phone.opens(f"/fr/plan/?{SATURDAY}")
        wanted = seen(page)
        page.locator(".plan-actions a[href*='/plan/follow/']").tap()
        page.wait_for_selector("[data-follow][data-ready]")
        expect(page.locator("[data-name]")).to_have_text("Mon circuit, samedi 28 novembre")
        page.locator("[data-leave]").tap()
        expect(page.locator("#plan")).to_be_visible()
        assert seen(page) == wanted

    def test_its_size_is_told_before_anything_is_fetched_once_one_looks(self, phone: Phone) -> None:
        page = phone.opens(f"/fr/plan/?{SATURDAY}")
        page.locator("[data-take]").scroll_into_view_if_needed()
        said = page.locator("[data-take-said]")
        expect(said).to_have_text(re.compile(r"^[\d,]+\sMo à télécharger"))
        assert phone.road.asked_for(r"/plan/document") == []

    def test_a_stop_that_is_closed_since_is_told_and_stays(
        self, phone: Phone, in_town: InTown
    ) -> None:
        page = makes(phone, SATURDAY)
        wanted = seen(page)
        place = kept(page)["document"]["stops"][1]["place"]
        with in_town():
            closed = Closure.objects.create(
                place=Place.objects.get(slug=place),
                since=towns.moment("2026-11-28T00:00"),
                reason_fr="Travaux",
            )
        try:
            page = opens_kept(phone)
            expect(page.locator("[data-read-notices]")).to_contain_text("fermé")
            expect(page.locator("#stop-2.stop--closed")).to_be_visible()
            assert seen(page) == wanted
            # Also on the list, and without a network from then on.
            phone.opens("/fr/kept/")
            page.get_by_role("button", name="Actualiser").tap()
            expect(page.locator("[data-kept-said]")).to_contain_text("fermé")
            phone.flight_mode()
            expect(opens_kept(phone).locator("[data-read-notices]")).to_contain_text("Travaux")
        finally:
            with in_town():
                closed.delete()

    def test_a_place_that_has_been_archived_since_is_told_and_followed_all_the_same(
        self, phone: Phone, in_town: InTown
    ) -> None:
        page = makes(phone, SATURDAY)
        wanted = seen(page)
        place = kept(page)["document"]["stops"][1]["place"]
        with in_town():
            Place.objects.filter(slug=place).update(status="archived")
        try:
            page = opens_kept(phone)
            expect(page.locator("[data-read-notices]")).to_contain_text("L’étape 2")
            assert seen(page) == wanted
            page.locator("[data-read-follow]").tap()
            page.wait_for_selector("[data-follow][data-ready]")
            page.locator("[data-leave]").tap()
            reads(page)
            # Who wants to change it is told why it cannot be made again.
            page.locator("[data-read-change] a").tap()
            expect(page.get_by_role("alert")).to_contain_text(place)
        finally:
            with in_town():
                Place.objects.filter(slug=place).update(status="published")


class TestOnTheShelf:
    """It is there with the circuits, and goes as they do."""

    def test_it_is_removed(self, phone: Phone) -> None:
        makes(phone, SATURDAY)
        page = phone.opens("/fr/kept/")
        page.locator(".kept__circuit button[aria-label]").tap()
        expect(page.locator("[data-kept-none]")).to_be_visible()
        assert phone.files() == []

    def test_a_loss_is_told_with_the_address_to_take_it_again(self, phone: Phone) -> None:
        page = makes(phone, SATURDAY)
        wanted = seen(page)
        phone.clears("indexeddb", "cache_storage", "service_workers")
        page = phone.restart()
        phone.opens("/fr/")
        page.locator("main > .wrap .notice--warning li a").tap()
        expect(page.locator("[data-take-said]")).to_contain_text("le navigateur l’a effacé")
        assert seen(page) == wanted
        takes(page)

    def test_a_cut_goes_on_from_the_shelf(self, phone: Phone) -> None:
        phone.road.open_for[r"/plan/calendar"] = 0
        page = phone.opens(f"/fr/plan/?{SATURDAY}")
        page.locator("[data-take-start]").tap()
        expect(page.locator("[data-take]")).to_have_attribute("data-state", "failed")
        phone.off()
        phone.road.clear()
        page = phone.on()
        phone.opens("/fr/kept/")
        expect(page.locator(".kept__name")).to_contain_text("Mon circuit")
        page.get_by_role("button", name="Continuer").tap()
        expect(page.locator(".kept__circuit .button").first).to_have_text(re.compile("Ouvrir"))
        assert len(phone.road.asked_for(r"/plan/document")) == 0
