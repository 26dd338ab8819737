"""Take observations in, once each, and take them over at once where nothing stands in the way."""

from __future__ import annotations

from django.contrib.gis.geos import Point
from django.db import transaction

from geodata.errors import NotTakenOver
from geodata.field.known import overtaken
from geodata.field.models import Observation
from geodata.field.taking_over import may_take_over, take_over
from geodata.models import Place
from geodata.publication import Person

State, Kind = Observation.State, Observation.Kind


def take_in(observation: Observation, by: Person) -> Observation:
    """Keep what somebody observed, and return it with what has become of it.

    It is taken over at once if their role goes that far. Else it waits for a publisher; in
    conflict, if somebody else has changed the place since the phone knew it. What came before with
    the same id stays as it is.
    """
    with transaction.atomic():
        observation.state = _state(observation, _locked(observation))
        kept = observation.keep()
    if kept is not observation:
        return kept
    if observation.state == State.CONFLICT or observation.kind == Kind.NOTE:
        return observation  # somebody has to look at it
    if not may_take_over(by, observation):
        return observation
    try:
        return take_over(observation, by)
    except NotTakenOver:
        return observation  # it waits, and the desk says why when it is tried there


def _locked(observation: Observation) -> Place | None:
    """Return the place as it is now, which nobody changes until the observation is kept."""
    if observation.place_id is None:
        return None
    return Place.objects.select_for_update().filter(pk=observation.place_id).first()


def _state(observation: Observation, place: Place | None) -> str:
    if place is None:
        return State.WAITING
    # A point would take the place of an outline that somebody has drawn: not without a look.
    hides_outline = observation.kind == Kind.POSITION and not isinstance(
        place.geometry, Point | None
    )
    return State.CONFLICT if hides_outline or overtaken(observation, place) else State.WAITING
