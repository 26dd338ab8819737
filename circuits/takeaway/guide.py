"""Print a circuit as a guide for the pocket: A5, in one language, for one day.

What is on it is what the circuit's page says of that day, with the drawn map and with some words to
greet and to bargain. People are in it as they are on the page: with their consent, and no longer
than they are on the page, for a guide is made anew for every day.
"""

from __future__ import annotations

from dataclasses import replace

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from circuits import static_maps
from circuits.takeaway.contents import Contents
from circuits.takeaway.phrases import PHRASES
from geodata import basemap, printing, territory
from geodata.printed_maps import printed
from geodata.static_maps import Content, Size, Way, draw
from geodata.static_maps.frame import Rectangle
from geodata.static_maps.furniture import qr_code
from geodata.static_maps.surroundings import legend

STYLE = "circuits/takeaway/guide.css"
QR_MM = 30


def write(contents: Contents) -> bytes:
    """Return the guide as the bytes of a PDF file; it is made once for the same words."""
    return printing.pdf(page(contents), STYLE)


def page(contents: Contents) -> str:
    """Return the guide as HTML, in the active language."""
    circuit = contents.circuit
    drawn = _drawn(contents)
    return render_to_string(
        "circuits/takeaway/guide.html",
        {
            "contents": contents,
            "circuit": circuit,
            "plan": contents.plan,
            "territory": territory.current(),
            "map": printed(draw(drawn, Size.GUIDE, basemap.current())),
            "drawn": drawn,
            "qr": mark_safe(qr_code(contents.url, Rectangle(0, 0, QR_MM, QR_MM))),  # noqa: S308
            "names_in_arabic": _names_in_arabic(contents),
            "phrases": PHRASES,
            "sources": _sources(contents),
        },
    )


def _drawn(contents: Contents) -> Content:
    """Return the map of a circuit without the positions and ways that may not leave the site."""
    stops = [item.stop for item in contents.plan.stops]
    whole = static_maps.walk(contents.circuit, stops, contents.url)
    told = {leg.start for leg in contents.legs}
    spots = tuple(
        replace(
            spot,
            position=spot.position if stop.position is not None else None,
            where=spot.where if stop.position is not None else stop.lines[0],
            onward=spot.onward if stop.number in told else "",
        )
        for spot, stop in zip(whole.spots, contents.stops, strict=True)
    )
    ways = tuple(Way(leg.way.coordinates, leg.way.is_approximate) for leg in contents.legs)
    return replace(whole, spots=spots, ways=ways, notes=legend(spots, ways))


def _names_in_arabic(contents: Contents) -> dict[int, str]:
    """Return by number what to show to somebody whom one asks for the way to a stop."""
    if contents.language == "ar":
        return {}
    return {stop.number: getattr(stop.place, "name_ar", "") or "" for stop in contents.stops}


def _sources(contents: Contents) -> list[object]:
    """Return where what is said comes from, each source once."""
    found = {source.pk: source for source in contents.circuit.sources.all()}
    for item in contents.plan.stops:
        found |= {source.pk: source for source in item.stop.place.sources.all()}
    return list(found.values())
