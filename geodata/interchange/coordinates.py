"""Read coordinates as people write them in a table: decimal, with minutes, with N, S, E, W or O.

Numbers in metres come out as they are: which projection they are in is for `projections` to say.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

LONGEST = 100  # letters of a coordinate: what is longer is none, and is not looked through
# Signs that nobody sees; spreadsheets in Arabic put those around numbers that turn the direction.
UNSEEN = (
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# Arabic digits and signs become those of a keyboard; minutes and seconds have many signs.
_SIGNS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩٫٬−–’′‘´`”″“º˚",
    "0123456789. --'''''\"\"\"°°",
    UNSEEN,
)
_NAMES = {
    "n": ("lat", 1), "nord": ("lat", 1), "north": ("lat", 1), "norte": ("lat", 1),
    "شمال": ("lat", 1), "شمالا": ("lat", 1),
    "s": ("lat", -1), "sud": ("lat", -1), "south": ("lat", -1), "sur": ("lat", -1),
    "جنوب": ("lat", -1), "جنوبا": ("lat", -1),
    "e": ("lon", 1), "est": ("lon", 1), "east": ("lon", 1), "este": ("lon", 1),
    "شرق": ("lon", 1), "شرقا": ("lon", 1),
    "w": ("lon", -1), "o": ("lon", -1), "ouest": ("lon", -1), "west": ("lon", -1),
    "oeste": ("lon", -1), "غرب": ("lon", -1), "غربا": ("lon", -1),
}  # fmt: skip
_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_NUMBER = r"\d+(?:[.,]\d+)?"
_ANGLE = re.compile(
    rf"(?P<before>{_NAME})?\s*(?P<sign>[-+])?\s*(?P<degrees>{_NUMBER})\s*"
    rf"(?:(?:°|d|deg|\s(?=\d))\s*(?:(?P<minutes>{_NUMBER})\s*(?:'(?!')|m|min|\s|$)?\s*)?"
    rf"(?:(?P<seconds>{_NUMBER})\s*(?:\"|''|s(?![a-z])|sec)?\s*)?)?"
    rf"(?P<after>{_NAME})?",
    re.IGNORECASE,
)
_SEXAGESIMAL = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2})")
_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?:\D|$))")


@dataclass(frozen=True)
class Number:
    """A coordinate: degrees with its sign, or metres; ``axis`` is lat, lon or "" if not said."""

    value: float
    axis: str = ""


def parse(text: str) -> Number:
    """Read one coordinate; raise `ValueError` with what to mend."""
    plain = text.translate(_SIGNS).replace("،", ",").strip() if len(text) <= LONGEST else ""
    plain = _SEXAGESIMAL.sub(r"\1 \2 \3", plain)
    try:
        return Number(_finite(float(plain)))
    except ValueError:
        pass
    metres = re.fullmatch(r"([-+]?\d{4,}(?:[.,]\d+)?)\s*m?", _THOUSANDS.sub("", plain))
    if metres:
        return Number(_finite(float(metres[1].replace(",", "."))))
    found = _ANGLE.fullmatch(plain)
    if found is None:
        raise ValueError(
            _("“%(text)s” is no coordinate: write it as 28.987 or 28°59'13\"N.")
            % {"text": text[:40]}
        )
    return _angle(found, text)


def parse_pair(text: str) -> tuple[Number, Number]:
    """Read two coordinates in one cell, in the order in which they stand."""
    plain = text[: 2 * LONGEST].translate(_SIGNS).replace("،", ";").strip().strip("()[]")
    for separator in (r"\s*[;/|\t\n]\s*", r",\s+", r"\s*,\s*", r"\s+"):
        parts = re.split(separator, plain)
        if len(parts) == 2 and all(parts):
            return parse(parts[0]), parse(parts[1])
    split = re.fullmatch(rf"(.*?(?:{_NAME}))[\s,]*([^A-Za-z\u0600-\u06ff].*)", plain, re.IGNORECASE)
    if split:
        return parse(split[1]), parse(split[2])
    raise ValueError(
        _("“%(text)s” is no position: write latitude and longitude as 28.987; -10.057.")
        % {"text": text[:40]}
    )


def _angle(found: re.Match[str], text: str) -> Number:
    degrees, minutes, seconds = (
        float((found[part] or "0").replace(",", ".")) for part in ("degrees", "minutes", "seconds")
    )
    if minutes >= 60 or seconds >= 60:
        raise ValueError(
            _("“%(text)s” has 60 minutes or seconds, or more: they go up to 59.")
            % {"text": text[:40]}
        )
    name = (found["before"] or found["after"] or "").lower()
    axis, side = _NAMES.get(name, ("", 1))
    if (found["before"] and found["after"]) or (found["sign"] == "-" and side == -1):
        raise ValueError(
            _("“%(text)s” says the side twice: write a minus or a letter, not both.")
            % {"text": text[:40]}
        )
    sign = -1 if found["sign"] == "-" else side
    return Number(sign * (degrees + minutes / 60 + seconds / 3600), axis)


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(_("A coordinate must be a number."))
    return number
