"""Load a territory's files into the database, without undoing what was corrected at the desk.

Every load remembers what the files said of each record (`LoadedRecord`). The next one compares,
field by field, three values: what the files said last time, what they say now, and what the
database says. Where the files say what they said, the database is left alone. Where they say
something new, it is taken if nobody has touched the old value, and reported if somebody has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model, prefetch_related_objects

from geodata import findable
from geodata.errors import GeodataError
from geodata.loading import validation
from geodata.loading.fields import Columns, Selection
from geodata.loading.kinds import Kind, LoadableRecord, Records, registered
from geodata.models import LoadedRecord

TERRITORY = "territory"  # the kind under which a load remembers the folder as a whole

around_loads: list[Callable[[], AbstractContextManager[None]]] = [findable.deferred]
"""What is opened around a load, so that what many records change is computed once, at its end."""


class AnotherTerritory(GeodataError):
    """The database holds another territory; a deployment serves one."""


@dataclass
class Outcome:
    """What a load did.

    Attributes
    ----------
    unchanged
        Nothing was compared, because the files are the ones that were last loaded.
    counts
        By the plural of its kind, how many records the files have and the database now holds.
    kept, left_out, gone
        Sentences: on values kept as edited at the desk, on records that could not be loaded, and
        on records that left the files.
    deleted
        How many records stay deleted at the desk.
    """

    unchanged: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    added: int = 0
    updated: int = 0
    deleted: int = 0
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def load(folder: Path, *, samples: bool = True, overwrite: bool = False) -> Outcome:
    """Load or refresh a territory from its folder, all of it or nothing.

    Without ``samples``, sample records and sample positions are left out; so they are, once they
    have been cleared. With ``overwrite``, the files' values replace those edited at the desk.

    Raises `InvalidTerritory` with every fault in the files, and `AnotherTerritory`.
    """
    said_by_folder = {"digest": digest(folder), "samples": samples}
    if not overwrite and _was_last_loaded(folder.name, said_by_folder):
        return Outcome(unchanged=True)
    contents = validation.read(folder)
    with transaction.atomic(), ExitStack() as stack:
        for opened in around_loads:
            stack.enter_context(opened())
        memory = _locked_memory(folder.name)
        samples = samples and not memory.values.get("samples_cleared")
        outcome = _Load(contents, samples=samples, overwrite=overwrite).run()
        memory.values |= said_by_folder
        memory.save()
    return outcome


def forget_samples() -> None:
    """Remember that the samples were cleared, so that no refresh brings them back."""
    for memory in LoadedRecord.objects.select_for_update().filter(kind=TERRITORY):
        memory.values["samples_cleared"] = True
        memory.save()


def digest(folder: Path) -> str:
    """Return a hash of a territory's files, and of the fields that are read from them."""
    total = hashlib.sha256()
    for kind in registered():
        total.update(f"{kind.name} {sorted(kind.blank())}\n".encode())
    for path in sorted(folder.iterdir()):
        if path.suffix in validation.DATA_SUFFIXES:
            content = path.read_bytes()
            total.update(f"{path.name} {len(content)}\n".encode() + content)
    return total.hexdigest()


def _was_last_loaded(slug: str, said: Mapping[str, Any]) -> bool:
    memory = LoadedRecord.objects.filter(kind=TERRITORY, key=slug).first()
    return memory is not None and memory.values | said == memory.values


def _locked_memory(slug: str) -> LoadedRecord:
    """Return what is remembered of the territory, locked: a second load waits for the first."""
    other = LoadedRecord.objects.filter(kind=TERRITORY).exclude(key=slug).first()
    if other is not None:
        raise AnotherTerritory(
            f"This database holds {other.key}, and a deployment serves one territory: "
            f"give {slug} a database of its own, with VAR_DIR or DATABASE_URL."
        )
    LoadedRecord.objects.get_or_create(kind=TERRITORY, key=slug)
    return LoadedRecord.objects.select_for_update().get(kind=TERRITORY, key=slug)


class _Directory:
    """The primary keys of the records in the files, and back."""

    def __init__(self) -> None:
        self._pks: dict[tuple[str, str], int] = {}
        self._keys: dict[tuple[str, int], str] = {}

    def add(self, kind: str, key: str, pk: int) -> None:
        self._pks[kind, key] = pk
        self._keys[kind, pk] = key

    def pk(self, kind: str, key: str) -> int | None:
        return self._pks.get((kind, key))

    def key(self, kind: str, pk: int) -> str:
        return self._keys.get((kind, pk), f"#{pk}")

    def holds(self, kind: str, key: str) -> bool:
        return (kind, key) in self._pks


