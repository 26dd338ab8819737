"""Record what a block of code changes, as one revision.

Whatever saves or deletes a tracked record or a part of it inside a `recording` is noticed by
Django's signals. Outside of one nothing is kept: what loads or imports records in bulk has a memory
of its own. The next recording notices that and first keeps the state it found, so no state
that a person changed is ever lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import SET_NULL, Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from geodata.history.documents import (
    Document,
    digest,
    document_of,
    documents_in_database,
    name_in,
    records_in_database,
)
from geodata.history.models import Revision, Version
from geodata.history.tracking import PARTS, TRACKED

type Key = tuple[str, int]
"""A tracked record: the label of its model and its primary key."""


@dataclass
class Recording:
    """A revision that is being made: by whom and why, and what was there before."""

    by: Any
    kind: str
    reason: str
    befores: dict[Key, Document | None] = field(default_factory=dict)
    revision: Revision | None = None

    def touch(self, keys: Iterable[Key]) -> None:
        """Remember what records say in the database before they change."""
        new = defaultdict(list)
        for label, pk in keys:
            if (label, pk) not in self.befores:
                new[label].append(pk)
        for label, pks in new.items():
            found = documents_in_database(label, pks)
            self.befores |= {(label, pk): found.get(pk) for pk in pks}

    def keep(self) -> None:
        """Write a version of every record that says something else now."""
        by_label = defaultdict(list)
        for label, pk in self.befores:
            by_label[label].append(pk)
        versions: list[Version] = []
        for label, pks in by_label.items():
            records = records_in_database(label, pks)
            now = {pk: document_of(record) for pk, record in records.items()}
            changed = [pk for pk in pks if now.get(pk) != self.befores[label, pk]]
            last = {
                version.object_id: version
                for version in Version.objects.filter(model=label, object_id__in=changed)
                .order_by("object_id", "-pk")
                .distinct("object_id")
            }
            for pk in changed:
                before, after = self.befores[label, pk], now.get(pk)
                name = str(records.get(pk, "")) or name_in(before)
                if before is not None and (pk not in last or last[pk].document != before):
                    _version(label, pk, name, before).save()
                versions.append(_version(label, pk, name, after))
        self.befores.clear()
        if not versions:
            return
        self.revision = Revision.objects.create(
            kind=self.kind, made_by=self.by, reason=self.reason[:300]
        )
        for version in versions:
            version.revision = self.revision
        Version.objects.bulk_create(versions)


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def recording(
    by: Any = None, *, kind: str = Revision.Kind.EDIT, reason: str = ""
) -> Iterator[Recording]:
    """Keep what changes in this block as one revision, in the transaction of the change itself.

    Inside another recording it joins that one, and what fails is taken back alone. If it is more
    than an edit, it says for both what is done and why, and the revision is written when it ends.

    Parameters
    ----------
    by
        The account of who does it, None for the site itself.
    """
    outer = _current.get()
    if outer is not None:
        with transaction.atomic():
            yield outer
            outer.reason = reason or outer.reason
            if kind != Revision.Kind.EDIT:
                outer.kind = kind
                outer.keep()
        return
    with transaction.atomic():
        mine = Recording(by, kind, reason)
        token = _current.set(mine)
        try:
            yield mine
        finally:
            _current.reset(token)
        mine.keep()


@contextmanager
def unrecorded() -> Iterator[None]:
    """Keep nothing of what changes in this block: it has another memory."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Recording | None:
    """Return the revision that is being made."""
    return _current.get()


def watch() -> None:
    """Notice from now on what changes in recordings: when all tracked models are known."""
    links: list[Any] = []
    for kind in TRACKED.values():
        for said in (kind.said, *(part.said for part in kind.parts.values())):
            name = said.model.__name__
            pre_save.connect(_saving, said.model, dispatch_uid=f"history before {name}")
            post_save.connect(_saved, said.model, dispatch_uid=f"history after {name}")
            pre_delete.connect(_deleting, said.model, dispatch_uid=f"history end of {name}")
            links += [link.remote_field.through for link in said.links]
    for through in links:
        m2m_changed.connect(_linking, through, dispatch_uid=f"history of {through.__name__}")


def _saving(instance: Model, raw: bool = False, **_signal: Any) -> None:
    if (mine := _current.get()) is not None and not raw:
        mine.touch(_keys(instance))


def _saved(instance: Model, created: bool = False, raw: bool = False, **_signal: Any) -> None:
    mine = _current.get()
    if mine is None or raw or not created or type(instance) in PARTS:
        return
    mine.befores.setdefault((instance._meta.label_lower, instance.pk), None)


def _deleting(instance: Model, **_signal: Any) -> None:
    if (mine := _current.get()) is not None:
        mine.touch([*_keys(instance), *_letting_go(instance)])


def _linking(
    instance: Model,
    action: str,
    reverse: bool,
    model: type[Model],
    pk_set: Collection[int] | None,
    **_signal: Any,
) -> None:
    mine = _current.get()
    if mine is None or not action.startswith("pre_"):
        return
    if not reverse:
        mine.touch(_keys(instance))
    elif pk_set:
        for other in model._base_manager.filter(pk__in=pk_set):
            mine.touch(_keys(other))


def _keys(instance: Model) -> list[Key]:
    """Return the record that something is or is a part of, and the one that it is moved from."""
    model = type(instance)
    if model not in PARTS:
        pk = instance.pk
        return [] if pk is None or instance._state.adding else [(instance._meta.label_lower, pk)]
    whole, part = PARTS[model]
    relation: Any = whole._meta.get_field(part.accessor)
    key = relation.remote_field.attname
    roots = {getattr(instance, key)}
    if instance.pk is not None:
        roots.update(model._base_manager.filter(pk=instance.pk).values_list(key, flat=True))
    return [(whole._meta.label_lower, root) for root in roots if root is not None]


def _letting_go(instance: Model) -> Iterator[Key]:
    """Yield the records that will no longer refer to one that is deleted."""
    for relation in instance._meta.related_objects:
        if not relation.many_to_many and relation.on_delete is not SET_NULL:
            continue  # deleted with it, which is noticed by itself, or in its way
        model = relation.related_model
        if model._meta.label_lower not in TRACKED and model not in PARTS:
            continue
        for other in model._base_manager.filter(**{relation.field.name: instance}):
            yield from _keys(other)


def _version(label: str, pk: int, name: str, document: Document | None) -> Version:
    return Version(
        model=label,
        object_id=pk,
        label=name[:200],
        document=document,
        digest=digest(document) if document else "",
    )
