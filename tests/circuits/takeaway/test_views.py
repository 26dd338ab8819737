"""Files of circuits over HTTP, and what a circuit's page offers."""

import pytest
from django.test import Client

from tests import towns
from tests.circuits.takeaway.conftest import every_quality, known, walk
from tests.reading import read
from tests.tiny_streets import SQUARE, at

pytestmark = pytest.mark.django_db
KINDS = {
    "pdf": ("application/pdf", b"%PDF"),
    "html": ("text/html; charset=utf-8", b"<!doctype html>"),
    "gpx": ("application/gpx+xml", b"<?xml"),
    "kml": ("application/vnd.google-earth.kml+xml", b"<?xml"),
    "geojson": ("application/geo+json", b'{"type":"FeatureCollection"'),
}


@pytest.mark.parametrize("extension", KINDS)
def test_each_format_is_a_file_to_keep(client: Client, extension: str):
    every_quality()
    response = client.get(f"/en/circuits/walk/walk.{extension}?date={towns.SATURDAY}")
    content_type, begin = KINDS[extension]
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response["Content-Disposition"] == f'attachment; filename="walk.{extension}"'
    assert response.content.lstrip().startswith(begin)
    again = client.get(
        f"/en/circuits/walk/walk.{extension}?date={towns.SATURDAY}",
        headers={"if-none-match": response["ETag"]},
    )
    assert again.status_code == 304


def test_the_page_offers_all_of_them_for_the_day_that_it_shows(client: Client):
    every_quality()
    page = read(client.get(f"/en/circuits/walk/?date={towns.SATURDAY}"))
    for extension in KINDS:
        assert f"/en/circuits/walk/walk.{extension}?date={towns.SATURDAY}" in page.links.values()
    assert "2 stops are still to be surveyed: files list them without a position." in page.text


def test_files_keep_the_hour_at_which_the_page_starts(client: Client):
    walk(known("Bab"))
    page = read(client.get(f"/en/circuits/walk/?date={towns.SATURDAY}&start=14:30"))
    link = next(link for link in page.links.values() if "walk.html" in link)
    assert "14:30–14:50" in read(client.get(link)).text


def test_where_nothing_may_leave_the_page_says_so_and_offers_the_guide_only(client: Client):
    walk(towns.place("Dlalat", at=at(SQUARE), quality="sample"), towns.place("Lost", at=None))
    page = read(client.get("/en/circuits/walk/"))
    offered = [link for link in page.links.values() if "walk/walk." in link]
    assert [link.partition("?")[0] for link in offered] == ["/en/circuits/walk/walk.pdf"]
    assert "a sample position would send people down the wrong alley" in page.text
    response = client.get("/en/circuits/walk/walk.gpx")
    assert response.status_code == 404
    assert "No stop of this circuit has been surveyed" in read(response).text
    assert client.get("/en/circuits/walk/walk.pdf").status_code == 200


@pytest.mark.parametrize("query", ["date=tomorrow", "date=2026-13-01", "date=1-1-1", "start=noon"])
def test_a_date_that_is_none_is_answered_with_what_to_mend(client: Client, query: str):
    walk(known("Bab"))
    response = client.get(f"/en/circuits/walk/walk.gpx?{query}")
    assert response.status_code == 400
    assert "takes a" in read(response).text


@pytest.mark.parametrize("name", ["other.gpx", "walk.exe", "walk.GPX", "walk.gpx.gpx"])
def test_an_address_that_is_not_quite_one_is_no_file(client: Client, name: str):
    walk(known("Bab"))
    assert client.get(f"/en/circuits/walk/{name}").status_code == 404


def test_a_circuit_that_is_not_public_cannot_be_taken(client: Client):
    towns.draft(walk(known("Bab")))
    assert client.get("/en/circuits/walk/walk.gpx").status_code == 404


def test_a_stop_that_is_not_public_is_in_no_file(client: Client):
    secret = known("Secret", SQUARE)
    walk(known("Bab"), secret)
    towns.draft(secret)
    for extension in ("gpx", "kml", "geojson", "html"):
        assert b"Secret" not in client.get(f"/en/circuits/walk/walk.{extension}").content


def test_people_are_not_in_files_for_devices(client: Client):
    souk = known("Bab")
    towns.works_at(towns.artisan("Fatma"), souk, "Mo-Su 08:00-20:00")
    walk(souk)
    for extension in ("gpx", "kml", "geojson", "html"):
        assert b"Fatma" not in client.get(f"/en/circuits/walk/walk.{extension}").content
