"""The kinds of field that a record in a territory's file can have.

A field is declared once, as ``Translated("name", required=True)``, and then does all there is to
do with it: it checks what a file says, reads what the database says, and writes to the database.
Values travel between the two as *columns*: a dict from the model's attributes to plain JSON, in
which a reference is the id of the other record in its file.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.db.models import Model, TextChoices

from geodata.loading.faults import Spot

REQUIRED_LANGUAGES = ("ar", "fr", "en")

type Columns = dict[str, Any]
type Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Known:
    """What a field may be checked against.

    Attributes
    ----------
    ids
        By kind, the ids in the files, and whether each is a sample.
    box
        West, south, east, north in degrees (WGS 84): every position must lie inside.
    timezone
        Of the town's clocks.
    """

    ids: Mapping[str, Mapping[str, bool]]
    box: Box
    timezone: tzinfo = UTC

    def is_real(self, kind: str, key: str) -> bool:
        """Tell whether a record is in the files and no sample."""
        return self.ids.get(kind, {}).get(key) is False


@dataclass(frozen=True)
class Selection:
    """Which references stay in a value, and whether the parts that are samples do."""

    keeps: Callable[[str, str], bool]
    samples: bool = True


class Directory(Protocol):
    """Translates between the ids in the files and the primary keys in the database."""

    def pk(self, kind: str, key: str) -> int | None:
        """Return the primary key of a record of the files, None where it does not exist."""

    def key(self, kind: str, pk: int) -> str:
        """Return the id in the files, or a key that is in no file."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: ``key`` is its name in the file, ``attribute`` in the model.

    Attributes
    ----------
    required
        Whether it must be there and not null. Otherwise null and absent mean the same.
    together
        Fields that say the same here are one thing to a refresh, such as a position and how it is
        known: an officer's change to one of them keeps them all.
    """

    key: str = field(kw_only=False)
    attribute: str = field(default="", kw_only=False)
    required: bool = False
    together: str = ""

    after_saving: ClassVar[bool] = False
    empty: ClassVar[Any] = None

    def __post_init__(self) -> None:
        if not self.attribute:
            object.__setattr__(self, "attribute", self.key)

    @property
    def columns(self) -> tuple[str, ...]:
        """The attributes of the model that it fills."""
        return (self.attribute,)

    def blank(self) -> Columns:
        """Return its columns where the file says nothing."""
        return dict.fromkeys(self.columns, self.empty)

    def path(self, column: str) -> str:
        """Return where in the record of a file a column comes from."""
        return self.key

    def check(self, record: Mapping[str, Any], spot: Spot, known: Known) -> Columns:
        """Return the columns for a record of a file; note its faults at a part of ``spot``."""
        own = spot.at(self.key)
        value = record.get(self.key)
        if value is None:
            if self.required:
                own.fault("must not be null." if self.key in record else "is missing: add it.")
            return self.blank()
        return self.parse(value, own, known)

    def parse(self, value: Any, spot: Spot, known: Known) -> Columns:
        """Return the columns for a value that is not null; with faults, blank ones."""
        parsed = self.value(value, spot, known)
        return self.blank() if parsed is None else {self.attribute: parsed}

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        """Return the value of its only column, or None with a fault."""
        raise NotImplementedError

    def read(self, instance: Model, directory: Directory) -> Columns:
        """Return the columns as the database has them."""
        return {column: getattr(instance, column) for column in self.columns}

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        """Set columns of this field; those ``after_saving`` reach the database at once."""
        for column, value in columns.items():
            setattr(instance, column, value)

    def select(self, columns: Columns, selection: Selection) -> Columns:
        """Return the columns with only the references and parts that are selected."""
        return columns

    def prefetches(self) -> list[str]:
        """Return the lookups that ``read`` needs."""
        return []


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of text that is the same in every language; ``validate`` may raise ``refusal``.

    ``pattern`` is a regular expression for the whole of it, which ``hint`` puts in words.
    """

    pattern: str = ""
    hint: str = ""
    validate: Callable[[str], Any] | None = None
    refusal: type[Exception] = ValueError
    empty: ClassVar[Any] = ""

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        text = _text(value, spot)
        if not text:
            if self.required and text is not None:
                spot.fault("must not be empty.")
            return text
        if self.pattern and not re.fullmatch(self.pattern, text):
            spot.fault(f"“{text}” is not {self.hint}.")
            return None
        if self.validate is not None:
            try:
                self.validate(text)
            except self.refusal as error:
                spot.fault(f"“{text}” is refused: {error}")
                return None
        return text


