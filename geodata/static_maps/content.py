"""Say what a static map shows, without saying how it is drawn.

Positions are longitude and latitude in degrees (WGS 84). Everything is immutable and can be hashed,
so that a drawing can be kept by what is on it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

type Position = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A stop of a circuit, or the place that a map is of.

    Attributes
    ----------
    number
        As the circuit counts its stops; None on the map of one place.
    position
        None where nobody has published the spot: then it is listed, not drawn.
    accuracy_m
        Radius around the position that contains the real place.
    quality
        A value of `geodata.models.PositionQuality`.
    where
        Where an unlocated spot lies, in words, such as "somewhere in Guelmim".
    onward
        How one goes on from here, in words, such as "350 m, 5 min".
    """

    name: str
    position: Position | None = None
    number: int | None = None
    accuracy_m: int | None = None
    quality: str = "surveyed"
    category: str = ""
    where: str = ""
    onward: str = ""


@dataclass(frozen=True)
class Way:
    """The way from a stop to the next; an approximate one is a straight line."""

    coordinates: tuple[Position, ...]
    is_approximate: bool = True


@dataclass(frozen=True)
class Circle:
    """The area that an unlocated place lies in, with what to say of it."""

    position: Position
    radius_m: int
    caption: str


@dataclass(frozen=True)
class Dot:
    """Another place near by, to find one's bearings by; a town is written larger."""

    name: str
    position: Position
    is_town: bool = False


@dataclass(frozen=True)
class Road:
    """A known road whose course is not: it is drawn as a straight dashed line."""

    start: Position
    end: Position
    label: str = ""


@dataclass(frozen=True)
class Content:
    """All that is on a map.

    Attributes
    ----------
    title, subtitle
        What it is a map of, and one line on it.
    description
        The same for somebody who does not see the drawing.
    address
        Absolute address of the page that the map belongs to; its QR code is on the sheet.
    language, is_right_to_left
        Of every word on the sheet.
    spots, ways, circles, dots, roads
        What is drawn, in the order that it is listed in.
    notes
        Sentences for the margin, such as what is approximate.
    uses_streets
        Whether ways follow the streets of OpenStreetMap.
    """

    title: str
    address: str
    language: str
    subtitle: str = ""
    description: str = ""
    is_right_to_left: bool = False
    spots: tuple[Spot, ...] = ()
    ways: tuple[Way, ...] = ()
    circles: tuple[Circle, ...] = ()
    dots: tuple[Dot, ...] = ()
    roads: tuple[Road, ...] = ()
    notes: tuple[str, ...] = ()
    uses_streets: bool = False

    @property
    def located(self) -> tuple[Spot, ...]:
        """The spots that are drawn."""
        return tuple(spot for spot in self.spots if spot.position is not None)

    @property
    def positions(self) -> tuple[Position, ...]:
        """Where the located spots are."""
        return tuple(spot.position for spot in self.spots if spot.position is not None)

    @property
    def unlocated(self) -> tuple[Spot, ...]:
        """The spots that are only listed."""
        return tuple(spot for spot in self.spots if spot.position is None)

    @property
    def fingerprint(self) -> str:
        """A short text that changes when anything on the map does."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:24]
