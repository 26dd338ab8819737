"""Write SVG: small, well-formed, and with everything from outside escaped.

Only presentation attributes are written, no style sheet and no script, so that the strictest
content security policy has nothing to refuse. Numbers are rounded to a tenth of a unit.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

type Points = NDArray[np.float64]
"""Rows of x and y in units of the drawing."""

FIRST_STRONG, RIGHT_TO_LEFT, LEFT_TO_RIGHT, POP = "\u2068", "\u2067", "\u2066", "\u2069"
FINE = 10  # paths count tenths of a unit: whole numbers are shorter to write

# What XML 1.0 has no place for.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escape(text: str) -> str:
    """Return text as it may stand in an element or an attribute."""
    return _FORBIDDEN.sub("", text).translate(_ENTITIES)


def number(value: float) -> str:
    """Return a number with at most one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """Return an element; ``content`` is already SVG, attributes are escaped here.

    In an attribute's name an underscore stands for a hyphen; a trailing one is dropped. Attributes
    that are None are left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(words: str, x: float, y: float, size: float, **attributes: str | float | None) -> str:
    """Return one line of text at its baseline.

    The words are isolated, in the direction of their own first letter: whatever script they are
    in, ``text-anchor`` counts from left to right, and no neighbour changes their order. Words that
    bring an isolate of their own keep it.
    """
    if not words.startswith((FIRST_STRONG, RIGHT_TO_LEFT, LEFT_TO_RIGHT)):
        words = isolated(words)
    return element("text", escape(words), x=x, y=y, font_size=size, **attributes)


def isolated(words: str, direction: str = FIRST_STRONG) -> str:
    """Return words between marks that keep their order apart from what is around them."""
    return f"{direction}{words}{POP}"


def path(points: Points, *, closed: bool = False) -> str:
    """Return the data of a path in tenths of a unit: a start, then steps; "" for a single spot."""
    fine = np.rint(points * FINE).astype(np.int64)
    steps = np.diff(fine, axis=0)
    steps = steps[steps.any(axis=1)]
    if not len(steps):
        return ""
    written = " ".join(map(str, steps.ravel().tolist())).replace(" -", "-")
    return f"M{fine[0, 0]} {fine[0, 1]}l{written}{'z' if closed else ''}"


def fine_group(content: str, **attributes: str | float | None) -> str:
    """Return a group whose paths count tenths of a unit; widths inside it do, too."""
    return element("g", content, transform=f"scale({1 / FINE:g})", **attributes) if content else ""


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)
