"""Say on a page what of a circuit can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from circuits.takeaway.contents import may_leave, withheld
from circuits.takeaway.formats import FORMATS, Format
from geodata.models import Place


@dataclass(frozen=True)
class File:
    """A file that can be had, and its address."""

    form: Format
    url: str


@dataclass(frozen=True)
class Offer:
    """The files of a day, and what to say of those there are not.

    Attributes
    ----------
    is_empty
        Whether no stop has a position that may leave the site.
    withheld
        Which stops files list without one, in a sentence.
    """

    day: date
    files: tuple[File, ...]
    is_empty: bool
    withheld: str


@dataclass(frozen=True)
class Shelf:
    """A form, and the files in it: one for each day that it can be had for."""

    form: Format
    days: tuple[tuple[date, str], ...]


def shelves(offers: Sequence[Offer]) -> list[Shelf]:
    """Return the files of several days by their form, forms without any left out."""
    found = [
        Shelf(
            form,
            tuple(
                (offer.day, file.url)
                for offer in offers
                for file in offer.files
                if file.form is form
            ),
        )
        for form in FORMATS
    ]
    return [shelf for shelf in found if shelf.days]


def takeaway(day: date, places: Sequence[Place], address: Callable[[str], str]) -> Offer:
    """Return what can be taken away of stops at places on a day.

    Parameters
    ----------
    address
        Returns the address of the file with an extension.
    """
    is_empty = not any(may_leave(place) for place in places)
    return Offer(
        day=day,
        files=tuple(
            File(form, address(form.extension))
            for form in FORMATS
            if not (is_empty and form.needs_positions)
        ),
        is_empty=is_empty,
        withheld=withheld(places),
    )
