"""Exports at the desk: what an officer chooses in a list, as a file, and nobody else's."""

import csv

import pytest
from django.urls import reverse

from crafts.models import Artisan
from geodata.interchange import export_desk
from geodata.models import Place
from tests import towns

pytestmark = pytest.mark.django_db

PLACES, ARTISANS = (
    reverse(f"admin:{name}_changelist") for name in ("geodata_place", "crafts_artisan")
)
STARTS = {
    "gpkg": b"SQLite format 3", "geojson": b"{", "xlsx": b"PK", "csv": b"\xef\xbb\xbfcode,",
    "kml": b"<?xml", "zip": b"PK", "gpx": b"<?xml",
}  # fmt: skip


@pytest.fixture(autouse=True)
def town():
    """Make two places and an artisan."""
    towns.place("Souk", summary_fr="=1+1")
    towns.place("Draft", status="draft", at=(-10.2, 28.9))
    towns.artisan("Ali", status="draft", phone="0612345678")


def export(client, page, ending, chosen, **more):
    data = {"action": f"export_{ending}", "_selected_action": [one.pk for one in chosen]}
    return client.post(page, data | more)


@pytest.mark.parametrize("ending", STARTS)
def test_an_editor_takes_a_selection_along_in_any_format(ending, signed_in):
    response = export(signed_in("editor"), PLACES, ending, Place.objects.filter(slug="souk"))
    assert response.content.startswith(STARTS[ending])
    assert response["Content-Disposition"].endswith(f'.{ending}"')
    assert b"Draft" not in response.content


def rows(response):
    return list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))


def test_a_filtered_list_goes_out_as_a_whole_and_its_formulas_are_guarded(signed_in):
    client = signed_in("editor")
    towns.place("Second", at=(-10.1, 28.9))
    page = f"{PLACES}?status__exact=published"
    response = export(client, page, "csv", Place.objects.filter(slug="souk"), select_across="1")
    found = {row["slug"]: row for row in rows(response)}
    assert found.keys() == {"souk", "second"}
    assert found["souk"]["summary_fr"] == "'=1+1"


def test_artisans_go_out_too(signed_in):
    (row,) = rows(export(signed_in("editor"), ARTISANS, "csv", Artisan.objects.all()))
    assert (row["name_fr"], row["phone"]) == ("Ali", "0612345678")


@pytest.mark.parametrize("page", [PLACES, ARTISANS])
@pytest.mark.parametrize("role", ["operator", "anonymous"])
def test_who_has_no_place_at_the_desk_takes_nothing_along(role, page, signed_in):
    response = export(signed_in(role), page, "csv", Place.objects.all())
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_too_many_at_once_are_refused_in_a_sentence(signed_in, monkeypatch):
    monkeypatch.setattr(export_desk, "MOST", 1)
    client = signed_in("editor")
    response = export(client, PLACES, "csv", Place.objects.all())
    assert "no more than 1 go out at once" in client.get(response["Location"]).content.decode()
