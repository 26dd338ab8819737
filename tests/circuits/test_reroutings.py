"""New ways for circuits: taken at once where nobody minds, held back where the public is led."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.core.management import call_command

from circuits import reroutings
from circuits.models import Circuit, Leg, Rerouting
from geodata.models import Closure, Place
from geodata.signals import streets_changed
from tests import tiny_streets, towns
from tests.tiny_streets import EAST, GATE, NORTH_EAST, SQUARE, Metres

pytestmark = pytest.mark.django_db


def place(name: str, at: Metres) -> Place:
    return towns.place(name, at=tiny_streets.at(at), position_accuracy_m=5)


def move(place: Place, to: Metres | None) -> None:
    place.geometry = Point(tiny_streets.at(to), srid=4326) if to else None
    place.position_quality = "surveyed" if to else "unlocated"
    place.save()


def block(where: Metres) -> Closure:
    """Close a well-known spot so that nobody gets through."""
    closure = towns.closure(place("Works", where), "2026-01-01T00:00", None, "Travaux")
    closure.blocks_way = True
    closure.save()
    return closure


def lengths() -> list[int | None]:
    return list(Leg.objects.values_list("distance_m", flat=True))


def waiting() -> list[Rerouting]:
    return list(Rerouting.objects.filter(state="waiting"))


def refreshed() -> str:
    out = StringIO()
    call_command("refresh_legs", stdout=out)
    return out.getvalue()


@pytest.fixture
def east() -> Place:
    return place("East", EAST)


@pytest.fixture
def published(streets: Any, east: Place) -> Circuit:
    """Return a circuit that the public sees: from the gate to the square to the east."""
    return towns.circuit(
        "Way", (place("Gate", GATE), 10), (place("Square", SQUARE), 10), (east, 10)
    )


class TestAPublishedCircuit:
    """What changes around it waits for a publisher."""

    def test_a_place_that_moves_makes_a_proposal_and_no_change(
        self, published: Circuit, east: Place
    ) -> None:
        before = lengths()
        move(east, NORTH_EAST)
        assert lengths() == before
        (rerouting,) = waiting()
        assert (rerouting.circuit, rerouting.reason) == (published, "place")
        (leg,) = reroutings.legs_of(rerouting)
        assert leg.before.distance_m == before[1]
        assert leg.after.distance_m == pytest.approx((before[1] or 0) + 60, abs=3)
        difference = rerouting.distance_after_m - rerouting.distance_before_m
        assert difference == pytest.approx(60, abs=3)
        assert rerouting.duration_after_s > rerouting.duration_before_s

    def test_a_few_metres_that_nobody_notices_are_taken_at_once(
        self, published: Circuit, east: Place
    ) -> None:
        before = lengths()
        move(east, (112, 20))
        assert waiting() == []
        assert lengths() != before

    def test_a_spot_that_is_lost_is_lost_at_once(self, published: Circuit, east: Place) -> None:
        move(east, None)
        assert waiting() == []
        assert lengths()[1] is None

    def test_that_a_spot_is_only_roughly_known_is_said_at_once(
        self, published: Circuit, east: Place
    ) -> None:
        east.position_accuracy_m = 400
        east.save()
        assert waiting() == []
        assert [leg.is_approximate for leg in Leg.objects.all()] == [False, True]

    def test_a_closure_that_blocks_the_way_makes_a_proposal_and_its_end_takes_it_back(
        self, published: Circuit
    ) -> None:
        before = lengths()
        closure = block((80, 20))
        (rerouting,) = waiting()
        assert rerouting.reason == "closure"
        assert rerouting.distance_after_m > rerouting.distance_before_m
        assert lengths() == before
        closure.blocks_way = False
        closure.save()
        assert Rerouting.objects.count() == 0
        assert lengths() == before

    def test_a_closure_that_begins_by_itself_is_noticed_by_the_daily_command_once(
        self, published: Circuit
    ) -> None:
        closure = block((80, 20))
        Closure.objects.filter(pk=closure.pk).update(since=towns.moment("2099-01-01T00:00"))
        assert refreshed() == "Circuits computed: 1.\n"
        Closure.objects.filter(pk=closure.pk).update(since=closure.since)
        assert refreshed().endswith("at the desk: 1.\n")
        first = waiting()
        assert refreshed().endswith("at the desk: 1.\n")
        assert waiting() == first

    def test_streets_that_change_make_a_proposal(self, published: Circuit, tmp_path: Path) -> None:
        before = lengths()
        without_alley = [line for line in tiny_streets.STREETS if (70, 20) not in line.points]
        tiny_streets.serve(tiny_streets.build(tmp_path / "other", without_alley))
        streets_changed.send(sender=None, version="other")
        (rerouting,) = waiting()
        assert rerouting.reason == "streets"
        assert lengths()[1] == before[1]

    def test_streets_built_anew_without_a_difference_are_taken_at_once(
        self, published: Circuit
    ) -> None:
        tiny_streets.serve(tiny_streets.graph())
        before = set(Leg.objects.values_list("streets_version", flat=True))
        streets_changed.send(sender=None, version="again")
        assert waiting() == []
        assert not before & set(Leg.objects.values_list("streets_version", flat=True))

    def test_who_edits_the_circuit_itself_decides_at_once(
        self, published: Circuit, east: Place
    ) -> None:
        move(east, NORTH_EAST)
        published.pace = "slow"
        published.save()
        assert Rerouting.objects.count() == 0
        assert lengths()[1] == pytest.approx(160, abs=3)

    def test_a_correction_of_its_words_changes_no_way(
        self, published: Circuit, east: Place
    ) -> None:
        before = lengths()
        move(east, NORTH_EAST)
        published.name_fr = "Chemin"
        published.save()
        assert lengths() == before
        assert len(waiting()) == 1

    def test_taken_back_from_the_public_it_takes_the_new_way(
        self, published: Circuit, east: Place
    ) -> None:
        move(east, NORTH_EAST)
        towns.draft(published)
        assert Rerouting.objects.count() == 0
        assert lengths()[1] == pytest.approx(160, abs=3)


class TestAProposal:
    """It is published or dismissed."""

    @pytest.fixture
    def proposal(self, published: Circuit, east: Place) -> Rerouting:
        move(east, NORTH_EAST)
        (rerouting,) = waiting()
        return rerouting

    def test_published_it_is_what_the_public_sees(self, proposal: Rerouting) -> None:
        assert reroutings.publish(proposal)
        leg: Any = Leg.objects.get(start__order=2)
        assert leg.distance_m == pytest.approx(160, abs=3)
        assert leg.geometry.coords[-1] == pytest.approx(tiny_streets.at(NORTH_EAST), abs=1e-5)
        assert refreshed() == "Circuits computed: 1.\n"
        proposal.refresh_from_db()
        assert proposal.state == "published"
        assert proposal.decided_at is not None

    def test_dismissed_it_is_not_made_again(self, proposal: Rerouting) -> None:
        before = lengths()
        assert reroutings.dismiss(proposal)
        assert refreshed() == "Circuits computed: 1.\n"
        assert waiting() == []
        assert lengths() == before

    def test_dismissed_it_makes_room_for_another(self, proposal: Rerouting, east: Place) -> None:
        reroutings.dismiss(proposal)
        move(east, (200, 80))
        (another,) = waiting()
        assert another.distance_after_m > proposal.distance_after_m

    def test_a_later_change_takes_its_place(self, proposal: Rerouting, east: Place) -> None:
        move(east, (200, 80))
        (later,) = waiting()
        assert later.pk != proposal.pk
        assert not reroutings.publish(proposal)
        assert not reroutings.dismiss(proposal)

    def test_it_is_decided_once(self, proposal: Rerouting) -> None:
        assert reroutings.dismiss(proposal)
        assert not reroutings.publish(proposal)


def test_the_first_street_graph_needs_nobodys_click(tmp_path: Path) -> None:
    towns.circuit("Way", (place("Gate", GATE), 10), (place("East", EAST), 10))
    assert Leg.objects.get().basis == "estimate"
    with tiny_streets.served(tmp_path / "var") as streets:
        streets_changed.send(sender=None, version=streets.version)
    leg = Leg.objects.get()
    assert (leg.basis, leg.is_approximate) == ("streets", False)
    assert waiting() == []


def test_a_draft_follows_whatever_changes_around_it(published: Circuit, east: Place) -> None:
    towns.draft(published)
    move(east, NORTH_EAST)
    assert waiting() == []
    assert lengths()[1] == pytest.approx(160, abs=3)


def test_a_place_that_changes_its_words_computes_nothing(
    published: Circuit, east: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reroutings, "follow", lambda *_args: pytest.fail("computed"))
    east.name_fr = "Levant"
    east.save()


def test_an_area_that_is_moved_while_it_is_blocked_concerns_all_circuits(
    published: Circuit,
) -> None:
    closure = block((400, 400))
    assert waiting() == []
    works = closure.place
    corners = [tiny_streets.at(at) for at in ((75, 10), (85, 10), (85, 30), (75, 30), (75, 10))]
    works.geometry = Polygon(corners, srid=4326)
    works.save()
    assert len(waiting()) == 1
