"""Tell which column of a file is what: by its heading in three languages, or by a profile.

A profile is the officer's own word, as JSON, and wins over what is recognised::

    {"columns": {"Dénomination": "name_fr", "Observations": ""},
     "defaults": {"category": "workshop", "parent": "souk-dlalat"},
     "srid": 26192, "swapped": false, "encoding": "windows-1256"}

A column that stands for "" is left out. ``defaults`` fill what a row leaves empty; ``srid`` and
``swapped`` say how positions are written, ``encoding`` how text is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from geodata.errors import InvalidProfile
from geodata.interchange import projections
from geodata.interchange.subjects import ID, POSITION, Subject
from geodata.spelling import fold

LONGEST_PROFILE = 50_000

# How people name a language in a heading.
LANGUAGE_WORDS = {
    "ar": "ar arabe arabic العربيه عربيه عربي بالعربيه arabico عر",
    "fr": "fr francais french الفرنسيه فرنسيه بالفرنسيه francaise فر",
    "en": "en anglais english الانجليزيه انجليزيه بالانجليزيه anglaise",
    "es": "es espagnol spanish الاسبانيه اسبانيه بالاسبانيه espanol",
    "zgh": "zgh ber amazigh amazighe tamazight tifinagh tifinaghe الامازيغيه امازيغيه بالامازيغيه",
}
_LANGUAGE = {fold(word): code for code, words in LANGUAGE_WORDS.items() for word in words.split()}
_FILLING = frozenset(["en", "in", "de", "du", "la", "le", "l", "the", "of", "a", "m", "min", "mad"])

# How people name a position. "position" is both coordinates in one cell, latitude first.
_POSITIONS: dict[str, str] = {
    "latitude": "lat latitude latitud y_lat;خط العرض;العرض;دائرة العرض;gps lat;latitude gps",
    "longitude": "lon lng long longitude longitud x_lon;خط الطول;الطول;gps lon;longitude gps",
    "x": "x easting est abscisse coord_x x_coord xcoord point_x;coordonnee x;coord x;x lambert;x utm;"
    "lambert x;utm x;س;احداثيات x;الاحداثي x;الاحداثيات x",
    "y": "y northing nord ordonnee coord_y y_coord ycoord point_y;coordonnee y;coord y;y lambert;y utm;"
    "lambert y;utm y;ع;احداثيات y;الاحداثي y;الاحداثيات y",
    "position": "position gps coordonnees coordinates coordenadas localisation احداثيات الاحداثيات"
    " latlon lat_lon latlng;coordonnees gps;lat lon;latitude longitude;gps coordinates",
    "geometry": "geometry geom wkt wkt_geom geometrie the_geom geojson",
}
# Ids by which a record is known where the file comes from: those of OpenStreetMap.
_IDS = "@id osm_id full_id osmid;osm id;openstreetmap id"


def _headings(text: str) -> list[str]:
    """Return folded headings: words by themselves before the first semicolon, phrases after it."""
    words, *phrases = text.split(";")
    return [fold(heading) for heading in (*words.split(), *phrases)]


_KNOWN = {
    heading: name for name, text in ({ID: _IDS} | _POSITIONS).items() for heading in _headings(text)
}


@dataclass(frozen=True)
class Profile:
    """What an officer says of a file: see the module."""

    columns: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    srid: int | None = None
    swapped: bool = False
    encoding: str = ""

    @classmethod
    def parse(cls, text: str) -> Profile:
        """Read a profile; raise `InvalidProfile` with what to mend."""
        if not text.strip():
            return cls()
        try:
            said = json.loads(text[:LONGEST_PROFILE])
        except (ValueError, RecursionError) as error:
            raise InvalidProfile(
                _("The profile is not JSON: download it anew from a preview.")
            ) from error
        if not isinstance(said, dict):
            raise InvalidProfile(_("The profile must be a JSON object, such as {}."))
        known = {"columns": dict, "defaults": dict, "srid": int, "swapped": bool, "encoding": str}
        for key, value in said.items():
            if key not in known:
                raise InvalidProfile(
                    _("The profile says “%(key)s”, which is not known; these are: %(known)s.")
                    % {"key": key[:40], "known": ", ".join(known)}
                )
            if value is not None and not isinstance(value, known[key]):
                raise InvalidProfile(
                    _(
                        "“%(key)s” in the profile has the wrong type: download a profile from a preview and compare."
                    )
                    % {"key": key}
                )
        srid = said.get("srid")
        if srid is not None and not projections.is_known(srid):
            raise InvalidProfile(_("There is no reference system EPSG:%(srid)s.") % {"srid": srid})
        return cls(
            columns=_texts(said.get("columns")),
            defaults=_texts(said.get("defaults")),
            srid=srid,
            swapped=bool(said.get("swapped")),
            encoding=said.get("encoding") or "",
        )

    def as_json(self) -> dict[str, Any]:
        """Return what `parse` reads, without what is not said."""
        said = {
            "columns": self.columns,
            "defaults": self.defaults,
            "srid": self.srid,
            "swapped": self.swapped,
            "encoding": self.encoding,
        }
        return {key: value for key, value in said.items() if value}


@dataclass(frozen=True)
class Matching:
    """Which column is what: ``columns`` from heading to attribute, and the headings left out."""

    columns: dict[str, str]
    left_out: tuple[str, ...]


def match(headings: list[str], subject: Subject, profile: Profile) -> Matching:
    """Return what each heading stands for; raise `InvalidProfile` where two stand for the same."""
    _check(profile, headings, subject)
    found: dict[str, str] = {}
    left_out = []
    for heading in headings:
        is_said = heading in profile.columns
        name = profile.columns[heading] if is_said else recognised(heading, subject)
        if name and not (subject.has_position or name not in _POSITIONS):
            name = ""
        if not name:
            left_out.append(heading)
            continue
        other = next((one for one, taken in found.items() if taken == name), None)
        if other is not None and heading in profile.columns:
            del found[other]
            left_out.append(other)
        elif other is not None and other in profile.columns:
            left_out.append(heading)
            continue
        elif other is not None:
            raise InvalidProfile(
                _(
                    "“%(one)s” and “%(other)s” both look like %(name)s: say in a profile which it is."
                )
                % {"one": other[:40], "other": heading[:40], "name": name}
            )
        found[heading] = name
    if not any(name in subject.attributes or name in POSITION for name in found.values()):
        raise InvalidProfile(
            _(
                "None of the columns is known (%(headings)s): name them by what they hold, or "
                "say in a profile what they are."
            )
            % {"headings": ", ".join(heading[:40] for heading in headings[:6])}
        )
    return Matching(found, tuple(left_out))


def _check(profile: Profile, headings: list[str], subject: Subject) -> None:
    """Raise `InvalidProfile` where a profile names what the subject or the file does not have."""
    allowed = subject.attributes | set(_POSITIONS) | {ID}
    for name in (*profile.columns.values(), *profile.defaults):
        if name and name not in allowed:
            raise InvalidProfile(
                _(
                    "The profile names “%(name)s”, which %(things)s do not have; they have: %(known)s."
                )
                % {
                    "name": name[:40],
                    "things": subject.title,
                    "known": ", ".join(sorted(allowed)),
                }
            )
    missing = [heading for heading in profile.columns if heading not in headings]
    if missing:
        raise InvalidProfile(
            _("The profile names a column “%(name)s” that the file does not have.")
            % {"name": missing[0][:40]}
        )


def recognised(heading: str, subject: Subject) -> str:
    """Return the attribute that a heading stands for, "" where it is not known."""
    if heading in subject.attributes:
        return heading
    folded = fold(heading)
    if folded in _KNOWN:
        return _KNOWN[folded]
    plain = subject.headings
    if folded in plain:
        return plain[folded]
    words = folded.split()
    languages = [_LANGUAGE[word] for word in words if word in _LANGUAGE]
    for language in reversed(languages):
        others = [word for word in words if _LANGUAGE.get(word) is None]
        for rest in (" ".join(others), " ".join(word for word in others if word not in _FILLING)):
            name = plain.get(rest, "")
            if name and name in subject.translated:
                return f"{name}_{language}"
    without = " ".join(word for word in words if word not in _FILLING)
    return plain.get(without, "")


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that texts are kept in."""
    return tuple(code for code, _name in settings.LANGUAGES)


def _texts(said: dict[str, Any] | None) -> dict[str, str]:
    texts = {str(key): value for key, value in (said or {}).items()}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise InvalidProfile(_("“%(key)s” in the profile must be a text.") % {"key": key[:40]})
    return texts
