"""Editions over HTTP, as docs/editions.md describes them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from django.test import Client

from geodata.models import Place
from tests import towns
from tests.circuits.editions.conftest import Get, Town


class TestThePointer:
    def test_names_the_current_edition_and_what_there_is_to_fetch(
        self, town: Town, get: Get, client: Client
    ):
        edition = town.publish()
        found = get("circuits/tour/edition.json")
        assert (found["hash"], found["version"]) == (edition.hash, 1)
        assert found["url"] == f"/api/v1/editions/{edition.hash}.json"
        assert found["size_bytes"] == len(client.get(found["url"]).content)
        calendar = client.get(found["calendar"]["url"])
        assert found["calendar"]["size_bytes"] == len(calendar.content)
        assert found["calendar"]["hash"] == calendar.json()["hash"]
        assert found["basemap"] is None
        assert found["total_bytes"] == found["size_bytes"] + len(calendar.content)

    def test_is_asked_for_again_each_time_and_sent_again_only_if_it_has_changed(
        self, town: Town, client: Client
    ):
        first = client.get("/api/v1/circuits/tour/edition.json")
        assert first["Cache-Control"] == "no-cache"
        headers = {"if-none-match": first["ETag"]}
        assert client.get("/api/v1/circuits/tour/edition.json", headers=headers).status_code == 304
        town.souk.refresh_from_db()
        town.souk.name_fr = "Grand souk"
        town.souk.save()
        assert client.get("/api/v1/circuits/tour/edition.json", headers=headers).status_code == 200

    def test_makes_the_first_edition_where_none_was_made_yet(self, town: Town, get: Get):
        assert get("circuits/tour/edition.json")["version"] == 1

    def test_a_circuit_that_never_was_is_not_found(self, town: Town, get: Get):
        found = get("circuits/nothing/edition.json?lang=en", 404)
        assert found == {
            "type": "about:blank",
            "status": 404,
            "detail": "There is no such edition.",
        }

    def test_a_draft_is_not_found_and_what_was_taken_back_is_gone(self, town: Town, get: Get):
        towns.draft(towns.circuit("Draft", (town.souk, 10), (town.amhirich, 10)))
        get("circuits/draft/edition.json", 404)
        edition = town.publish()
        towns.draft(town.circuit)
        found = get("circuits/tour/edition.json?lang=en", 410)
        assert found["detail"] == "This circuit is not published any more."
        assert "current" not in found
        get(f"editions/{edition.hash}.json", 410)
        get(f"circuits/tour/changes.json?since={edition.hash}", 410)


class TestAnEdition:
    def test_is_kept_for_good_by_who_has_it(self, town: Town, client: Client):
        edition = town.publish()
        response = client.get(f"/api/v1/editions/{edition.hash}.json")
        assert "immutable" in response["Cache-Control"]
        assert response["ETag"] == f'"{edition.hash}"'
        headers = {"if-none-match": response["ETag"]}
        again = client.get(f"/api/v1/editions/{edition.hash}.json", headers=headers)
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        ("accepted", "encoding", "unpack"),
        [
            ("gzip, deflate, br", "br", brotli.decompress),
            ("gzip, br;q=0", "gzip", gzip.decompress),
            ("identity", None, bytes),
        ],
    )
    def test_is_compressed_for_who_accepts_it(
        self,
        town: Town,
        client: Client,
        accepted: str,
        encoding: str | None,
        unpack: Callable[[bytes], bytes],
    ):
        edition = town.publish()
        response = client.get(
            f"/api/v1/editions/{edition.hash}.json", headers={"accept-encoding": accepted}
        )
        assert response.get("Content-Encoding") == encoding
        assert "Accept-Encoding" in response["Vary"]
        assert json.loads(unpack(response.content))["hash"] == edition.hash

    def test_is_served_as_it_was_stored_in_few_queries(
        self, town: Town, client: Client, django_assert_max_num_queries: Any
    ):
        edition = town.publish()
        client.get(f"/api/v1/editions/{edition.hash}.json")
        with django_assert_max_num_queries(3):
            client.get(f"/api/v1/editions/{edition.hash}.json")

    def test_an_older_one_can_be_fetched_to_its_end(self, town: Town, get: Get):
        first = town.publish()
        Place.objects.filter(pk=town.souk.pk).update(name_fr="Grand souk")
        town.publish()
        assert get(f"editions/{first.hash}.json")["version"] == 1

    def test_one_with_somebody_who_took_back_consent_is_gone_and_names_the_current_one(
        self, town: Town, get: Get
    ):
        first = town.publish()
        town.withdraw()
        found = get(f"editions/{first.hash}.json", 410)
        assert "atima" not in json.dumps(get(found["current"].removeprefix("/api/v1/")))
        assert get(f"editions/{first.hash}/calendar.json", 410)["current"] == found["current"]

    @pytest.mark.parametrize("path", ["editions/0000.json", "editions/0000/calendar.json"])
    def test_an_unknown_hash_is_not_found(self, town: Town, get: Get, path: str):
        assert get(path, 404)["status"] == 404


class TestChanges:
    def test_an_old_phone_is_told_what_has_changed_and_where_its_stops_are(
        self, town: Town, get: Get
    ):
        first = town.publish()
        Place.objects.filter(pk=town.souk.pk).update(name_fr="Grand souk")
        town.publish()
        Place.objects.filter(pk=town.amhirich.pk).update(opening_hours="Su 06:00-12:00")
        third = town.publish()
        found = get(f"circuits/tour/changes.json?since={first.hash}&lang=en")
        assert found["current"] == {
            "hash": third.hash,
            "version": 3,
            "url": f"/api/v1/editions/{third.hash}.json",
        }
        assert (found["is_current"], found["makes_sense"]) == (False, True)
        assert found["people"] == ["fatima"]
        assert found["stops"][1] == {"order": 2, "now": 2, "next": 3}
        assert found["changes"] == [
            {
                "kind": "day_moved",
                "text": "Amhirich has moved from Saturday to Sunday.",
                "place": "amhirich",
                "stop": 2,
            }
        ]

    def test_a_phone_that_is_up_to_date_is_told_so(self, town: Town, get: Get):
        edition = town.publish()
        found = get(f"circuits/tour/changes.json?since={edition.hash}")
        assert (found["is_current"], found["changes"]) == (True, [])

    def test_who_took_back_consent_is_named_nowhere(self, town: Town, get: Get):
        first = town.publish()
        town.withdraw()
        found = get(f"circuits/tour/changes.json?since={first.hash}&lang=en")
        assert found["people"] == []
        assert "atima" not in json.dumps(found)

    def test_an_edition_of_another_circuit_is_not_found(self, town: Town, get: Get):
        other = towns.circuit("Other", (town.souk, 10), (town.amhirich, 10))
        get("circuits/other/edition.json")
        get(f"circuits/tour/changes.json?since={other.editions.get().hash}", 404)

    def test_without_since_or_in_an_unknown_language_it_says_what_to_mend(
        self, town: Town, get: Get
    ):
        assert "since" in get("circuits/tour/changes.json?lang=en", 400)["detail"]
        assert "lang" in get("circuits/tour/changes.json?since=1&lang=xx", 400)["detail"]


def test_the_api_describes_what_it_hands_out(client: Client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/circuits/{slug}/edition.json" in paths
    assert "/api/v1/editions/{edition}.json" in paths
