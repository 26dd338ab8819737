"""Make a place what was observed of it: whatever comes from the field is written here alone."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from geodata import codes
from geodata.errors import NotTakenOver
from geodata.field.known import known
from geodata.field.models import Observation
from geodata.history.models import Revision
from geodata.history.recording import recording
from geodata.models import Place, PositionQuality, Publication
from geodata.publication import Person, edits_a_draft, may_edit
from geodata.wording import source_date

State, Kind = Observation.State, Observation.Kind
LONGEST_NAME_IN_SLUG = 70


def may_take_over(person: Person, observation: Observation) -> bool:
    """Tell whether a person's role lets them write what was observed."""
    if observation.kind == Kind.NEW:
        return person.has_perm("geodata.add_place")
    place = observation.place
    may_change = person.has_perm("geodata.change_place") and may_edit(person, place)
    return may_change and not edits_a_draft(person, place)


def take_over(observation: Observation, by: Person) -> Observation:
    """Write an observation into its place, or make its new place, and keep in the history who did.

    A new place is in review: it has no words yet that the public could read.

    Raises
    ------
    NotTakenOver
        With what stands in the way; nothing has been written then.
    """
    with recording(by, kind=Revision.Kind.FIELD, reason=observation.note):
        return _take_over(observation, by)


def _take_over(observation: Observation, by: Person) -> Observation:
    observation = _open(observation)
    if not may_take_over(by, observation):
        raise NotTakenOver(_("Only a publisher can change a place that the public sees."))
    if observation.kind == Kind.NEW:
        observation.place = _new_place(observation)
    elif observation.place is None:
        raise NotTakenOver(_("The place has been deleted: make it anew, or set this aside."))
    before = known(observation.place)
    _write(observation, observation.place)
    after = known(observation.place)
    observation.left |= {part: after[part] for part in after if after[part] != before[part]}
    return settled(observation, State.APPLIED, by)


@transaction.atomic
def keep_ours(observation: Observation, by: Person) -> Observation:
    """Leave the place as it is, and set the observation aside; it stays to be read.

    Raises
    ------
    NotTakenOver
        Where it has been decided already, or is not for this person to decide.
    """
    observation = _open(observation)
    if not may_take_over(by, observation):
        raise NotTakenOver(_("Only a publisher can change a place that the public sees."))
    return settled(observation, State.REFUSED, by)


def _open(observation: Observation) -> Observation:
    """Return an observation that nobody else decides meanwhile, its place locked with it."""
    found = Observation.objects.select_for_update().defer("photo").get(pk=observation.pk)
    if found.state not in Observation.OPEN:
        raise NotTakenOver(_("This has been decided already: reload the page."))
    if found.place_id:
        found.place = Place.objects.select_for_update().get(pk=found.place_id)
    return found


def settled(observation: Observation, state: str, by: Person) -> Observation:
    """Write down what has become of an observation, and who decided it."""
    observation.state = state
    observation.decided_by_id = by.pk
    observation.decided_at = timezone.now()
    observation.save(update_fields=["state", "decided_by", "decided_at", "left", "place"])
    return observation


def _write(observation: Observation, place: Place) -> None:
    day = timezone.localdate(observation.happened_at)
    if observation.kind in {Kind.POSITION, Kind.NEW} and observation.position is not None:
        place.geometry = observation.position
        place.position_quality = PositionQuality.SURVEYED
        place.position_accuracy_m = observation.accuracy_m
        _say_source(place, observation, day)
    elif observation.kind == Kind.ENTRANCE:
        if place.position_quality in {PositionQuality.UNLOCATED, PositionQuality.SAMPLE}:
            raise NotTakenOver(
                _("The place has no position yet: take that over first, then its entrance.")
            )
        place.entrance = observation.position
    if observation.kind != Kind.NOTE:
        place.checked_on = max(day, place.checked_on or day)
    try:
        place.clean()
        place.validate_constraints()
    except ValidationError as error:
        raise NotTakenOver(" ".join(error.messages)) from error
    place.save()


def _say_source(place: Place, observation: Observation, day: date) -> None:
    """Say in every language how the position is known; what was said before is true no more."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            said = _source(observation, day)
        setattr(place, f"position_source_{language}", "" if language == "zgh" else said)


def _source(observation: Observation, day: date) -> str:
    return ngettext(
        "Surveyed on the spot on %(date)s: %(count)d position of a phone, good to about "
        "%(accuracy)s.",
        "Surveyed on the spot on %(date)s: the mean of %(count)d positions of a phone, good to "
        "about %(accuracy)s.",
        observation.fixes or 1,
    ) % {
        "date": source_date(day.isoformat()),
        "count": observation.fixes or 1,
        "accuracy": _("%(metres)d m") % {"metres": observation.accuracy_m or 0},
    }


def _new_place(observation: Observation) -> Place:
    """Return the place that an observation makes, saved for the first time."""
    place = Place(
        status=Publication.IN_REVIEW,
        category=observation.category,
        parent=observation.inside,
        code=codes.unused(Place, codes.PLACE_LENGTH),
        **{f"name_{language}": name for language, name in observation.names.items()},
    )
    latin = (slugify(observation.names.get(code, "")) for code in ("fr", "en", "es", "ar", "zgh"))
    base = next((slug[:LONGEST_NAME_IN_SLUG].strip("-") for slug in latin if slug), "place")
    is_free = base != "place" and not Place.objects.filter(slug=base).exists()
    place.slug = base if is_free else f"{base}-{place.code.lower()}"
    try:
        place.clean()
    except ValidationError as error:
        raise NotTakenOver(" ".join(error.messages)) from error
    place.save()
    return place
