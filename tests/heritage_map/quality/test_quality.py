"""The quality of the data at the desk: what is counted, that it is kept once a day, and shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client

from geodata import quality
from geodata.models import Photo, Place, QualityCount
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

type SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _monday(it_is: SetClock) -> None:
    it_is(f"{towns.MONDAY}T08:00")


@pytest.fixture
def town() -> Place:
    """Return a complex with a workshop in it, beside a rough oasis and a draft."""
    whole = towns.place("Complex", opening_hours="24/7", summary_fr="Métiers", name_ar="مركب")
    towns.place("Workshop", "workshop", at=None, parent=whole)
    towns.place("Oasis", "oasis", quality="approximate")
    towns.draft(towns.place("Draft"))
    photo = Photo.objects.create(image="a.jpg", width=2, height=2, credit="-", licence="CC0")
    whole.photos.add(photo)
    return whole


def counts() -> dict[str, tuple[int, int]]:
    return {
        one.measure + one.language: (one.count, one.total) for one in QualityCount.objects.all()
    }


def test_the_published_places_are_counted_by_what_is_known_of_them(town: Place):
    quality.keep()
    found = counts()
    assert found["surveyed"] == (1, 3)
    assert found["hours"] == (2, 3)  # a workshop has those of its complex
    assert found["photo"] == (1, 3)
    assert found["recent"] == (3, 3)
    assert found["translatedfr"] == (1, 3)
    assert found["translatedar"] == (0, 3)


def test_a_place_is_as_old_as_the_last_look_at_it_on_the_spot(town: Place):
    """Who saves a record at a desk has not stood there."""
    Place.objects.filter(slug="oasis").update(checked_on=date(2024, 5, 1))
    Place.objects.filter(slug="workshop").update(
        checked_on=date(2026, 1, 5), updated_at=towns.moment("2024-05-01T08:00")
    )
    quality.keep()
    assert counts()["recent"] == (2, 3)


def test_a_day_is_counted_once(town: Place):
    quality.keep()
    Place.objects.update(opening_hours="24/7")
    quality.keep()
    call_command("count_quality")
    assert counts()["hours"] == (2, 3)


def test_the_course_shows_how_a_share_moved(town: Place, it_is: SetClock):
    quality.keep()
    it_is("2026-11-30T08:00")
    Place.objects.update(opening_hours="24/7")
    quality.keep()
    days = date(2026, 11, 1), date(2026, 11, 30)
    (hours,) = (course for course in quality.courses(*days) if course.measure == "hours")
    assert [share.percent for share in hours.shares] == [67, 100]
    assert hours.change_points == 33


def test_counting_is_one_query(town: Place, django_assert_num_queries: Callable):
    with django_assert_num_queries(1):
        quality.count()


def test_the_desk_counts_by_itself_and_draws_each_measure(town: Place, signed_in: SignIn):
    client = signed_in("editor")
    client.get("/manage/")
    assert QualityCount.objects.exists()
    page = client.get("/manage/quality/")
    assert page.content.decode().count("<polyline") == len(page.context["charts"]) == 9
    assert "Told in French" in page.content.decode()


def test_all_numbers_come_as_a_spreadsheet(town: Place, signed_in: SignIn):
    text = signed_in("editor").get("/manage/quality/quality.csv").content.decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0] == "Day,Published places,Number,Of,Per cent"
    assert "2026-11-23,with opening hours,2,3,67" in lines


def test_days_that_cannot_be_are_refused_in_one_sentence(signed_in: SignIn):
    client = signed_in("editor")
    asked = "since=2026-12-01&until=2026-11-01"
    answer = client.get(f"/manage/quality/?{asked}")
    assert answer.status_code == 422
    assert "swap them" in answer.content.decode()
    assert client.get(f"/manage/quality/quality.csv?{asked}").status_code == 404


@pytest.mark.parametrize("role", ["operator", "anonymous"])
def test_nobody_else_sees_it(role: str, signed_in: SignIn):
    client = signed_in(role)
    for address in ("/manage/quality/", "/manage/quality/quality.csv"):
        assert client.get(address).status_code == 302
