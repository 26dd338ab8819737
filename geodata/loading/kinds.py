"""Which records a territory's files hold, as each app declares them.

An app declares its files in a module ``loading.py``: it registers one `Kind` for each sort of
record, and may extend the kinds of the apps below it. Kinds are loaded in the order in which the
apps are installed and register them, so a record may only refer to an earlier kind, or to its own,
except in what is written after saving (`Many`, `Rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

from geodata.loading.faults import Spot
from geodata.loading.fields import Columns, Field, Known
from geodata.loading.relations import Reference


@dataclass
class LoadableRecord:
    """A record of the files whose fields were checked.

    Attributes
    ----------
    as_sample
        Columns that take the place of the others where samples are loaded.
    """

    id: str
    spot: Spot
    is_sample: bool
    columns: Columns
    as_sample: Columns = field(default_factory=dict)


type Records = dict[str, LoadableRecord]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One sort of record: its files, its model, its fields, and what must hold among records.

    Attributes
    ----------
    files, optional_files
        Names in the territory's folder, ``.json`` or ``.geojson``.
    checks
        Functions of the sound records by id, which note faults at their spots.
    amendments
        Files that say more of records of this kind, each with the function that reads it.
    """

    name: str
    plural: str
    model: type[Model]
    files: tuple[str, ...]
    fields: tuple[Field, ...]
    optional_files: tuple[str, ...] = ()
    checks: tuple[Callable[[Records, Known], None], ...] = ()
    amendments: tuple[tuple[str, Callable[[Path, Spot, Records, Known], None]], ...] = ()

    @property
    def all_files(self) -> tuple[str, ...]:
        """Every file that records of this kind are read from."""
        return (*self.files, *self.optional_files, *(name for name, _read in self.amendments))

    @property
    def units(self) -> dict[str, list[str]]:
        """The columns that are merged as one, by what a refresh calls them."""
        units: dict[str, list[str]] = {}
        for part in self.fields:
            for column in part.columns:
                units.setdefault(part.together or part.path(column), []).append(column)
        return units

    @property
    def parent(self) -> Reference | None:
        """The field in which a record names another of its own kind, as a place its complex."""
        for part in self.fields:
            if isinstance(part, Reference) and part.to == self.name:
                return part
        return None

    def blank(self) -> Columns:
        """Return all columns of a record of which nothing is said."""
        return {column: value for part in self.fields for column, value in part.blank().items()}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Declare a kind of record."""
    _kinds[kind.name] = kind


def extend(name: str, *fields: Field) -> None:
    """Add fields to a kind that an app below has declared."""
    _kinds[name] = replace(_kinds[name], fields=(*_kinds[name].fields, *fields))


def registered() -> Sequence[Kind]:
    """Return every kind that the installed apps declare, in the order of loading."""
    autodiscover_modules("loading")
    order = [config.label for config in apps.get_app_configs()]
    return sorted(_kinds.values(), key=lambda kind: order.index(kind.model._meta.app_label))


def nested(deepest: int) -> Callable[[Records, Known], None]:
    """Return a check that no record lies in itself, nor deeper than that many levels."""

    def check(records: Records, known: Known) -> None:
        for record in records.values():
            lineage = [record.id]
            while (parent := _parent(records, lineage[-1])) is not None:
                lineage.append(parent)
                if parent in lineage[:-1]:
                    # One line for a circle, at the first of its records.
                    if parent == record.id == min(lineage):
                        record.spot.at("parent").fault(
                            f"{' in '.join(lineage)}: a record cannot lie in itself."
                        )
                    break
            else:
                if len(lineage) > deepest:
                    record.spot.at("parent").fault(
                        f"{' in '.join(lineage)} is {len(lineage)} deep: "
                        f"at most {deepest} are possible."
                    )

    return check


def sourced(records: Records, known: Known) -> None:
    """Check that each record that is no sample names a source."""
    for record in records.values():
        if not record.is_sample and not record.columns["sources"]:
            record.spot.at("sources").fault(
                "names no source: what is shown as a fact has one. Name it, or mark the record "
                'as "sample": true.'
            )


def _parent(records: Records, key: str) -> str | None:
    return records[key].columns["parent"] if key in records else None
