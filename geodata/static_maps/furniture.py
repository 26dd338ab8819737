"""What lies on a map beside the map: its scale, its north, its QR code."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import segno
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geodata.static_maps import style
from geodata.static_maps.frame import Rectangle
from geodata.static_maps.svg import element, text

QUIET_MODULES = 4  # around a QR code, as ISO/IEC 18004 asks
BAR_HEIGHT = 4


def round_length(most_m: float) -> float:
    """Return the longest of 1, 2 or 5 times a power of ten metres that is not longer."""
    power = 10 ** math.floor(math.log10(most_m))
    return next(digit * power for digit in (5, 2, 1) if digit * power <= most_m)


def length_in_words(length_m: float) -> str:
    """Return a round length as the end of a scale bar says it."""
    if length_m < 1000:
        return _("%(metres)d m") % {"metres": length_m}
    return _("%(kilometres)s km") % {"kilometres": f"{length_m / 1000:g}"}


def scale_bar(left: float, bottom: float, widest: float, metres_a_unit: float) -> str:
    """Return a bar of a round length with its length over it, on a slip of paper."""
    length_m = round_length(widest * metres_a_unit)
    width = length_m / metres_a_unit
    words = length_in_words(length_m)
    top = bottom - BAR_HEIGHT
    quarter = width / 4
    black = "".join(
        element("rect", x=left + part * quarter, y=top, width=quarter, height=BAR_HEIGHT)
        for part in (0, 2)
    )
    slip = element(
        "rect",
        x=left - 6,
        y=top - 17,
        width=width + 12,
        height=BAR_HEIGHT + 23,
        rx=3,
        fill=style.PAGE,
        opacity=0.8,
    )
    bar = element(
        "g",
        element(
            "rect",
            x=left,
            y=top,
            width=width,
            height=BAR_HEIGHT,
            fill=style.PAGE,
            stroke=style.INK,
            stroke_width=0.8,
            data_length_m=f"{length_m:g}",
        )
        + black,
        fill=style.INK,
        class_="scale",
    )
    return slip + bar + text(words, left + width / 2, top - 5, 10, text_anchor="middle")


def north_arrow(x: float, top: float) -> str:
    """Return a needle that points up, with the letter that north has in the reader's language."""
    needle = element(
        "path", d=f"M{x:.1f} {top:.1f}l6 20l-6 -4l-6 4z", fill=style.INK, stroke="none"
    )
    words = text(pgettext("on a compass", "N"), x, top + 32, 11, text_anchor="middle")
    disc = element("circle", cx=x, cy=top + 17, r=21, fill=style.PAGE, opacity=0.8)
    return disc + needle + words


@lru_cache(maxsize=256)
def qr_rows(address: str) -> tuple[bytes, ...]:
    """Return the modules of the QR code of an address, row by row, without the quiet zone."""
    return tuple(bytes(row) for row in segno.make(address, error="m", micro=False).matrix)


def qr_code(address: str, box: Rectangle) -> str:
    """Return the QR code of an address in a square, with the quiet zone inside it."""
    rows = qr_rows(address)
    side = len(rows) + 2 * QUIET_MODULES
    runs = []
    for y, row in enumerate(rows):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], np.frombuffer(row, np.uint8), [0]))))
        runs += [
            f"M{start + QUIET_MODULES} {y + QUIET_MODULES}h{end - start}v1h{start - end}z"
            for start, end in edges.reshape(-1, 2).tolist()
        ]
    return element(
        "svg",
        element("rect", width=side, height=side, fill=style.PAGE)
        + element("path", d="".join(runs), fill="#000", shape_rendering="crispEdges"),
        x=box.left,
        y=box.top,
        width=box.width,
        height=box.height,
        viewBox=f"0 0 {side} {side}",
        class_="qr",
    )
