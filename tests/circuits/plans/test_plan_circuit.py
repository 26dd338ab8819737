"""Plans for a traveller in Guelmim, asked for as from a shell."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from circuits.errors import TooBusy
from circuits.plans import turns
from circuits.plans.turns import turn

SATURDAY, TUESDAY = "2026-11-28", "2026-11-24"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guelmim", "monday")]


@pytest.fixture
def monday(it_is: Any) -> None:
    it_is("2026-11-23 10:00")


def planned(**wish: Any) -> dict[str, Any]:
    told = StringIO()
    call_command("plan_circuit", stdout=told, **wish)
    answer: dict[str, Any] = json.loads(told.getvalue())
    return answer


def places(answer: dict[str, Any]) -> list[str]:
    return [stop["place"] for day in answer["days"] for stop in day["stops"]]


def test_on_saturday_the_weekly_market_is_in_the_plan() -> None:
    stops = {stop["place"]: stop for stop in planned(date=SATURDAY)["days"][0]["stops"]}
    assert "market_day" in stops["souk-amhirich"]["merits"]
    assert not stops["souk-amhirich"]["check_first"]


def test_on_tuesday_it_is_not_and_the_plan_says_which_day_gains_it() -> None:
    answer = planned(date=TUESDAY)
    assert "souk-amhirich" not in places(answer)
    assert answer["gains"] == {SATURDAY: ["souk-amhirich"]}


def test_hours_that_nobody_knows_are_to_be_checked_first() -> None:
    stops = {stop["place"]: stop for stop in planned(date=TUESDAY)["days"][0]["stops"]}
    assert stops["souk-dlalat"]["check_first"]


def test_a_wish_is_kept_and_what_is_left_out_stays_out() -> None:
    answer = planned(date=TUESDAY, must=["agouidir"], avoid=["souk-dlalat"])
    assert "agouidir" in places(answer)
    assert "souk-dlalat" not in places(answer)


def test_a_must_see_that_is_closed_all_day_is_named_as_missing() -> None:
    assert planned(date=TUESDAY, must=["souk-amhirich"])["missing"] == ["souk-amhirich"]


def test_a_place_without_a_spot_is_left_out_and_said() -> None:
    answer = planned(date=TUESDAY)
    assert "agadir-otrime" in answer["without_spot"]
    assert "agadir-otrime" not in places(answer)


def test_who_wants_only_old_walls_gets_other_stops_than_who_wants_only_crafts() -> None:
    walls = places(planned(date=TUESDAY, crafts="0", markets="0", heritage="3"))
    crafts = places(planned(date=TUESDAY, crafts="3", markets="0", heritage="0"))
    assert "complexe-artisanal-1978" in crafts
    assert "complexe-artisanal-1978" not in walls


def test_on_foot_alone_nobody_is_sent_out_of_town() -> None:
    answer = planned(date=SATURDAY, transport="foot", max_walk_m="3000")
    assert answer["days"][0]["walk_m"] <= 3000
    assert {stop["way_on"]["mode"] for stop in answer["days"][0]["stops"][:-1]} <= {"foot"}


def test_the_same_wish_gives_the_same_plan() -> None:
    assert planned(date=SATURDAY) == planned(date=SATURDAY)


def test_two_days_visit_no_place_twice() -> None:
    stops = places(planned(date=SATURDAY, days="2", ends_at="17:00"))
    assert len(stops) == len(set(stops))


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"date": "2026-11-01"}, "date: "),
        ({"date": "soon"}, "date: "),
        ({"starts_at": "14:00", "ends_at": "09:00"}, "ends_at: "),
        ({"must": ["nowhere"]}, "must: "),
        ({"craft": ["glass"]}, "craft: "),
        ({"must": ["agouidir"], "avoid": ["agouidir"]}, "avoid: "),
        ({"days": "8"}, "days: "),
        ({"crafts": "4"}, "crafts: "),
        ({"transport": "camel"}, "transport: "),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_field(wish: dict[str, Any], field: str) -> None:
    with pytest.raises(CommandError, match=f"^{field}"):
        planned(**wish)


def test_a_day_that_cannot_even_be_walked_through_is_refused() -> None:
    with pytest.raises(CommandError, match=r"^days\[0\]: "):
        planned(
            date=SATURDAY,
            transport="foot",
            max_walk_m="5",
            origin="gare-routiere",
            destination="souk-amhirich",
        )


def test_who_finds_all_turns_taken_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(turns.os, "cpu_count", lambda: 1)
    with turn(), pytest.raises(TooBusy), turn(patience_s=0.05):
        pass
    with turn(patience_s=0.05):
        pass
