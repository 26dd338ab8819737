"""A plan to take away as files: a day of it each, over HTTP and on its page."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import gpxpy
import pytest
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from circuits.errors import TooBusy
from circuits.models import Circuit
from circuits.plans import views
from geodata.models import Place
from tests import towns
from tests.circuits.takeaway.test_views import KINDS
from tests.conftest import SetClock
from tests.reading import read

pytestmark = pytest.mark.django_db

EAST, FAR = (-10.05, 28.987), (-10.0, 28.987)
WEEKEND = (
    "date=2026-11-28&days=2&starts_at=09:00&ends_at=13:00&stops=souk,museum;amhirich"
    "&times=08:55-09:00-09:45~12:00,10:05-11:00;09:30-10:30"
)


@pytest.fixture(autouse=True)
def _a_town(it_is: SetClock, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    it_is("2026-11-27T19:00")
    souk = towns.place("Souk", name_ar="السوق", opening_hours="Mo-Sa 09:00-18:00")
    towns.place("Museum", "museum", EAST, opening_hours="Mo-Su 10:00-17:00")
    towns.place("Amhirich", "weekly_market", FAR, opening_hours="Sa,Su 06:00-12:00")
    towns.works_at(towns.artisan("Fatima"), souk, "Mo-Sa 09:00-12:00")


def get(client: Client, extension: str, day: str = towns.SATURDAY, language: str = "en") -> Any:
    return client.get(f"/{language}/plan/circuit-{day}.{extension}?{WEEKEND}")


def text_of(response: HttpResponse) -> str:
    pages = PdfReader(io.BytesIO(response.content)).pages
    text = unicodedata.normalize("NFKC", " ".join(one.extract_text() for one in pages))
    return " ".join(text.replace("\u2060", "").split())


def offered(client: Client) -> list[str]:
    """Return the addresses of all files that the plan's page offers."""
    page = client.get(f"/en/plan/?{WEEKEND}").content.decode()
    return [unescape(link) for link in re.findall(r'href="(/en/plan/circuit-[^"]*)"', page)]


class TestAFile:
    @pytest.mark.parametrize("extension", KINDS)
    def test_is_one_to_keep_that_says_its_day_in_its_name(self, client: Client, extension: str):
        response = get(client, extension)
        content_type, begin = KINDS[extension]
        assert (response.status_code, response["Content-Type"]) == (200, content_type)
        name = f'attachment; filename="circuit-2026-11-28.{extension}"'
        assert response["Content-Disposition"] == name
        assert response["X-Robots-Tag"] == "noindex"
        assert response.content.lstrip().startswith(begin)

    def test_has_the_stops_of_its_day_alone(self, client: Client):
        for day, named, other in (
            (towns.SATURDAY, ["1. Souk", "2. Museum"], b"Amhirich"),
            (towns.SUNDAY, ["1. Amhirich"], b"Museum"),
        ):
            response = get(client, "gpx", day)
            assert [one.name for one in gpxpy.parse(response.content).waypoints] == named
            assert other not in response.content.partition(b"<wpt")[2]

    def test_says_when_one_is_where_and_waits_and_eats(self, client: Client):
        souk, museum = gpxpy.parse(get(client, "gpx").content).waypoints
        lines = (souk.description or "").replace("\u2060", "").splitlines()
        assert lines[-2:] == [
            "Your time there: 08:55–09:45, opens at 09:00",
            "An hour for lunch from 12:00",
        ]
        assert "10:05\u2060–\u206011:00" in (museum.description or "")

    def test_is_called_by_its_day_and_leads_back_to_the_whole_plan(self, client: Client):
        found = gpxpy.parse(get(client, "gpx", towns.SUNDAY).content)
        assert found.name == "My circuit, Sunday 29 November"
        assert found.link is not None
        assert found.link.startswith("http://testserver/en/plan/?date=2026-11-28&days=2&")
        page = client.get(found.link.removeprefix("http://testserver"))
        assert "Amhirich" in read(page).text

    def test_has_the_way_between_its_stops(self, client: Client):
        track = gpxpy.parse(get(client, "gpx").content).tracks[0]
        assert [(p.longitude, p.latitude) for p in track.segments[0].points] == [towns.CENTRE, EAST]
        collection = json.loads(get(client, "geojson").content)
        kinds = [feature["properties"]["kind"] for feature in collection["features"]]
        assert kinds == ["stop", "stop", "leg"]

    def test_is_written_in_the_language_of_its_address(self, client: Client):
        page = get(client, "html", language="ar").content.decode()
        assert '<html lang="ar" dir="rtl">' in page
        assert "السوق" in page

    def test_is_the_same_when_it_is_asked_for_again(self, client: Client):
        etag = get(client, "kml")["ETag"]
        again = client.get(
            f"/en/plan/circuit-2026-11-28.kml?{WEEKEND}", headers={"if-none-match": etag}
        )
        assert again.status_code == 304

    def test_leaves_nothing_in_the_database(self, client: Client):
        get(client, "geojson")
        assert not Circuit.objects.exists()


