"""What a phone knows of a place, as a digest for each part that an observation may contradict.

With it the server tells whether somebody else has changed a part since the phone last heard of it.
"""

from __future__ import annotations

from hashlib import sha256

from modeltranslation.utils import get_translation_fields

from geodata.field.models import Observation
from geodata.models import Place

LENGTH = 12
Kind = Observation.Kind

# The parts that an observation speaks of; a note contradicts nothing.
PARTS: dict[str, tuple[str, ...]] = {
    Kind.POSITION: ("position",),
    Kind.ENTRANCE: ("entrance",),
    Kind.CONFIRMATION: ("position", "entrance", "words"),
}

type Known = dict[str, str]


def known(place: Place) -> Known:
    """Return a digest of each part of a place as it is."""
    names = [getattr(place, column) or "" for column in get_translation_fields("name")]
    return {
        "position": _digest(_text(place.geometry), place.position_quality),
        "entrance": _digest(_text(place.entrance)),
        "words": _digest(place.category, place.parent_id, *names),
    }


def overtaken(observation: Observation, place: Place) -> bool:
    """Tell whether somebody else has changed what an observation speaks of.

    What earlier observations of the same officer wrote is no change by somebody else: a phone sends
    several that all know the place as it was before the first.
    """
    parts = PARTS.get(observation.kind, ())
    if not parts:
        return False
    now = known(place)
    own = Observation.objects.filter(
        place=place, made_by=observation.made_by_id, state=Observation.State.APPLIED
    ).values_list("left", flat=True)
    return any(
        now[part] != observation.known.get(part)
        and now[part] not in (left.get(part) for left in own)
        for part in parts
    )


def _text(geometry: object) -> str:
    return "" if geometry is None else str(getattr(geometry, "hexewkb", geometry))


def _digest(*values: object) -> str:
    return sha256("\n".join(map(str, values)).encode()).hexdigest()[:LENGTH]
