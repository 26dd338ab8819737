"""Read what a cell says: texts, words of a list, numbers, amounts, dates, opening hours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import override

from geodata import opening
from geodata.errors import InvalidOpeningHours
from geodata.interchange import coordinates
from geodata.interchange.subjects import Lookups, printable
from geodata.loading.files import damage
from geodata.models import Record
from geodata.positions import WGS_84
from geodata.spelling import fold

_UNSEEN = str.maketrans("", "", coordinates.UNSEEN)

type Read = Callable[[str, Lookups], Any]

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫،", "0123456789.,", coordinates.UNSEEN)
YES = frozenset(fold(word) for word in "yes oui si نعم true vrai 1 x".split())
NO = frozenset(fold(word) for word in "no non لا false faux 0".split())
ERRORS_OF_SPREADSHEETS = frozenset(
    "#N/A #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #GETTING_DATA #SPILL! #CALC!".split()
)
_SIGNS_OF_1256 = re.escape(bytes(range(0x80, 0xC0)).decode("cp1256"))
# Arabic in UTF-8 that was read as Windows-1256 (ط³ظˆظ‚), as nobody writes it: a letter and a sign.
_AS_WINDOWS_1256 = re.compile(f"(?:[طظ][{_SIGNS_OF_1256}]){{2,}}")
# Arabic in Windows-1256 that was read as Windows-1252 (ÓæÞ): a word of nothing but accents.
_AS_WINDOWS_1252 = re.compile(r"(?<!\w)[À-ÖØ-öø-ÿ]{4,}(?!\w)")
FIRST_DAY_OF_SPREADSHEETS = date(1899, 12, 30)
MONTHS = {
    fold(name): number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
        "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    )
    for number, name in enumerate(names.split(), start=1)
}


def text(most: int = 0) -> Read:
    """Return a reader of texts of so many letters; 0 for any."""

    def read(said: str, _lookups: Lookups) -> str:
        if is_damaged(said):
            raise ValueError(_("The letters are damaged: save the file in UTF-8."))
        if said in ERRORS_OF_SPREADSHEETS:
            raise ValueError(
                _("The cell holds “%(error)s”, an error of the spreadsheet: mend it there.")
                % {"error": said}
            )
        said = printable(said)
        if most and len(said) > most:
            raise ValueError(
                _("The text has %(count)d letters, and no more than %(most)d fit: shorten it.")
                % {"count": len(said), "most": most}
            )
        return said

    return read


def is_damaged(said: str) -> bool:
    """Tell whether letters were lost or misread on the way."""
    return bool(damage(said) or _AS_WINDOWS_1256.search(said) or _AS_WINDOWS_1252.search(said))


def word(choices: type[TextChoices], more: Mapping[str, str] | None = None) -> Read:
    """Return a reader of one of a few words, as it is kept or as the site writes it."""

    known: dict[str, str] = {}

    def read(said: str, _lookups: Lookups) -> str:
        if not known:
            for code, _name in settings.LANGUAGES:
                with override(code):
                    known.update({fold(str(label)): value for value, label in choices.choices})
            known.update({fold(name): value for name, value in (more or {}).items()})
            known.update({fold(value): value for value in choices.values})
        found = known.get(fold(said))
        if found is None:
            raise ValueError(
                _("“%(word)s” is not known; these are: %(known)s.")
                % {"word": said[:40], "known": ", ".join(choices.values)}
            )
        return found

    return read


def one_of(*words: str) -> Read:
    """Return a reader of one of a few words, with yes and no in every language."""

    def read(said: str, _lookups: Lookups) -> str:
        folded = fold(said)
        found = "yes" if folded in YES else "no" if folded in NO else folded
        if found not in words:
            raise ValueError(
                _("“%(word)s” is not known; these are: %(known)s.")
                % {"word": said[:40], "known": ", ".join(words)}
            )
        return found

    return read


def flag(said: str, _lookups: Lookups) -> bool:
    """Read yes or no."""
    if fold(said) in YES:
        return True
    if fold(said) in NO:
        return False
    raise ValueError(_("“%(word)s” is neither yes nor no.") % {"word": said[:40]})


def whole(least: int, most: int) -> Read:
    """Return a reader of whole numbers in a range."""

    def read(said: str, _lookups: Lookups) -> int:
        number = _decimal(said)
        if number != number.to_integral_value() or not least <= number <= most:
            raise ValueError(
                _("“%(text)s” is no whole number from %(least)d to %(most)d.")
                % {"text": said[:40], "least": least, "most": most}
            )
        return int(number)

    return read


def amount(most: int) -> Read:
    """Return a reader of amounts in MAD."""

    def read(said: str, _lookups: Lookups) -> str:
        plain = said.translate(DIGITS).strip()
        number = _decimal(re.sub(r"(?i)(mad|dhs?|dirhams?|درهم|دراهم)\.?$", "", plain))
        if not 0 <= number <= most:
            raise ValueError(
                _("“%(text)s” is no amount in MAD from 0 to %(most)d.")
                % {"text": said[:40], "most": most}
            )
        return f"{number:.2f}"

    return read


def hours(said: str, _lookups: Lookups) -> str:
    """Read OSM opening hours."""
    said = said.translate(_UNSEEN)
    if len(said) > 255:
        raise ValueError(_("The opening hours are too long: write them shorter."))
    try:
        opening.validate(said)
    except InvalidOpeningHours as error:
        raise ValueError(str(error)) from error
    return said


def web_address(said: str, _lookups: Lookups) -> str:
    """Read an address that begins with http or https."""
    said = said.translate(_UNSEEN)
    try:
        URLValidator(schemes=["http", "https"])(said)
    except ValidationError:
        raise ValueError(
            _("“%(text)s” is no web address: write it as https://example.org.")
            % {"text": said[:40]}
        ) from None
    return said


def point(said: str, _lookups: Lookups) -> str:
    """Read latitude and longitude in degrees, in this order unless their letters say otherwise."""
    one, other = coordinates.parse_pair(said)
    if "lon" in (one.axis, "" if other.axis != "lat" else "lon"):
        one, other = other, one
    if not (-90 <= one.value <= 90 and -180 <= other.value <= 180):
        raise ValueError(
            _("“%(text)s” is no latitude and longitude in degrees.") % {"text": said[:40]}
        )
    from django.contrib.gis.geos import Point

    return Point(other.value, one.value, srid=WGS_84).hexewkb.decode()


def record(model: type[Record]) -> Read:
    """Return a reader of a reference, by address, code or name."""
    return lambda said, lookups: lookups.pk(model, said)


def records(model: type[Record]) -> Read:
    """Return a reader of several references, with commas or semicolons between."""

    def read(said: str, lookups: Lookups) -> list[int]:
        parts = [part.strip() for part in re.split(r"[;,،؛/]", said)]
        return sorted({lookups.pk(model, part) for part in parts if part})

    return read


def day(said: str, _lookups: Lookups) -> str:
    """Read a date: 2026-11-23, 23/11/2026, 23 novembre 2026, or a spreadsheet's number of it.

    The day comes before the month, as it is written in Morocco; a month above 12 is refused, never
    turned round.
    """
    plain = said.translate(DIGITS).strip()
    plain = re.sub(r"[T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)?$", "", plain)
    try:
        if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", plain):
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        if found := re.fullmatch(r"(\d{1,2})[-/.\s](\d{1,2})[-/.\s](\d{4})", plain):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        if found := re.fullmatch(r"(\d{1,2})(?:er)?\s+(\S+)\s+(\d{4})", plain):
            return date(int(found[3]), MONTHS[fold(found[2])], int(found[1])).isoformat()
        if re.fullmatch(r"\d{5}", plain):
            return (FIRST_DAY_OF_SPREADSHEETS + timedelta(days=int(plain))).isoformat()
    except (ValueError, KeyError):
        pass
    raise ValueError(
        _("“%(text)s” is no date: write it as 2026-11-23, or 23/11/2026 with the day first.")
        % {"text": said[:40]}
    )


def _decimal(said: str) -> Decimal:
    plain = re.sub(r"[\s\u00a0\u202f]", "", said.translate(DIGITS)).replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ValueError(_("“%(text)s” is no number.") % {"text": said[:40]})
    return number
