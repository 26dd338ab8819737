"""A stop that went for a closure comes back as it was, when the closure is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from circuits.breakages.finding import breakages
from circuits.breakages.proposals import apply, proposals
from circuits.breakages.putting_back import put_back, to_put_back
from circuits.breakages.telling import proposal_sentence, put_back_sentence
from circuits.models import Circuit, Leg, StandIn
from geodata.errors import RestoreRefused
from geodata.history.documents import document_of
from geodata.history.restoring import undo
from geodata.models import Closure, Place
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

BEFORE, AFTER = f"{towns.MONDAY}T08:00", "2026-12-20T08:00"


@pytest.fixture(autouse=True)
def _on_a_monday_in_english(it_is: SetClock) -> Iterator[None]:
    it_is(BEFORE)
    with override("en"):
        yield


@pytest.fixture
def circuit() -> Circuit:
    """Return a circuit to a souk that is closed for three weeks, with somebody to meet there."""
    spots = ("Souk", (-10.057, 28.987)), ("Hall", (-10.058, 28.988)), ("Well", (-10.06, 28.985))
    souk, hall, well = (towns.place(name, at=at, opening_hours="24/7") for name, at in spots)
    made = towns.circuit("Round", (souk, 20), (well, 10))
    stop = made.stops.get(order=1)
    stop.note_fr = "Demandez le thé."
    stop.save()
    leather = towns.craft("Cuir")
    stop.artisans.add(towns.artisan("Fatima", leather))
    stop.products.add(towns.product("Sac", leather))
    towns.closure(souk, f"{towns.MONDAY}T00:00", "2026-12-18T00:00", "Travaux", instead=hall)
    return made


def said(circuit: Circuit) -> dict:
    return document_of(Circuit.objects.get(pk=circuit.pk))


def do(key_begins: str) -> str:
    """Do the first proposal whose key begins so; return what it says then."""
    (broken,) = breakages()
    chosen = next(one for one in proposals(broken) if one.key.startswith(key_begins))
    done = apply(broken.circuit, chosen.key)
    assert done is not None
    return proposal_sentence(done)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("replace", "Hall stands in for Souk, whose closure is over."),
        ("leave-out", "Souk was left out for a closure, which is over."),
    ],
)
def test_when_the_closure_is_over_the_stop_is_offered_and_comes_back_as_it_was(
    key: str, sentence: str, circuit: Circuit, it_is: SetClock
):
    if key == "leave-out":
        market = towns.place("Market", at=(-10.061, 28.984), opening_hours="24/7")
        circuit.stops.create(place=market, order=3, dwell_minutes=10)
    was, leg = said(circuit), Leg.objects.filter(start__circuit=circuit).earliest("start__order")
    do(key)
    assert said(circuit) != was
    assert to_put_back() == []
    it_is(AFTER)
    (one,) = to_put_back()
    assert put_back_sentence(one) == sentence
    put_back(one)
    assert said(circuit) == was
    again = Leg.objects.filter(start__circuit=circuit).earliest("start__order")
    assert (again.distance_m, again.start.place) == (leg.distance_m, leg.start.place)
    assert to_put_back() == []


def test_what_was_done_is_told_by_what_the_stop_was(circuit: Circuit):
    assert do("replace") == "Go to Hall instead of Souk."


def test_a_closure_that_is_cancelled_is_over(circuit: Circuit):
    do("replace")
    Closure.objects.all().delete()
    (one,) = to_put_back()
    assert one.place.slug == "souk"


def test_a_stop_is_not_offered_while_another_closure_holds(circuit: Circuit, it_is: SetClock):
    do("replace")
    it_is(AFTER)
    towns.closure(Place.objects.get(slug="souk"), "2026-12-19T00:00", None, "Inondation")
    assert to_put_back() == []


@pytest.mark.parametrize("slug", ["souk", "round"])
def test_what_the_public_does_not_see_is_not_offered(slug: str, circuit: Circuit, it_is: SetClock):
    do("replace")
    it_is(AFTER)
    towns.draft((Circuit if slug == "round" else Place).objects.get(slug=slug))
    assert to_put_back() == []


def test_what_was_undone_in_the_history_is_not_offered(circuit: Circuit, it_is: SetClock):
    do("replace")
    undo(StandIn.objects.get().revision)
    it_is(AFTER)
    assert to_put_back() == []


def test_a_stop_that_was_changed_again_is_not_overwritten(circuit: Circuit, it_is: SetClock):
    do("replace")
    stop = circuit.stops.get(order=1)
    stop.note_fr = "La halle est fraîche."
    stop.save()
    it_is(AFTER)
    (one,) = to_put_back()
    with pytest.raises(RestoreRefused, match="Round"):
        put_back(one)
    stop.refresh_from_db()
    assert (stop.place.slug, stop.note_fr) == ("hall", "La halle est fraîche.")
    assert to_put_back() == [one]


def test_what_was_done_for_another_reason_than_a_closure_is_not_noted(circuit: Circuit):
    Closure.objects.all().delete()
    souk = Place.objects.get(slug="souk")
    souk.opening_hours = "Mo-Su 20:00-21:00"
    souk.save()
    do("replace")
    assert not StandIn.objects.exists()
