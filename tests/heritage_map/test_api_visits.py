"""What phones have counted on the way: taken where it makes sense, refused with a sentence else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from circuits.models import Circuit
from heritage_map.bodies import MOST_BYTES
from heritage_map.models import Tally
from heritage_map.visits.reading import MOST_EACH, MOST_VISITS
from tests import towns
from tests.conftest import SetClock
from tests.heritage_map.visits.conftest import FIREFOX

pytestmark = pytest.mark.django_db

WALK = {"day": "2026-11-28", "what": "begun", "subject": "souks", "language": "ar", "count": 1}


@pytest.fixture(autouse=True)
def souks(it_is: SetClock) -> Circuit:
    """Return a circuit of one stop; it is a Saturday."""
    it_is("2026-11-28 18:00")
    return towns.circuit("Souks", (towns.place("Dlalat"), 30))


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    """Return a function that sends what a phone has counted."""

    def send(body: Any, **headers: str) -> Any:
        text = body if isinstance(body, bytes) else json.dumps(body)
        return client.post(
            "/api/v1/visits?lang=en",
            text,
            content_type="application/json",
            headers={"user-agent": FIREFOX} | headers,
        )

    return send


def counted() -> set[tuple[str, str, int]]:
    return {(one.what, one.subject, one.count) for one in Tally.objects.all()}


def mended(response: Any) -> dict[str, str]:
    """Return what a refusal says of each field; nothing of the batch is counted then."""
    assert response.status_code == 422, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert counted() == set()
    return {error["field"]: error["detail"] for error in response.json()["errors"]}


def test_a_walk_is_added_to_the_tallies(post):
    visits = [
        WALK,
        WALK | {"what": "taken"},
        WALK | {"what": "reached", "subject": "souks/dlalat", "count": 2},
        WALK | {"what": "finished", "day": "2026-09-29"},
    ]
    assert post({"visits": visits}).status_code == 204
    assert post({"visits": [WALK, WALK]}).status_code == 204
    assert counted() == {
        ("taken", "souks", 1),
        ("begun", "souks", 3),
        ("reached", "souks/dlalat", 2),
        ("finished", "souks", 1),
    }


def test_no_walk_is_no_mistake(post):
    assert post({"visits": []}).status_code == 204


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"day": "2026-09-28"}, "day", "A date such as 2026-11-28, at most 60 days ago."),
        ({"day": "2026-11-30"}, "day", "A date such as 2026-11-28, at most 60 days ago."),
        ({"day": "yesterday"}, "day", "A date such as 2026-11-28, at most 60 days ago."),
        ({"day": 20261128}, "day", "This takes text."),
        ({"count": 0}, "count", "From 1 to 99."),
        ({"count": MOST_EACH + 1}, "count", "From 1 to 99."),
        ({"count": True}, "count", "This takes a whole number."),
        ({"count": 1.5}, "count", "This takes a whole number."),
        ({"language": "tlh"}, "language", "One of: ar, fr, en, es, zgh."),
        ({"what": "circuit"}, "what", "One of: taken, begun, reached, finished."),
        ({"subject": "nowhere"}, "subject", "A circuit is named by its slug, one of its stops"),
        ({"subject": "souks/dlalat"}, "subject", "A circuit is named by its slug, one of"),
        ({"subject": "dlalat"}, "subject", "A circuit is named by its slug, one of its stops"),
        ({"subject": "souks\0"}, "subject", "This takes text."),
        ({"subject": ["souks"]}, "subject", "This takes text."),
        ({"what": "reached"}, "subject", "A circuit is named by its slug, one of its stops"),
        ({"what": "reached", "subject": "souks/nowhere"}, "subject", "A circuit is named by"),
        ({"time": "18:02"}, "time", "There is no such field."),
        ({"phone": "1234"}, "phone", "There is no such field."),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_and_nothing_is_counted(
    post, change: dict[str, Any], field: str, sentence: str
):
    told = mended(post({"visits": [WALK, WALK | change]}))
    assert told.keys() == {f"visits.1.{field}"}
    assert told[f"visits.1.{field}"].startswith(sentence)


def test_what_is_missing_is_named(post):
    assert mended(post({"visits": [{"day": "2026-11-28"}]})).keys() == {
        f"visits.0.{name}" for name in ("what", "subject", "language", "count")
    }


@pytest.mark.parametrize("body", [{}, {"visits": "souks"}, {"visits": [], "phone": "1234"}])
def test_a_body_without_a_list_or_with_more_is_refused(post, body: dict[str, Any]):
    assert mended(post(body)) == {"visits": "This takes a list of what was counted, and no more."}


@pytest.mark.parametrize("entry", [None, 3, "souks", ["begun"]])
def test_an_entry_that_is_no_object_is_refused(post, entry: Any):
    assert mended(post({"visits": [entry]})) == {"visits.0": "This takes an object."}


def test_too_many_at_once_are_refused(post):
    told = mended(post({"visits": [WALK] * (MOST_VISITS + 1)}))
    assert told == {"visits": "At most 50 at once: send the others after them."}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b" " * (MOST_BYTES + 1), 413),
    ],
    ids=["half", "no text", "no object", "too long"],
)
def test_garbage_gets_a_problem_detail(post, body: bytes, status: int):
    response = post(body)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert counted() == set()


def test_a_circuit_that_nobody_may_see_is_as_unknown_as_one_that_is_not_there(post, souks):
    towns.draft(souks)
    assert mended(post({"visits": [WALK]})).keys() == {"visits.0.subject"}


def test_who_walks_a_circuit_that_was_withdrawn_since_is_counted(post, souks):
    souks.editions.create(
        version=1, hash="0" * 16, document={}, size_bytes=2, published_at="2026-11-01T08:00Z"
    )
    towns.draft(souks)
    assert post({"visits": [WALK]}).status_code == 204
    assert counted() == {("begun", "souks", 1)}


@pytest.mark.parametrize("headers", [{"dnt": "1"}, {"sec-gpc": "1"}, {"user-agent": "a bot"}])
def test_who_is_not_to_be_counted_is_not_and_hears_of_no_mistake(post, headers: dict[str, str]):
    assert post({"visits": [WALK]}, **headers).status_code == 204
    assert counted() == set()


def test_people_who_work_here_are_not_counted(signed_in):
    response = signed_in("editor").post(
        "/api/v1/visits",
        json.dumps({"visits": [WALK]}),
        content_type="application/json",
        headers={"user-agent": FIREFOX},
    )
    assert response.status_code == 204
    assert counted() == set()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_cannot_have_its_readers_counted(post, site: str):
    response = post({"visits": [WALK]}, **{"sec-fetch-site": site})
    assert response.status_code == 403
    assert response.json()["detail"] == "This is sent from the pages of this site only."
    assert counted() == set()


def test_the_answer_leaves_nothing_on_the_phone(post):
    assert not post({"visits": [WALK]}).cookies


def test_it_is_described(client: Client):
    document = client.get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/visits"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["visits"]["maxItems"] == MOST_VISITS