@dataclass
class _Task:
    """A record that exists in the database and is to say what the files say.

    ``last`` is what they said last time; ``last_without_samples`` what of that it became if the
    samples were cleared since.
    """

    kind: Kind
    record: LoadableRecord
    instance: Any
    said: Columns
    without_samples: Columns
    last: Columns | None
    last_without_samples: Columns
    is_new: bool


class _Load:
    """One load: first every new record is made, then what refers to other records is written."""

    def __init__(self, contents: validation.Contents, *, samples: bool, overwrite: bool) -> None:
        self.contents = contents
        self.samples = samples
        self.overwrite = overwrite
        self.outcome = Outcome()
        self.directory = _Directory()
        self.existing = Selection(self.directory.holds)
        self.memories = {
            (memory.kind, memory.key): memory
            for memory in LoadedRecord.objects.exclude(kind=TERRITORY)
        }
        self.remembered: list[LoadedRecord] = []

    def run(self) -> Outcome:
        """Load everything and tell what was done."""
        tasks = [task for kind in self.contents.kinds for task in self._made(kind)]
        for kind in self.contents.kinds:
            own = [task for task in tasks if task.kind is kind]
            lookups = [path for part in kind.fields for path in part.prefetches()]
            prefetch_related_objects([task.instance for task in own], *lookups)
            for task in own:
                self._merge(task)
        LoadedRecord.objects.bulk_create(
            self.remembered,
            update_conflicts=True,
            unique_fields=["kind", "key"],
            update_fields=["object_id", "values"],
        )
        return self.outcome

    def _made(self, kind: Kind) -> Iterator[_Task]:
        """Make the new records of a kind; yield those that have anything to be written."""
        records = self.contents.records[kind.name]
        instances = self._instances(kind, records)
        for key, row in instances.items():
            self.directory.add(kind.name, key, row.pk)
        count = 0
        for record in _parents_first(kind, records):
            if record.is_sample and not self.samples:
                continue
            memory = self.memories.get((kind.name, record.id))
            said, without_samples = self._said(kind, record)
            instance = instances.get(record.id)
            if instance is None and memory is not None:
                if record.is_sample or not memory.values["said"].get("is_sample"):
                    self.outcome.deleted += 1
                    continue
                memory = None  # a sample that went, and a real record of the same id
            is_new = instance is None
            if instance is None:
                instance = self._new(kind, record, said)
                if instance is None:
                    continue
                self.directory.add(kind.name, record.id, instance.pk)
            count += 1
            last = None if memory is None else memory.values["said"]
            if last != said or self.overwrite:
                yield _Task(
                    kind,
                    record,
                    instance,
                    said,
                    without_samples,
                    last,
                    {} if memory is None else memory.values["without_samples"],
                    is_new,
                )
        self.outcome.counts[kind.plural] = count

    def _instances(self, kind: Kind, records: Records) -> dict[str, Model]:
        """Return the rows of this kind by id: those remembered, else those of the same address.

        Among them are rows of records that have left the files.
        """
        manager = kind.model._default_manager
        pks = {
            key: memory.object_id
            for (name, key), memory in self.memories.items()
            if name == kind.name and memory.object_id is not None
        }
        rows = manager.in_bulk(pks.values())
        found = {key: rows[pk] for key, pk in pks.items() if pk in rows}
        if _has_slug(kind.model):
            new = [key for key in records if key not in pks]
            found |= manager.in_bulk(new, field_name="slug")
        self._note_those_gone(kind, records, found)
        return found

    def _note_those_gone(
        self, kind: Kind, records: Records, instances: Mapping[str, Model]
    ) -> None:
        """Note what is still in the database and no longer in the files."""
        for (name, key), memory in sorted(self.memories.items()):
            if name != kind.name or key in records:
                continue
            if key in instances:
                self.outcome.gone.append(
                    f"{name} {key} has left the files: delete it at the desk if it is to go"
                )
            else:
                memory.delete()

    def _said(self, kind: Kind, record: LoadableRecord) -> tuple[Columns, Columns]:
        """Return what the files say of a record, and what of it is other without the samples."""
        said = record.columns | record.as_sample
        if record.is_sample:
            return said, {}
        real = Selection(self.contents.known.is_real, samples=False)
        without_samples = _selected(kind, record.columns, real)
        if not self.samples:
            return without_samples, {}
        return said, {
            column: value for column, value in without_samples.items() if value != said[column]
        }

    def _new(self, kind: Kind, record: LoadableRecord, said: Columns) -> Model | None:
        """Return a saved row with all that needs no other row, None where it cannot be."""
        columns = _selected(kind, said, self.existing)
        for part in kind.fields:
            if part.required and columns[part.columns[0]] is None and said[part.columns[0]]:
                self.outcome.left_out.append(
                    f"left out {kind.name} {record.id}: its {part.key} "
                    f"{said[part.columns[0]]} was deleted at the desk"
                )
                return None
        instance = kind.model(**({"slug": record.id} if _has_slug(kind.model) else {}))
        self._write(kind, instance, columns, after_saving=False)
        instance.save()
        self.outcome.added += 1
        return instance

    def _merge(self, task: _Task) -> None:
        """Write to a row what the files say anew, except where the desk says otherwise."""
        changes = self._changes(task)
        if changes:
            self._write(task.kind, task.instance, changes, after_saving=False)
            if not task.is_new:
                task.instance.save()
                self.outcome.updated += 1
            self._write(task.kind, task.instance, changes, after_saving=True)
        self.remembered.append(
            LoadedRecord(
                kind=task.kind.name,
                key=task.record.id,
                object_id=task.instance.pk,
                values={"said": task.said, "without_samples": task.without_samples},
            )
        )

    def _changes(self, task: _Task) -> Columns:
        """Return the columns to write to a row."""
        wanted = _selected(task.kind, task.said, self.existing)
        if task.is_new:
            return {
                column: wanted[column]
                for part in task.kind.fields
                if part.after_saving
                for column in part.columns
                if wanted[column]
            }
        blank = task.kind.blank()
        last = blank | (task.last or {})
        untouched = [last, last | task.last_without_samples]
        untouched += [_selected(task.kind, values, self.existing) for values in untouched]
        present: Columns = {}
        for part in task.kind.fields:
            present |= part.read(task.instance, self.directory)
        changes: Columns = {}
        for unit, columns in task.kind.units.items():
            says, now, want = (_part(c, columns) for c in (task.said, present, wanted))
            if task.last is not None and says == _part(last, columns) and not self.overwrite:
                continue
            if now == want or self._is_unresolved(task.kind, want):
                continue
            if self.overwrite or any(now == _part(values, columns) for values in untouched):
                changes |= want
            else:
                self.outcome.kept.append(f"kept the desk's {unit} of {task.record.id}")
        return changes

    def _is_unresolved(self, kind: Kind, columns: Columns) -> bool:
        """Tell whether a reference that must be there leads to a record that was deleted."""
        return any(
            columns[part.attribute] is None
            for part in kind.fields
            if part.required and part.attribute in columns
        )

    def _write(self, kind: Kind, instance: Model, columns: Columns, *, after_saving: bool) -> None:
        """Write those columns that are written at this stage."""
        for part in kind.fields:
            own = {column: columns[column] for column in part.columns if column in columns}
            if own and part.after_saving is after_saving:
                part.write(instance, own, self.directory)


def _parents_first(kind: Kind, records: Records) -> Iterable[LoadableRecord]:
    """Return the records of a kind, each after the one that it lies in."""
    parent = kind.parent
    if parent is None:
        return records.values()

    def depth(record: LoadableRecord) -> int:
        above = record.columns[parent.attribute]
        return 0 if above is None else 1 + depth(records[above])

    return sorted(records.values(), key=depth)


def _selected(kind: Kind, columns: Columns, selection: Selection) -> Columns:
    """Return the columns of a record with only the references that a selection keeps."""
    selected = dict(columns)
    for part in kind.fields:
        own = {column: columns[column] for column in part.columns if column in columns}
        if own:
            selected |= part.select(own, selection)
    return selected


def _part(columns: Columns, names: Iterable[str]) -> Columns:
    return {name: columns[name] for name in names}


def _has_slug(model: type[Model]) -> bool:
    return any(part.name == "slug" for part in model._meta.fields)
