"""An officer surveys places on the spot without a network, and the desk has all of it, once."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.gis.geos import Point
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Playwright, expect
from pytest_django import DjangoDbBlocker

from geodata.models import Observation, Place
from heritage_map.models import User
from heritage_map.roles import PUBLISHER
from tests.browser.phones import Phone, road_to
from tests.browser.test_every_page import AXE, RULES, TOO_WIDE, check

pytestmark = pytest.mark.browser

PASSWORD = "seven silver rings"
# None of them is on a circuit, whose ways would have to be put right again.
LOST, ROUGH, OLD = "palais-sidi-boudmia", "dar-laflij", "aigissel"
CHANGED = ("geometry", "entrance", "position_quality", "position_accuracy_m", "checked_on")
SPOT = (-10.0562, 28.9871)
METRES_A_DEGREE = 111_195
BETWEEN_FIXES_MS = 250
LEAST_TURNS, MOST_TURNS = 8, 400
NOISE_M = 4


@pytest.fixture
def town(
    site: str, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Let a publisher survey the town, which is put back as it was."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with django_db_blocker.unblock():
        officer = User.objects.create(username="aicha")
        officer.set_password(PASSWORD)
        officer.save()
        officer.groups.add(Group.objects.get(name=PUBLISHER.name))
        before = list(Place.objects.filter(slug__in=(LOST, ROUGH, OLD)))
        yield
        Observation.objects.all().delete()
        for place in Place.objects.filter(name_fr="Atelier de la porte"):
            place.delete()
        for place in before:
            place.save()
        officer.delete()


@pytest.fixture
def phone(playwright: Playwright, site: str, town: None, tmp_path: Path) -> Iterator[Phone]:
    """Return the officer's phone. Errors of its scripts fail the test."""
    with road_to(site) as road:
        phone = Phone(
            playwright,
            tmp_path / "phone",
            road,
            geolocation={"longitude": SPOT[0], "latitude": SPOT[1], "accuracy": 30},
            permissions=["geolocation"],
        )
        phone.context.add_init_script(path=AXE)
        yield phone
        phone.off()
        assert phone.complaints == []


def signs_in(page: Page) -> None:
    """Fill the desk's form in, and come back to the field."""
    page.locator("[name=username]").fill("aicha")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").tap()
    page.wait_for_selector("[data-field][data-shown]")


def stands(phone: Phone, view: str, spot: tuple[float, float] = SPOT) -> None:
    """Measure: positions a few metres around the spot until that is enough, and one that leaps."""
    page = phone.page
    measuring = page.locator(f"[data-view={view}] [data-measuring]")
    measuring.locator("[data-measuring-start]").tap()
    turn = 0
    while turn < LEAST_TURNS or measuring.get_attribute("data-state") != "good":
        moves(phone, spot, NOISE_M * math.cos(2.4 * turn), NOISE_M * math.sin(2.4 * turn))
        page.wait_for_timeout(BETWEEN_FIXES_MS)
        turn += 1
        assert turn < MOST_TURNS
    moves(phone, spot, 70, 0)
    expect(measuring.locator(".field-sketch")).to_be_visible()
    expect(measuring).to_have_attribute("data-state", "good")


def moves(phone: Phone, spot: tuple[float, float], east_m: float, north_m: float) -> None:
    """Let the phone be so many metres from a spot, as its satellites say."""
    longitude = spot[0] + east_m / (METRES_A_DEGREE * math.cos(math.radians(spot[1])))
    latitude = spot[1] + north_m / METRES_A_DEGREE
    phone.context.set_geolocation({"longitude": longitude, "latitude": latitude, "accuracy": 8})


def opens(page: Page, slug: str) -> None:
    """Open the field's page of a place from the list."""
    page.locator("a[href='#list']").last.tap()
    page.locator(f"[data-slug={slug}]").tap()
    expect(page.locator("[data-view=place] h1")).not_to_be_empty()


def observes(page: Page, kind: str) -> None:
    """Press one of the buttons of a place, and wait until the phone has it."""
    page.locator(f"[data-observe={kind}]").tap()
    expect(page.locator("[data-place-kept]")).to_be_visible()


def lines(page: Page, state: str) -> Any:
    """Return what is on the phone in a state."""
    return page.locator(f"[data-queue] [data-state={state}]")


def looks_right(page: Page) -> None:
    """Make sure that nothing overflows, and nothing hinders people, also in the dark."""
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(TOO_WIDE) == []
    assert check(page, {"type": "tag", "values": RULES}) == []
    page.emulate_media(color_scheme="dark")
    assert check(page, {"type": "rule", "values": ["color-contrast"]}) == []
    page.emulate_media(color_scheme="light")


