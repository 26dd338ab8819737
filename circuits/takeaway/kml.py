"""Write a circuit as KML 2.2, for globes and for maps of one's own.

https://www.ogc.org/standard/kml/. Nothing is fetched from elsewhere when the file is opened: the
pins are those every reader has, in our colours. The styles are named as Organic Maps names its
pins, which shows them in these colours too.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext as _

from circuits.takeaway.contents import Contents, TakenLeg, TakenStop
from geodata.estimates import Position

NAMESPACE = "http://www.opengis.net/kml/2.2"
ATOM = "http://www.w3.org/2005/Atom"

KNOWN, ROUGH, WAY, ABOUT = "placemark-red", "placemark-brown", "way", "way-about"
# KML writes colours as alpha, blue, green, red; these are frontend/css/map-colours.css.
_PIN_COLOURS = {KNOWN: "ff15238a", ROUGH: "ff1f6075"}
_LINE_COLOURS = {WAY: "ff1a25a8", ABOUT: "991a25a8"}
_LINE_WIDTH = 4


def write(contents: Contents) -> bytes:
    """Return a circuit as the bytes of a KML file."""
    root = Element("kml", {"xmlns": NAMESPACE, "xmlns:atom": ATOM})
    document = SubElement(root, "Document")
    _text(document, "name", contents.title)
    SubElement(document, "atom:link", href=contents.url)
    _text(document, "description", contents.description)
    _styles(document)
    stops = _folder(document, _("Stops"))
    for stop in contents.located:
        _placemark_of_stop(stops, stop)
    if contents.legs:
        way = _folder(document, _("The way"))
        for leg in contents.legs:
            _placemark_of_leg(way, leg)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _placemark_of_stop(folder: Element, stop: TakenStop) -> None:
    placemark = SubElement(folder, "Placemark", id=f"stop-{stop.number}")
    _text(placemark, "name", stop.label)
    SubElement(placemark, "atom:link", href=stop.url)
    _text(placemark, "description", "\n".join((*stop.lines, stop.url)))
    _text(placemark, "styleUrl", f"#{ROUGH if stop.is_rough else KNOWN}")
    _data(
        placemark,
        {
            "order": stop.number,
            "category": stop.place.category,
            "quality": stop.place.position_quality,
            "accuracy_m": stop.accuracy_m,
            "url": stop.url,
        },
    )
    point = SubElement(placemark, "Point")
    _text(point, "coordinates", _tuples((stop.position,) if stop.position else ()))


def _placemark_of_leg(folder: Element, leg: TakenLeg) -> None:
    placemark = SubElement(folder, "Placemark", id=f"leg-{leg.start}")
    _text(placemark, "name", leg.name)
    sentences = (leg.length, *leg.remarks, *(direction.text for direction in leg.directions))
    _text(placemark, "description", "\n".join(sentences))
    _text(placemark, "styleUrl", f"#{ABOUT if leg.way.is_approximate else WAY}")
    _data(
        placemark,
        {
            "mode": leg.way.mode,
            "distance_m": leg.way.distance_m,
            "duration_s": leg.way.duration_s,
            "approximate": str(leg.way.is_approximate).lower(),
        },
    )
    line = SubElement(placemark, "LineString")
    _text(line, "tessellate", "1")
    _text(line, "coordinates", _tuples(leg.way.coordinates))


def _styles(document: Element) -> None:
    for key, colour in _PIN_COLOURS.items():
        style = SubElement(document, "Style", id=key)
        _text(SubElement(style, "IconStyle"), "color", colour)
    for key, colour in _LINE_COLOURS.items():
        line = SubElement(SubElement(document, "Style", id=key), "LineStyle")
        _text(line, "color", colour)
        _text(line, "width", str(_LINE_WIDTH))


def _folder(document: Element, name: str) -> Element:
    folder = SubElement(document, "Folder")
    _text(folder, "name", name)
    return folder


def _data(placemark: Element, values: dict[str, object]) -> None:
    extended = SubElement(placemark, "ExtendedData")
    for key, value in values.items():
        if value is not None:
            _text(SubElement(extended, "Data", name=key), "value", str(value))


def _tuples(positions: tuple[Position, ...]) -> str:
    return " ".join(f"{longitude:.6f},{latitude:.6f}" for longitude, latitude in positions)


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = words
