"""Say in words what differs between two documents of a record."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import DateTimeField, Field, ForeignKey, Model
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from geodata import wording
from geodata.estimates import straight_m
from geodata.history.documents import THERE, Document, Path, changed_paths, flat
from geodata.history.tracking import TRACKED, Said, Tracked

NOTHING = "–"
# Unicode's isolates: a minus stays before its number also in a line of Arabic.
LEFT_TO_RIGHT, AS_BEFORE = "\u2066", "\u2069"
LETTERS_OF_A_PART = 60
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Difference:
    """One thing that two documents say otherwise.

    ``before`` and ``after`` are what people read; ``shapes`` are the two geometries where it is
    one, to be drawn on a map.
    """

    path: Path
    label: str
    before: str
    after: str
    shapes: tuple[GEOSGeometry | None, GEOSGeometry | None] | None = None
    language: str = ""

    @property
    def before_marked(self) -> SafeString:
        """What was, with the words that go marked."""
        return self._marked(self.before, self.after, "del")

    @property
    def after_marked(self) -> SafeString:
        """What is, with the words that come marked."""
        return self._marked(self.after, self.before, "ins")

    def _marked(self, text: str, other: str, tag: str) -> SafeString:
        if self.shapes is not None or NOTHING in (text, other):
            return format_html("{}", text)
        return _marked(text, other, tag)


def differences(
    label: str, before: Document | None, after: Document | None, only: Iterable[Path] | None = None
) -> list[Difference]:
    """Return what differs between two documents of a kind of records, in the order of its fields.

    Parameters
    ----------
    label
        Of the model, such as ``geodata.place``.
    only
        Leave out all but these paths.
    """
    kind = TRACKED[label]
    one, other = flat(before), flat(after)
    shown = _told(changed_paths(before, after) if only is None else list(only))
    names = _Names()
    for path in shown:
        column = _column_at(kind, path)
        if column is not None:
            names.ask(column, one.get(path))
            names.ask(column, other.get(path))
    names.read()
    return [found for path in shown if (found := _difference(kind, path, one, other, names))]


def summary(label: str, before: Document | None, after: Document | None) -> str:
    """Return what differs in a few words: the names of what has changed."""
    if before is None:
        return _("made")
    if after is None:
        return _("deleted")
    paths = _told(changed_paths(before, after))
    return ", ".join(dict.fromkeys(label_of(label, path) for path in paths))


def label_of(label: str, path: Path) -> str:
    """Return what people call what a path leads to: "name (العربية)"."""
    kind = TRACKED[label]
    part = kind.parts.get(path[1]) if path[0] == "parts" else None
    if part is not None and path[3:] == THERE:
        return str(part.model._meta.verbose_name)
    column = _column_at(kind, path)
    return _called(column)[0] if column is not None else path[-1]


def _told(paths: list[Path]) -> list[Path]:
    """Return the paths without what a part says that has come or gone as a whole."""
    whole = {path[:3] for path in paths if path[3:] == THERE}
    return [path for path in paths if path[:3] not in whole or path[3:] == THERE]


def _column_at(kind: Tracked, path: Path) -> Any:
    """Return the field that a path leads to; None where the models have it no more."""
    said = _said_at(kind, path)
    if said is None or path[-1:] == THERE:
        return None
    fields = {one.name: one for one in (*said.fields, *said.links)}
    return fields.get(path[-1])


def _difference(
    kind: Tracked, path: Path, one: dict[Path, Any], other: dict[Path, Any], names: _Names
) -> Difference | None:
    said = _said_at(kind, path)
    if said is None:
        return None
    if path[3:] == THERE:
        part = kind.parts[path[1]]
        name = capfirst(str(part.model._meta.verbose_name))
        return Difference(
            path, name, _part_in_short(part.said, path, one), _part_in_short(part.said, path, other)
        )
    column = _column_at(kind, path)
    if column is None:
        return None
    called, language = _called(column)
    if path[0] == "parts":
        title = _part_in_short(said, path[:3], other if path[:3] + THERE in other else one)
        called = f"{capfirst(str(said.model._meta.verbose_name))} “{title}”: {called}"
    before, after = one.get(path), other.get(path)
    shown_before, shown_after = names.shown(column, before), names.shown(column, after)
    if not isinstance(column, GeometryField):
        return Difference(path, capfirst(called), shown_before, shown_after, language=language)
    was, now = (GEOSGeometry(value) if value else None for value in (before, after))
    if isinstance(was, Point) and isinstance(now, Point):
        moved = wording.distance(straight_m((was.x, was.y), (now.x, now.y)))
        shown_after = _("%(position)s, %(distance)s away") % {
            "position": shown_after,
            "distance": moved,
        }
    return Difference(path, capfirst(called), shown_before, shown_after, (was, now))


def _said_at(kind: Tracked, path: Path) -> Said | None:
    if path[0] != "parts":
        return kind.said
    part = kind.parts.get(path[1])
    return part.said if part else None


def _called(column: Any) -> tuple[str, str]:
    """Return the name of a field, and the language that it is written in if it is in one."""
    original = getattr(column, "translated_field", None)
    if original is None:
        return str(column.verbose_name), ""
    language = column.language
    return f"{original.verbose_name} ({get_language_info(language)['name_local']})", language


def _part_in_short(said: Said, path: Path, document: dict[Path, Any]) -> str:
    """Return the first words that a part says; a dash where it is not there."""
    if (*path[:3], *THERE) not in document:
        return NOTHING
    values = (document.get((*path[:3], "fields", one.name)) for one in said.fields)
    words = next((value for value in values if isinstance(value, str) and " " in value), None)
    if words is None:
        first = next(
            (v for p, v in document.items() if p[:3] == path[:3] and v and v is not True), ""
        )
        words = str(first)
    return Truncator(words).chars(LETTERS_OF_A_PART)


class _Names:
    """What referred records are called; read once for all."""

    def __init__(self) -> None:
        self.asked: dict[type[Model], set[int]] = defaultdict(set)
        self.known: dict[tuple[type[Model], int], str] = {}

    def ask(self, column: Any, value: Any) -> None:
        """Note whose names will be needed."""
        related: Any = getattr(column, "related_model", None)
        if related is None or value is None:
            return
        self.asked[related].update(value if isinstance(value, list) else [value])

    def read(self) -> None:
        """Read them."""
        for model, pks in self.asked.items():
            for record in model._base_manager.filter(pk__in=pks):
                self.known[model, record.pk] = str(record)

    def shown(self, column: Any, value: Any) -> str:
        """Return a value of a field as people read it."""
        if value is None or value == "" or value == []:
            return NOTHING
        if column.is_relation:
            pks = value if isinstance(value, list) else [value]
            return ", ".join(self.known.get((column.related_model, pk), f"№ {pk}") for pk in pks)
        if isinstance(column, GeometryField):
            return _shape(GEOSGeometry(value))
        return _plain(column, value)


def _plain(column: Field | ForeignKey, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(column.flatchoices)
    if value in choices:
        return str(choices[value])
    if isinstance(column, DateTimeField):
        return date_format(localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    if isinstance(value, list):
        return ", ".join(str(choices.get(one, one)) for one in value)
    return str(value)


def _shape(geometry: GEOSGeometry) -> str:
    if isinstance(geometry, Point):
        return f"{LEFT_TO_RIGHT}{geometry.y:.6f}, {geometry.x:.6f}{AS_BEFORE}"
    kinds = {"Polygon": _("area"), "MultiPolygon": _("area"), "LineString": _("line")}
    kind = kinds.get(geometry.geom_type, _("shape"))
    return _("%(shape)s with %(count)d corners") % {"shape": kind, "count": geometry.num_coords}


def _marked(text: str, other: str, tag: str) -> SafeString:
    """Return a text with the words that the other one lacks in ``tag``."""
    mine, theirs = _WORDS.findall(text), _WORDS.findall(other)
    return format_html_join("", "{}", ((piece,) for piece in _pieces(mine, theirs, tag)))


def _pieces(mine: list[str], theirs: list[str], tag: str) -> Iterator[SafeString]:
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for what, start, end, _other_start, _other_end in matcher.get_opcodes():
        words = "".join(mine[start:end])
        if not words:
            continue
        yield (
            format_html("{}", words)
            if what == "equal"
            else format_html("<{}>{}</{}>", tag, words, tag)
        )
