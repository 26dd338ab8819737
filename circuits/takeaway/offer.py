"""Say on a circuit's page what of it can be taken away."""

from __future__ import annotations

from dataclasses import dataclass

from circuits.itinerary import Itinerary
from circuits.takeaway.contents import may_leave, withheld
from circuits.takeaway.formats import FORMATS, Format


@dataclass(frozen=True)
class Offer:
    """The formats there are, and what to say of those there are not.

    Attributes
    ----------
    is_empty
        Whether no stop has a position that may leave the site.
    withheld
        Which stops files list without one, in a sentence.
    """

    forms: tuple[Format, ...]
    is_empty: bool
    withheld: str


def takeaway(plan: Itinerary) -> Offer:
    """Return what of a circuit can be taken away."""
    places = [item.stop.place for item in plan.stops]
    is_empty = not any(may_leave(place) for place in places)
    return Offer(
        forms=tuple(form for form in FORMATS if not (is_empty and form.needs_positions)),
        is_empty=is_empty,
        withheld=withheld(places),
    )
