"""Plans that are taken along, over HTTP: as editions of circuits, from the address alone."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from circuits.errors import TooBusy
from crafts.models import Artisan
from geodata.models import Place
from heritage_map import api_taken
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

PARTS = ("edition", "document", "calendar", "changes")
ADDRESS = (
    "date=2026-11-28&starts_at=09:00&ends_at=13:00&stops=souk,museum&times=09:00-09:45,10:05-11:00"
)


@pytest.fixture(autouse=True)
def _a_town(it_is: SetClock) -> None:
    it_is("2026-11-27T19:00")
    souk = towns.place("Souk", opening_hours="Mo-Sa 09:00-18:00")
    towns.place("Museum", "museum", (-10.05, 28.987))
    fatima = towns.artisan("Fatima", towns.craft("Cuir", [souk]))
    towns.works_at(fatima, souk, "Mo-Sa 09:00-12:00")


def ask(client: Client, part: str, query: str = ADDRESS, status: int = 200) -> Any:
    response = client.get(f"/api/v1/plan/{part}.json?{query}&lang=en&since=0123")
    assert response.status_code == status, response.content
    return response.json()


class TestTheEdition:
    def test_its_pointer_leads_to_all_that_a_phone_takes_along(self, client: Client):
        found = ask(client, "edition")
        document = client.get(found["url"])
        calendar = client.get(found["calendar"]["url"])
        assert document.json()["hash"] == found["hash"]
        assert document.json()["circuit"]["slug"] == found["circuit"]
        assert len(document.content) == found["size_bytes"]
        assert abs(len(gzip.compress(document.content)) - found["transfer_bytes"]) < 20
        assert calendar.json()["hash"] == found["calendar"]["hash"]
        assert len(calendar.content) == found["calendar"]["size_bytes"]
        assert client.get(f"{found['changes_url']}&since={found['hash']}").json()["is_current"]

    def test_it_says_at_which_address_the_plan_is_followed(self, client: Client):
        found = ask(client, "edition")
        page = client.get(f"/ar/plan/follow/?{found['query']}")
        assert found["circuit"] in page.content.decode()

    def test_the_same_address_has_the_same_name_however_it_is_written(self, client: Client):
        found = ask(client, "edition")
        written = "&".join(reversed(ADDRESS.replace(":", "%3A").split("&")))
        assert ask(client, "edition", written)["circuit"] == found["circuit"]

    @pytest.mark.parametrize("part", PARTS)
    def test_is_asked_for_again_each_time(self, client: Client, part: str):
        response = client.get(f"/api/v1/plan/{part}.json?{ADDRESS}&since=0123")
        assert response["Cache-Control"] == "no-cache"
        assert response["ETag"]

    def test_who_has_not_agreed_to_be_shown_is_in_no_part_of_it(self, client: Client):
        Artisan.objects.update(consent_withdrawn_on=date(2026, 11, 23))
        for part in PARTS:
            assert "atima" not in json.dumps(ask(client, part)), part


class TestNonsense:
    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("", "times"),
            (ADDRESS.replace("09:45", "99:99"), "times"),
            (ADDRESS.replace("souk,museum", "souk"), "times"),
            (f"{ADDRESS.replace('souk,museum', 'souk;souk')}&days=2", "stops"),
            (ADDRESS.replace("2026", "1926"), "date"),
            (f"{ADDRESS}&days=9", "days"),
            (f"{ADDRESS}&transport=camel", "transport"),
        ],
    )
    def test_is_answered_with_what_to_mend(self, client: Client, part: str, query: str, field: str):
        told = ask(client, part, query, 422)
        assert field in [error["field"] for error in told["errors"]]

    @pytest.mark.parametrize("part", ["edition", "document"])
    def test_a_place_that_is_not_public_cannot_be_taken_along(self, client: Client, part: str):
        towns.draft(Place.objects.get(slug="museum"))
        (error,) = ask(client, part, status=422)["errors"]
        assert error == {"field": "stops", "detail": "There is no place “museum” here."}

    def test_without_since_it_says_what_it_takes(self, client: Client):
        assert client.get(f"/api/v1/plan/changes.json?{ADDRESS}").status_code == 400


class TestAPhoneThatHasIt:
    def test_is_told_of_a_place_that_was_archived_and_of_the_hours_of_the_others(
        self, client: Client
    ):
        museum = Place.objects.get(slug="museum")
        museum.status = "archived"
        museum.save()
        (change,) = ask(client, "changes")["changes"]
        assert change["text"] == "Stop 2 is not shown any more: ask before you go there."
        assert set(ask(client, "calendar")["places"]) == {"souk"}

    def test_of_which_no_place_is_shown_any_more_keeps_what_it_has(self, client: Client):
        Place.objects.update(status="archived")
        for part in ("changes", "calendar"):
            assert "current" not in ask(client, part, status=410)

    def test_may_ask_while_it_is_walked_on_the_last_day(self, client: Client, it_is: SetClock):
        it_is("2026-11-29T10:00")
        assert ask(client, "changes")["people"] == ["fatima"]


@pytest.mark.parametrize("part", PARTS)
def test_who_comes_when_all_are_busy_is_told_when_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, part: str
):
    def refuse() -> None:
        raise TooBusy("Later.")

    monkeypatch.setattr(api_taken, "turn", refuse)
    response = client.get(f"/api/v1/plan/{part}.json?{ADDRESS}&since=0123")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["detail"] == "Later."


class TestThePages:
    def test_a_plan_can_be_taken_along_and_followed_from_its_page(self, client: Client):
        html = client.get("/fr/plan/?date=2026-11-28").content.decode()
        assert 'href="/fr/plan/follow/?date=2026-11-28&amp;' in html
        assert 'data-take="plan-' in html
        assert "times=" in html.partition("data-query=")[2].partition(" ")[0]

    def test_a_day_without_stops_offers_neither(self, client: Client):
        Place.objects.update(opening_hours="off")
        html = client.get("/fr/plan/?date=2026-11-28").content.decode()
        assert "data-take=" not in html
        assert "/plan/follow/" not in html

    def test_the_follow_screen_knows_its_pages_in_every_language(self, client: Client):
        html = client.get(f"/ar/plan/follow/?{ADDRESS}").content.decode()
        assert '"page": "/es/plan/follow/"' in html
        assert '"circuit": "/es/plan/"' in html

    def test_without_scripts_it_leads_back_to_the_plan(self, client: Client):
        html = client.get(f"/fr/plan/follow/?{ADDRESS}").content.decode()
        plain = html.partition("<noscript>")[2].partition("</noscript>")[0]
        assert 'href="/fr/plan/?date=2026-11-28&amp;' in plain
        assert '#take-away"' in plain

    def test_of_an_address_that_is_no_plan_the_plans_page_says_what_is_wrong(self, client: Client):
        towns.draft(Place.objects.get(slug="museum"))
        response = client.get(f"/fr/plan/follow/?{ADDRESS}", follow=True)
        assert "museum" in response.content.decode()
        assert response.redirect_chain[0][0].startswith("/fr/plan/?")

    def test_no_search_engine_keeps_it(self, client: Client):
        assert client.get(f"/fr/plan/follow/?{ADDRESS}")["X-Robots-Tag"] == "noindex"


def test_the_api_describes_what_it_hands_out(client: Client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {f"/api/v1/plan/{part}.json" for part in PARTS} <= set(paths)