class TestTheGuide:
    def test_has_the_map_the_times_and_whom_one_meets(self, client: Client):
        text = text_of(get(client, "pdf"))
        for words in ("My circuit, Saturday 28 November", "Stop by stop", "Souk", "Fatima"):
            assert words in text
        for times in ("08:55–09:45", "opens at 09:00", "An hour for lunch from 12:00", "10:05"):
            assert times in text

    def test_people_are_in_no_other_file(self, client: Client):
        for extension in set(KINDS) - {"pdf"}:
            assert b"Fatima" not in get(client, extension).content

    def test_who_has_not_agreed_is_not_in_it(self, client: Client):
        towns.Artisan.objects.update(consent_withdrawn_on=date(2026, 11, 23))
        assert "Fatima" not in text_of(get(client, "pdf"))


class TestAPositionThatWasMadeUp:
    @pytest.fixture(autouse=True)
    def _sample(self) -> None:
        Place.objects.filter(slug="souk").update(position_quality="sample")

    @pytest.mark.parametrize("extension", ["gpx", "kml", "geojson", "html"])
    def test_is_in_no_file_nor_is_the_way_to_it(self, client: Client, extension: str):
        text = get(client, extension).content.decode()
        assert str(EAST[0]) in text
        assert str(towns.CENTRE[0]) not in text
        assert "Only a sample position is known" in text

    def test_is_told_on_the_page(self, client: Client):
        page = read(client.get(f"/en/plan/?{WEEKEND}"))
        assert "1 stop is still to be surveyed: files list it without a position." in page.text

    def test_leaves_a_day_that_has_no_other_with_the_guide_alone(self, client: Client):
        Place.objects.update(position_quality="sample")
        paths = [link.partition("?")[0] for link in offered(client)]
        assert [path.rpartition(".")[2] for path in paths] == ["pdf", "pdf"]
        response = get(client, "gpx")
        assert response.status_code == 404
        assert "No stop of this circuit has been surveyed" in read(response).text


class TestThePage:
    def test_offers_all_forms_for_each_of_its_days(self, client: Client):
        links = offered(client)
        assert {link.partition("?")[0] for link in links} == {
            f"/en/plan/circuit-{day}.{extension}"
            for day in (towns.SATURDAY, towns.SUNDAY)
            for extension in KINDS
        }
        assert client.get(links[-1]).status_code == 200

    def test_a_day_on_which_nothing_is_open_offers_none(self, client: Client):
        Place.objects.update(opening_hours="off")
        assert "/plan/circuit-" not in client.get("/en/plan/?date=2026-11-28").content.decode()


class TestNonsense:
    @pytest.mark.parametrize(
        "name", ["circuit-2026-11-30.gpx", "circuit-28.gpx", "circuit-2026-11-28.exe", "other.gpx"]
    )
    def test_a_day_or_a_form_that_there_is_not_is_no_file(self, client: Client, name: str):
        assert client.get(f"/en/plan/{name}?{WEEKEND}").status_code == 404

    def test_of_an_address_that_is_no_plan_the_plans_page_says_what_is_wrong(self, client: Client):
        towns.draft(Place.objects.get(slug="museum"))
        response = client.get(f"/fr/plan/circuit-2026-11-28.gpx?{WEEKEND}", follow=True)
        assert "museum" in response.content.decode()
        assert response.redirect_chain[0][0].startswith("/fr/plan/?")

    def test_nothing_is_written_by_a_post(self, client: Client):
        assert client.post(f"/en/plan/circuit-2026-11-28.gpx?{WEEKEND}").status_code == 405

    def test_who_comes_when_all_are_busy_is_told_when_to_come_again(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        def refuse() -> None:
            raise TooBusy("Later.")

        monkeypatch.setattr(views, "turn", refuse)
        response = get(client, "gpx")
        assert (response.status_code, response["Retry-After"]) == (503, "5")
