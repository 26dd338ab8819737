"""The API that plans: what one may ask, what is refused and why, lines that improve."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from circuits.errors import TooBusy
from circuits.planner.errors import InvalidProblem, WrongPlan
from circuits.plans import answer as answers
from circuits.plans import improving
from heritage_map import plan_schema
from tests.conftest import SetClock
from tests.reading import read

SATURDAY, TUESDAY = "2026-11-28", "2026-11-24"
NOT_MUCH = 100

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guelmim", "monday")]


@pytest.fixture
def monday(it_is: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, and little work is put into plans."""
    it_is("2026-11-23 10:00")
    monkeypatch.setattr(answers, "ITERATIONS", NOT_MUCH)


def post(client: Client, body: Any = b"", query: str = "?lang=en", **more: Any) -> Any:
    sent = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(f"/api/v1/plan{query}", sent, content_type="application/json", **more)


def planned(client: Client, query: str = "?lang=en", **wish: Any) -> dict[str, Any]:
    response = post(client, wish, query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    plan: dict[str, Any] = response.json()
    return plan


def lines(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def problem(response: Any, status: int) -> dict[str, Any]:
    """Return the problem details of an answer."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert (told["type"], told["status"]) == ("about:blank", status)
    return told


def refused(client: Client, wish: Any) -> dict[str, str]:
    """Return what is to be mended by field."""
    told = problem(post(client, wish), 422)
    assert told["detail"] == "Some fields do not fit: “errors” names each and what to mend."
    return {error["field"]: error["detail"] for error in told["errors"]}


def names(plan: dict[str, Any]) -> list[str]:
    return [stop["place"] for day in plan["days"] for stop in day["stops"]]


class TestPlans:
    """`POST /api/v1/plan`"""

    def test_a_wish_is_answered_with_a_plan(self, client: Client):
        plan = planned(client, date=SATURDAY, craft=["leather"], crafts=3, must=["agouidir"])
        assert plan["days"][0]["date"] == SATURDAY
        assert {"souk-amhirich", "agouidir"} <= set(names(plan))

    def test_who_asks_for_nothing_gets_a_plan_for_today(self, client: Client):
        empty = post(client).json()
        assert empty["days"][0]["date"] == "2026-11-23"
        assert empty == planned(client) == post(client, b" \n").json()

    def test_every_field_may_be_given(self, client: Client):
        plan = planned(
            client,
            date=TUESDAY,
            starts_at="10:00",
            ends_at="17:30",
            days=2,
            crafts=3,
            markets=0,
            heritage=1,
            craft=["leather"],
            pace="slow",
            transport="mixed",
            origin="gare-routiere",
            destination="gare-routiere",
            has_lunch=True,
            max_walk_m=9000,
            budget_mad=200,
            group_size=3,
            must=["agouidir"],
            avoid=["souk-dlalat"],
            first="",
            before=[],
            at_most=["souk:1"],
            stops=[],
            time_limit_s=0.05,
            stream=False,
        )
        assert [day["date"] for day in plan["days"]] == [TUESDAY, "2026-11-25"]
        assert "souk-dlalat" not in names(plan)

    def test_the_order_of_places_is_kept(self, client: Client):
        plan = planned(client, date=SATURDAY, stops=["souk-dlalat", "souk-amhirich"])
        assert names(plan) == ["souk-dlalat", "souk-amhirich"]

    def test_the_same_wish_gives_the_same_plan(self, client: Client):
        assert planned(client, date=SATURDAY, days=2) == planned(client, date=SATURDAY, days=2)

    def test_the_same_wish_gives_the_same_stops_in_every_language(self, client: Client):
        wish = {"date": SATURDAY, "days": 2, "ends_at": "12:00", "transport": "foot"}
        found = [names(planned(client, f"?lang={code}", **wish)) for code in ("ar", "fr", "en")]
        assert found[0] == found[1] == found[2]

    def test_names_are_in_the_language_asked_for(self, client: Client):
        arabic, french, silent = (
            planned(client, query, date=SATURDAY, stops=["souk-amhirich"])
            for query in ("?lang=ar", "?lang=fr", "")
        )
        assert arabic["days"][0]["stops"][0]["name"] != french["days"][0]["stops"][0]["name"]
        assert silent == french

    def test_no_token_is_asked_for_from_anybody(self):
        strict = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
        assert post(strict, {}).status_code == 200

    def test_a_whole_number_may_be_written_with_a_point(self, client: Client):
        assert planned(client, group_size=2.0) == planned(client, group_size=2)


class TestNonsense:
    """What is to be mended is named, field by field, and never as a page."""

    @pytest.mark.parametrize(
        ("wish", "field", "sentence"),
        [
            ({"dat": SATURDAY}, "dat", "There is no such field; did you mean “date”?"),
            ({"zzzz": 1}, "zzzz", "There is no such field."),
            ({"x" * 100: 1}, "x" * 40 + "…", "There is no such field."),
            ({"days": [1]}, "days", "This takes a whole number."),
            ({"days": "2"}, "days", "This takes a whole number."),
            ({"days": None}, "days", "This takes a whole number."),
            ({"days": True}, "days", "This takes a whole number."),
            ({"days": 1.5}, "days", "This takes a whole number."),
            ({"days": float("nan")}, "days", "This takes a whole number."),
            ({"budget_mad": float("inf")}, "budget_mad", "This takes a whole number."),
            ({"days": 10**100}, "days", "Ensure this value is less than or equal to 7."),
            ({"group_size": -1}, "group_size", "Ensure this value is greater than or equal to 1."),
            ({"has_lunch": "true"}, "has_lunch", "This takes true or false."),
            ({"stream": 1}, "stream", "This takes true or false."),
            ({"date": 20261128}, "date", "This takes text."),
            ({"date": {"day": 28}}, "date", "This takes text."),
            ({"date": "soon"}, "date", "Enter a valid date."),
            ({"date": "2020-01-01"}, "date", "This day has passed: choose today or a later one."),
            ({"starts_at": "25:00"}, "starts_at", "Enter a valid time."),
            ({"origin": "a\x00b"}, "origin", "This takes text."),
            ({"origin": "a" * 80}, "origin", f"There is no place “{'a' * 80}” here."),
            ({"must": "agouidir"}, "must", "This takes a list of texts."),
            ({"must": [["agouidir"]]}, "must", "This takes a list of texts."),
            ({"must": ["\ud800"]}, "must", "This takes a list of texts."),
            ({"must": ["nowhere"]}, "must", "There is no place “nowhere” here."),
            ({"craft": ["glass"]}, "craft", "There is no craft “glass” here."),
            ({"before": ["one"]}, "before", "Write two places as earlier:later."),
            ({"time_limit_s": 0}, "time_limit_s", "More than 0 and at most 2 seconds."),
            ({"time_limit_s": 2.5}, "time_limit_s", "More than 0 and at most 2 seconds."),
            ({"time_limit_s": "1"}, "time_limit_s", "This takes a number."),
            ({"time_limit_s": float("nan")}, "time_limit_s", "This takes a number."),
        ],
    )
    def test_a_field_is_named_with_what_to_mend(
        self, client: Client, wish: dict[str, Any], field: str, sentence: str
    ):
        assert refused(client, wish) == {field: sentence}

    def test_all_that_is_wrong_is_said_at_once(self, client: Client):
        wish = {"days": 9, "pace": "flying", "must": 3, "lunch": True, "ends_at": "08:00"}
        assert set(refused(client, wish)) == {"days", "pace", "must", "lunch", "ends_at"}

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            (b"date=2026-11-28", "The body is not JSON."),
            (b'{"days": 1,}', "The body is not JSON."),
            (b"[" * 50_000, "The body is not JSON."),
            (b'{"days": ' + b"9" * 5000 + b"}", "The body is not JSON."),
            (b'{"first": "\xff"}', "The body is not text in UTF-8."),
            (b"[]", "The body must be a JSON object, such as {}."),
            (b"null", "The body must be a JSON object, such as {}."),
        ],
    )
    def test_a_body_that_is_no_object_is_answered_with_one_sentence(
        self, client: Client, body: bytes, sentence: str
    ):
        assert problem(post(client, body), 400)["detail"] == sentence

    @pytest.mark.parametrize("size", [64_001, 1_000_000, 5_000_000])
    def test_a_body_without_end_is_not_read(self, client: Client, size: int):
        told = problem(post(client, b" " * size), 413)
        assert told["detail"] == "The body is longer than 64000 bytes."

    def test_a_body_of_unknown_length_is_asked_for_it(self, client: Client):
        response = post(client, {}, headers={"transfer-encoding": "chunked"})
        assert problem(response, 411)["detail"] == "Send the body with its Content-Length."

    def test_a_language_that_is_not_spoken_is_answered_with_those_that_are(self, client: Client):
        told = problem(post(client, {}, "?lang=de", headers={"accept-language": "en"}), 400)
        assert told["detail"].startswith("lang: “de” is not known.")

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
    def test_other_methods_are_told_which_one_to_use(self, client: Client, method: str):
        response = getattr(client, method)("/api/v1/plan?lang=en")
        assert problem(response, 405)["detail"] == "Ask with one of these methods: POST."
        assert response["Allow"] == "POST"

    def test_nothing_else_is_there_for_who_posts(self, client: Client):
        problem(client.post("/api/v1/plans"), 404)


class TestPlansThatCannotBeMade:
    """Errors of the planner, and of ours."""

    def test_a_day_that_is_too_short_for_its_way_names_the_field(self, client: Client):
        wish = {"transport": "foot", "max_walk_m": 5, "origin": "gare-routiere"}
        told = problem(post(client, wish | {"destination": "souk-amhirich"}), 422)
        sentence = "From start to end it is farther than you want to walk: allow a longer walk."
        assert told["detail"] == sentence
        assert told["errors"] == [{"field": "max_walk_m", "detail": sentence}]

    @pytest.mark.parametrize(
        ("error", "status", "beginning"),
        [
            (InvalidProblem("days[0]", "no"), 422, "No plan can be made of this"),
            (WrongPlan(()), 500, "The plan did not pass our own check"),
            (RuntimeError("secret"), 500, "Something went wrong."),
        ],
    )
    def test_a_mistake_of_ours_is_owned_up_to(
        self,
        client: Client,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        error: Exception,
        status: int,
        beginning: str,
    ):
        self.break_with(monkeypatch, error)
        told = problem(post(client), status)
        assert told["detail"].startswith(beginning)
        assert "secret" not in told["detail"]
        assert ("An error of ours" in caplog.text) == (status == 500)

    def test_who_comes_when_all_are_busy_is_told_when_to_come_again(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        self.break_with(monkeypatch, TooBusy("Later."))
        response = post(client)
        assert problem(response, 503)["detail"] == "Later."
        assert response["Retry-After"] == "5"

    @staticmethod
    def break_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
        def fail(*_args: Any, **_options: Any) -> None:
            raise error

        monkeypatch.setattr(answers, "plan", fail)


class TestLines:
    """`Accept: application/x-ndjson`, or `"stream": true`"""

    def test_the_last_line_is_the_plan_that_is_made_without_lines(self, client: Client):
        response = post(client, {"date": SATURDAY}, headers={"accept": "application/x-ndjson"})
        assert response["Content-Type"] == "application/x-ndjson"
        *improvements, last = lines(response)
        assert improvements
        assert {line.pop("kind") for line in improvements} == {"improvement"}
        assert last.pop("kind") == "plan"
        assert last == planned(client, date=SATURDAY)
        reasons = {"robustness", "left_out", "alternatives", "prices"}
        assert improvements[0].keys() == last.keys() - reasons

    def test_every_improvement_is_one(self, client: Client):
        told = lines(post(client, {"date": SATURDAY, "stream": True, "days": 3}))
        values = [line["value"] for line in told if line["kind"] == "improvement"]
        assert values == sorted(set(values))

    def test_lines_are_in_the_language_asked_for(self, client: Client):
        told = lines(post(client, {"stream": True, "stops": ["souk-amhirich"]}, "?lang=ar"))
        stops = [line["days"][0]["stops"] for line in told]
        assert all(stop["name"].isascii() is False for each in stops for stop in each)

    def test_a_mistake_in_the_wish_is_refused_as_without_lines(self, client: Client):
        assert refused(client, {"stream": True, "days": 9}).keys() == {"days"}

    def test_what_goes_wrong_later_is_the_last_line(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        made = improving.answer

        def fail(request: Any, rule: Any, asked: Any, **options: Any) -> Any:
            if rule.otherwise.count == NOT_MUCH:
                raise TooBusy("Later.")
            return made(request, rule, asked, **options)

        monkeypatch.setattr(improving, "answer", fail)
        first, *_others, last = lines(post(client, {"stream": True}))
        assert first["kind"] == "improvement"
        assert last == {"kind": "error", "type": "about:blank", "status": 503, "detail": "Later."}


class TestTheDescription:
    """`/api/v1/openapi.json` and `/api/v1/docs`"""

    @pytest.fixture
    def operation(self, client: Client) -> Iterator[dict[str, Any]]:
        document = client.get("/api/v1/openapi.json").json()
        assert set(document["paths"]["/api/v1/plan"]) == {"post"}
        yield document["paths"]["/api/v1/plan"]["post"]

    def test_it_names_every_field_in_english(self, operation: dict[str, Any]):
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert {"date", "crafts", "craft", "must", "time_limit_s"} <= set(schema["properties"])
        assert schema["properties"]["days"] == {
            "type": "integer",
            "description": "How many days",
            "minimum": 1,
            "maximum": 7,
        }
        assert schema["properties"]["before"]["description"].endswith("written earlier:later")
        assert schema["properties"]["pace"]["enum"] == ["slow", "normal", "brisk"]

    def test_it_lists_what_may_be_answered(self, operation: dict[str, Any]):
        assert {"200", "400", "413", "422", "503"} <= set(operation["responses"])
        content = operation["responses"]["200"]["content"]
        assert set(content) == {"application/json", "application/x-ndjson"}

    def test_a_plan_is_as_described(self, client: Client):
        fits(planned(client, date=TUESDAY, must=["souk-amhirich"]), plan_schema.PLAN)

    def test_people_can_read_it(self, client: Client):
        page = read(client.get("/api/v1/docs", headers={"accept-language": "en"}))
        assert "POST /api/v1/plan" in page.text
        assert "Walk at most (m) (integer)" in page.text


TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


def fits(value: Any, schema: dict[str, Any]) -> None:
    """Fail unless a value is of the type that a schema says, and so are its parts."""
    if "anyOf" in schema:
        if value is not None:
            fits(value, schema["anyOf"][0])
        return
    assert isinstance(value, TYPES[schema["type"]])
    if schema["type"] == "array":
        for item in value:
            fits(item, schema["items"])
    if schema["type"] == "object":
        for name in schema.get("required", ()):
            fits(value[name], schema["properties"][name])


def test_pages_say_it_too(client: Client, rf: Any) -> None:
    from heritage_map.errors import DomainErrorMiddleware

    middleware = DomainErrorMiddleware(lambda request: None)  # type: ignore[return-value]
    busy = middleware.process_exception(rf.get("/en/plan/?days=2"), TooBusy("Later."))
    assert busy is not None
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert "Later." in busy.text
    assert "/en/plan/?days=2" in busy.text
    wrong = middleware.process_exception(rf.get("/en/plan/"), InvalidProblem("days", "no"))
    assert wrong is not None
    assert wrong.status_code == 422
    assert middleware.process_exception(rf.get("/en/plan/"), KeyError("x")) is None
