"""The forms in which a circuit can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from circuits.takeaway import geojson, gpx, guide, kml, standalone
from circuits.takeaway.contents import Contents


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    needs_positions
        Whether it says nothing where no stop has a position that may leave the site.
    """

    extension: str
    content_type: str
    title: Any
    purpose: Any
    write: Callable[[Contents], bytes]
    needs_positions: bool = True


FORMATS = (
    Format(
        "pdf",
        "application/pdf",
        _("Guide to print"),
        _("Map, stops, hours of the day, directions, a few words of Arabic. PDF, A5"),
        guide.write,
        needs_positions=False,
    ),
    Format(
        "html",
        "text/html; charset=utf-8",
        _("Map in one file"),
        _("Opens without a network, also from a WhatsApp message. HTML"),
        standalone.write,
    ),
    Format(
        "gpx",
        "application/gpx+xml",
        _("For walking apps and devices"),
        _("OsmAnd, Organic Maps, Garmin. GPX"),
        gpx.write,
    ),
    Format(
        "kml",
        "application/vnd.google-earth.kml+xml",
        _("For globes and maps of your own"),
        _("Google Earth, My Maps. KML"),
        kml.write,
    ),
    Format(
        "geojson",
        "application/geo+json",
        _("For those who work with maps"),
        _("QGIS and the web. GeoJSON"),
        geojson.write,
    ),
)
BY_EXTENSION = {one.extension: one for one in FORMATS}