def away_m(point: Any) -> float:
    """Return how far a point is from where the officer stood."""
    east = (point.x - SPOT[0]) * METRES_A_DEGREE * math.cos(math.radians(SPOT[1]))
    return math.hypot(east, (point.y - SPOT[1]) * METRES_A_DEGREE)


def test_what_is_surveyed_without_a_network_arrives_once_and_a_conflict_is_shown(phone: Phone):
    # At the desk she signs in on her phone, which makes itself ready.
    page = phone.opens("/manage/field/")
    signs_in(page)
    expect(page.locator("[data-field]")).to_have_attribute("data-ready", "yes", timeout=60_000)

    # She looks around, and measures for a try.
    for view in ("list", "map", "new", "phone"):
        page.locator(f".field-tabs a[href='#{view}']").tap()
        expect(page.locator(f"[data-view={view}]")).to_be_visible()
        looks_right(page)
    opens(page, LOST)
    stands(phone, "place")
    looks_right(page)

    # In the field there is no network, and the phone has been off.
    phone.flight_mode()
    page = phone.restart()
    phone.opens("/manage/field/")
    page.wait_for_selector("[data-field][data-shown]")
    expect(page.locator(f"[data-slug={LOST}]")).to_have_attribute("data-state", "unlocated")

    # She surveys two places, confirms a third, and makes a new one.
    opens(page, LOST)
    expect(page.locator("[data-observe=position]")).to_be_hidden()
    stands(phone, "place")
    observes(page, "position")
    opens(page, ROUGH)
    stands(phone, "place")
    observes(page, "position")
    opens(page, OLD)
    observes(page, "confirmation")
    page.locator("a[href='#new']").tap()
    page.locator("[data-new] [type=submit]").tap()
    expect(page.locator("[data-new] [data-error]:not(:empty)")).to_have_count(3)
    page.locator("[name=name_fr]").fill("Atelier de la porte")
    page.locator("[name=category]").select_option("workshop")
    page.locator("[name=inside]").select_option("guelmim")
    stands(phone, "new")
    page.locator("[data-new] [type=submit]").tap()
    expect(page.locator("[data-new-kept]")).to_be_visible()

    # The phone is switched off and on. Meanwhile somebody moves a place, and her session ends.
    page = phone.restart()
    phone.opens("/manage/field/#phone")
    expect(lines(page, "waiting")).to_have_count(4)
    assert not Observation.objects.exists()
    moved = Point(-10.07, 28.99, srid=4326)
    Place.objects.filter(slug=ROUGH).update(geometry=moved)
    Session.objects.all().delete()

    # With a network again the phone asks her to sign in. Nothing is lost, and all arrives, once.
    phone.network()
    expect(page.locator("[data-sign-in]")).to_be_visible()
    expect(lines(page, "waiting")).to_have_count(4)
    page.locator("[data-sign-in] a").tap()
    signs_in(page)
    page.locator("a[href='#phone']").tap()
    expect(lines(page, "sent")).to_have_count(4)
    page.reload()
    expect(lines(page, "sent")).to_have_count(4)
    assert sorted(Observation.objects.values_list("kind", "state")) == [
        ("confirmation", "applied"),
        ("new", "applied"),
        ("position", "applied"),
        ("position", "conflict"),
    ]
    lost, old, new = (Place.objects.get(slug=slug) for slug in (LOST, OLD, "atelier-de-la-porte"))
    assert (lost.position_quality, new.position_quality) == ("surveyed", "surveyed")
    assert away_m(lost.geometry) < NOISE_M  # the leap is left out
    assert 3 <= (lost.position_accuracy_m or 0) <= 10
    assert new.status == "in_review"
    assert old.checked_on is not None
    page.locator("a[href='#list']").last.tap()
    expect(page.locator(f"[data-slug={LOST}]")).to_have_attribute("data-state", "surveyed")

    # The place that was moved meanwhile is as the other one left it, until she decides.
    assert Place.objects.get(slug=ROUGH).geometry == moved
    page.locator("a[href='#phone']").tap()
    page.locator("[data-outcome=conflict] a").tap()
    expect(page.locator(".position-beside")).to_have_count(1)
    expect(page.locator(".position-pin")).to_have_count(1)
    page.locator("[name=_take_over]").first.tap()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert away_m(Place.objects.get(slug=ROUGH).geometry) < NOISE_M