@dataclass(frozen=True, kw_only=True)
class Translated(Field):
    """A text in several languages, of which Arabic, French and English must be there."""

    empty: ClassVar[Any] = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._column(code) for code in _languages())

    def path(self, column: str) -> str:
        return f"{self.key}.{column.removeprefix(f'{self.attribute}_')}"

    def parse(self, value: Any, spot: Spot, known: Known) -> Columns:
        if not isinstance(value, dict):
            spot.fault('must be an object with a text in each language: {"ar", "fr", "en"}.')
            return self.blank()
        columns = self.blank()
        for code in (*value, *(code for code in REQUIRED_LANGUAGES if code not in value)):
            own = spot.at(code)
            if code not in _languages():
                own.fault(f"is not a language here; these are: {', '.join(_languages())}.")
            elif code not in value:
                own.fault("is missing: add the translation.")
            else:
                text = _text(value[code], own)
                columns[self._column(code)] = text or ""
                if text == "":
                    own.fault("is empty: add the translation, or leave the language out.")
        return columns

    def read(self, instance: Model, directory: Directory) -> Columns:
        return {column: getattr(instance, column) or "" for column in self.columns}

    def _column(self, code: str) -> str:
        return f"{self.attribute}_{code}"


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a few words."""

    choices: type[TextChoices] | tuple[str, ...]
    default: str | None = None

    @property
    def allowed(self) -> tuple[str, ...]:
        """The words that may stand here."""
        return tuple(str(choice) for choice in self.choices if choice)

    def blank(self) -> Columns:
        return {self.attribute: self.default}

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if value == "" and self.default is not None and not self.required:
            return self.default
        if isinstance(value, str) and value in self.allowed:
            return value
        spot.fault(f"{shown(value)} is not known; allowed are: {', '.join(self.allowed)}.")
        return None


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """True or false; false where nothing is said, unless ``default`` says otherwise."""

    default: bool = False

    def blank(self) -> Columns:
        return {self.attribute: self.default}

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if isinstance(value, bool):
            return value
        spot.fault(f"must be true or false, not {shown(value)}.")
        return None


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number."""

    least: int = 0
    most: int = 32_767

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            if self.least <= value <= self.most:
                return value
            spot.fault(f"{value} must lie between {self.least} and {self.most}.")
        else:
            spot.fault(f"must be a whole number, not {shown(value)}.")
        return None


@dataclass(frozen=True, kw_only=True)
class Money(Field):
    """An amount in MAD, to the centime; kept as text so that no centime is lost."""

    most: int = 99_999

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if is_number(value) and 0 <= value <= self.most:
            return f"{value:.2f}"
        spot.fault(f"must be an amount in MAD from 0 to {self.most}, not {shown(value)}.")
        return None

    def read(self, instance: Model, directory: Directory) -> Columns:
        amount = getattr(instance, self.attribute)
        return {self.attribute: None if amount is None else f"{Decimal(amount):.2f}"}

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        for column, amount in columns.items():
            setattr(instance, column, None if amount is None else Decimal(amount))


@dataclass(frozen=True, kw_only=True)
class Integers(Field):
    """A list of whole numbers, such as months."""

    least: int
    most: int

    def blank(self) -> Columns:
        return {self.attribute: []}

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        numbers = value if isinstance(value, list) else None
        if numbers is None or not all(
            isinstance(n, int) and not isinstance(n, bool) and self.least <= n <= self.most
            for n in numbers
        ):
            spot.fault(f"must be a list of whole numbers from {self.least} to {self.most}.")
            return None
        return sorted(set(numbers))

    def read(self, instance: Model, directory: Directory) -> Columns:
        return {self.attribute: sorted(getattr(instance, self.attribute) or [])}


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A date such as 2026-11-23."""

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                pass
        spot.fault(f"must be a date such as 2026-11-23, not {shown(value)}.")
        return None

    def read(self, instance: Model, directory: Directory) -> Columns:
        day = getattr(instance, self.attribute)
        return {self.attribute: day and day.isoformat()}

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        for column, day in columns.items():
            setattr(instance, column, day and date.fromisoformat(day))


@dataclass(frozen=True, kw_only=True)
class TimeOfDay(Field):
    """A time such as 09:00 in the territory's time zone."""

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            return value
        spot.fault(f"must be a time such as 09:00, not {shown(value)}.")
        return None

    def read(self, instance: Model, directory: Directory) -> Columns:
        moment = getattr(instance, self.attribute)
        return {self.attribute: moment and f"{moment:%H:%M}"}

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        for column, moment in columns.items():
            setattr(instance, column, moment and time.fromisoformat(moment))


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A date and time with its offset, such as 2026-11-23T09:00+01:00; kept in UTC."""

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if isinstance(value, str):
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                moment = datetime.min
            if moment.tzinfo is not None:
                return moment.astimezone(UTC).isoformat()
        spot.fault(
            "must be a date and time with its offset, such as 2026-11-23T09:00+01:00, "
            f"not {shown(value)}."
        )
        return None

    def read(self, instance: Model, directory: Directory) -> Columns:
        moment = getattr(instance, self.attribute)
        return {self.attribute: moment and moment.astimezone(UTC).isoformat()}

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        for column, moment in columns.items():
            setattr(instance, column, moment and datetime.fromisoformat(moment))


def is_number(value: Any) -> bool:
    """Tell whether a value of JSON is a number that can be counted with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _text(value: Any, spot: Spot) -> str | None:
    if isinstance(value, str):
        return value.strip()
    spot.fault(f"must be a text, not {shown(value)}.")
    return None


def _languages() -> tuple[str, ...]:
    return tuple(code for code, _name in settings.LANGUAGES)


def shown(value: Any) -> str:
    """Return a value as the file would have it, cut short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"
