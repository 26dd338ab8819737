"""Set a drawn map into a page that WeasyPrint prints.

WeasyPrint draws the words of an SVG letter by letter, from left to right, without shaping them, and
a halo above its word, not below. So Arabic words are lifted out of the drawing and laid over it as
HTML, which is shaped well; and other words are drawn once more above their halo.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, fromstring, tostring

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from geodata import printing
from geodata.static_maps import style

UNIT_MM = 0.25  # of a sheet: geodata.static_maps.sheets
_SVG = "http://www.w3.org/2000/svg"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_MOVED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)rotate\(([-\d.]+)\)")
_ASCENT_EM = 0.98  # from the top of a line that is 1.25 em high to its baseline, in Readex Pro
_SHIFTS = {"start": "0", "middle": "-50%", "end": "-100%"}


def printed(drawing: str) -> SafeString:
    """Return the text of an SVG file as HTML to be printed, as large as the drawing says it is."""
    root = fromstring(drawing)  # noqa: S314 (drawn by this site, and escaped as it was drawn)
    text, display = printing.families()
    lifted: list[tuple[str, str]] = []
    for parent in list(root.iter()):
        for place, child in reversed(list(enumerate(parent))):
            if child.tag != f"{{{_SVG}}}text":
                continue
            words = "".join(child.itertext())
            if _RIGHT_TO_LEFT.search(words):
                lifted.append((_where(child), words))
                parent.remove(child)
            elif child.attrib.pop("paint-order", ""):
                parent.insert(place + 1, _without_halo(child))
    # Without prefixes, whatever namespaces others in this process have named.
    root.set("xmlns", _SVG)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        family = element.get("font-family")
        if family is not None:
            element.set("font-family", display if family == style.TITLE_FONTS else text)
    svg = tostring(root, encoding="unicode")
    over = format_html_join("", '<span class="map__words" style="{}"><b>{}</b></span>', lifted)
    return format_html(
        '<div class="map">{}{}</div>',
        mark_safe(svg),  # noqa: S308 (see above)
        over,
    )


def _without_halo(words: Element) -> Element:
    plain = Element(words.tag, words.attrib)
    plain.text = words.text
    plain.tail, words.tail = words.tail, None
    for name in ("stroke", "stroke-width", "stroke-linejoin"):
        plain.attrib.pop(name, None)
    return plain


def _where(words: Element) -> str:
    """Return as CSS where the words of a drawing stand, from its left top corner."""
    x, y = float(words.get("x", 0)), float(words.get("y", 0))
    turned = 0.0
    if moved := _MOVED.fullmatch(words.get("transform", "")):
        dx, dy, turned = (float(part) for part in moved.groups())
        x, y = x + dx, y + dy
    size_mm = float(words.get("font-size", 10)) * UNIT_MM
    shift = _SHIFTS[words.get("text-anchor", "start")]
    return (
        f"left:{x * UNIT_MM:.2f}mm;top:{y * UNIT_MM - _ASCENT_EM * size_mm:.2f}mm;"
        f"font-size:{size_mm:.2f}mm;color:{words.get('fill', style.INK)};"
        f"font-weight:{600 if words.get('font-weight') else 400};"
        f"transform-origin:0 {_ASCENT_EM * size_mm:.2f}mm;"
        f"transform:rotate({turned:g}deg) translateX({shift})"
    )
