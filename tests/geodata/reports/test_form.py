"""What a report may say, and what is to be mended in it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from geodata.models import Place, Report
from geodata.reports.form import LONGEST_TEXT, ReportForm
from tests import pictures, towns

pytestmark = pytest.mark.django_db

AN_ID = "0b57a4bc-6d2f-4f4c-9d25-0f6f2f6d8f11"


@pytest.fixture(autouse=True)
def souk() -> Place:
    return towns.place("Souk Dlalat", slug="souk", code="4QHJ7")


def report(**told: Any) -> Report:
    """Return the report that a form makes of what is told."""
    form = ReportForm(told)
    assert form.is_valid(), form.errors
    return form.report()


def mended(**told: Any) -> dict[str, list[str]]:
    """Return what is to be mended."""
    return {name: list(errors) for name, errors in ReportForm(told).errors.items()}


def test_everything_that_is_told_is_kept(souk: Place):
    found = report(
        id=AN_ID,
        kind="moved",
        text="It is behind the mosque now.\nAsk for Hassan.",
        place="souk",
        circuit="old-town",
        stop="2",
        language="en",
        longitude="-10.0574",
        latitude="28.987",
        accuracy_m="11.2",
        made_at="2026-11-28T10:15:00.000Z",
    )
    assert (found.id, found.kind, found.place) == (UUID(AN_ID), "moved", souk)
    assert found.text == "It is behind the mosque now.\nAsk for Hassan."
    assert (found.circuit, found.stop, found.language) == ("old-town", 2, "en")
    assert found.position is not None
    assert (*found.position.coords, found.accuracy_m) == (-10.0574, 28.987, 12)
    assert found.made_at == datetime(2026, 11, 28, 10, 15, tzinfo=UTC)


def test_little_is_needed(souk: Place):
    found = report(kind="closed", place="souk")
    assert (found.place, found.text, found.position, found.photo) == (souk, "", None, None)
    assert found.id


@pytest.mark.parametrize("typed", ["souk", "4QHJ7", "4q-hj7", " 4 q h j 7 "])
def test_a_place_is_named_by_its_address_or_by_its_plaque(souk: Place, typed: str):
    assert report(kind="closed", place=typed).place == souk


def test_a_place_that_was_taken_off_the_map_meanwhile_is_known_a_draft_is_not(souk: Place):
    Place.objects.update(status="archived")
    assert report(kind="closed", place="souk").place == souk
    Place.objects.update(status="draft")
    assert mended(kind="closed", place="souk")["place"] == [
        "There is no such place: choose another one, or none."
    ]


@pytest.mark.parametrize("kind", ["moved", "hours", "other"])
def test_some_things_need_words(kind: str):
    assert mended(kind=kind, place="souk")["text"] == ["Say in a few words what is wrong."]
    assert report(kind=kind, place="souk", text="since May").text == "since May"


def test_what_needs_no_words_needs_a_place_a_stop_or_a_position():
    assert mended(kind="blocked")["place"] == ["Say which place it is about, or describe where."]
    assert report(kind="blocked", circuit="old-town", stop=3).stop == 3
    assert report(kind="blocked", longitude=-10.05, latitude=28.98).position


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(2.35, 48.85), (28.98, -10.05), (-10.05, ""), ("", 28.98)]
)
def test_a_position_elsewhere_is_nobodys_business(longitude: Any, latitude: Any):
    found = report(kind="closed", place="souk", longitude=longitude, latitude=latitude)
    assert found.position is None
    assert found.accuracy_m is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "7"),
        ("kind", "boring"),
        ("kind", ""),
        ("text", "x" * (LONGEST_TEXT + 1)),
        ("place", "nowhere"),
        ("place", "4QHJ8"),
        ("circuit", "../../etc"),
        ("stop", "0"),
        ("stop", "100"),
        ("language", "tlh"),
        ("longitude", "181"),
        ("latitude", "NaN"),
        ("accuracy_m", "-1"),
        ("accuracy_m", "inf"),
        ("made_at", "yesterday"),
    ],
)
def test_what_does_not_fit_is_named(name: str, value: str):
    told = {"kind": "closed", "place": "souk"} | {name: value}
    assert list(mended(**told)) == [name]


def test_unprintable_signs_are_dropped_and_scripts_need_theirs():
    assert report(kind="other", text=" a\x07b\r\nc\u200dd ").text == "ab\nc\u200dd"


def test_a_photo_is_redrawn_and_an_unusable_one_is_named():
    told = {"kind": "closed", "place": "souk"}
    form = ReportForm(told, {"photo": SimpleUploadedFile("a.jpg", pictures.photo())})
    assert form.is_valid()
    assert pictures.WHERE_IT_WAS_TAKEN not in (form.report().photo or b"")
    form = ReportForm(told, {"photo": SimpleUploadedFile("a.jpg", pictures.SVG)})
    assert list(form.errors) == ["photo"]
