"""Notice when an edition may not say any more what its circuit says, and have it made anew.

Notes are kept in the database, in the transaction of the change itself: what is rolled back leaves
none, and one that was not heeded, because a process died, is at the next request for the edition or
in the next night. Making editions waits until the change is there for good, and what fails then
is logged and does not fail the page.

Bulk updates send no signals: who makes them calls `note`, or leaves it to the nightly
``manage.py publish_editions``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from circuits.models import Circuit, Leg, OutdatedEdition, Stop
from crafts.models import Artisan, Craft, Motif, Organisation, Product, SalePoint, Workplace
from geodata.models import Closure, Event, Fact, Photo, Place

AT_ONCE = 3  # some 0.1 s each

_AT = ("stops__place", "stops__place__parent", "stops__place__parent__parent")
_MAKERS = (
    "stops__artisans",
    "stops__place__workplaces__artisan",
    "stops__place__children__workplaces__artisan",
    "stops__products__artisans",
)
_PRODUCTS = ("stops__products", "stops__place__sale_points__product")

# What editions tell of, and how circuits lead there.
_TOLD: dict[type[Model], tuple[str, ...]] = {
    Circuit: ("pk",),
    Stop: ("stops",),
    Leg: ("stops__leg",),
    Place: (
        *_AT,
        "stops__place__children",
        "stops__place__closures__instead",
        "stops__artisans__workplaces__place",
    ),
    Closure: tuple(f"{path}__closures" for path in _AT),
    Event: tuple(f"{path}__events" for path in _AT),
    Fact: ("stops__place__facts",),
    Artisan: _MAKERS,
    Workplace: (
        "stops__place__workplaces",
        "stops__place__children__workplaces",
        "stops__artisans__workplaces",
    ),
    Organisation: (
        *(f"{path}__organisation" for path in _MAKERS),
        "stops__products__organisations",
    ),
    Craft: (
        "stops__place__crafts",
        *(f"{path}__crafts" for path in _MAKERS),
        *(f"{path}__craft" for path in _PRODUCTS),
    ),
    Product: _PRODUCTS,
    SalePoint: ("stops__place__sale_points",),
    Motif: ("stops__place__motifs", *(f"{path}__motifs" for path in _PRODUCTS)),
    Photo: (
        "photos",
        "stops__place__photos",
        *(f"{path}__photos" for path in (*_MAKERS, *_PRODUCTS)),
    ),
}
_LINKS: tuple[type[Model], ...] = (
    *(Stop.artisans.through, Stop.products.through),
    *(Artisan.crafts.through, Craft.places.through),
    *(Product.artisans.through, Product.organisations.through, Product.motifs.through),
    *(model.photos.through for model in (Circuit, Place, Artisan, Product, Motif)),
)

_waiting: ContextVar[bool] = ContextVar("waiting", default=False)


def note(circuits: Iterable[int], at_once: int | None = AT_ONCE) -> None:
    """Note that circuits, by their primary keys, may say something else now.

    Parameters
    ----------
    at_once
        How many of them are published when the transaction ends, None for all. The others are when
        somebody asks for them: nobody at the desk waits for a hundred circuits.
    """
    pks = sorted(circuits)
    if pks:
        OutdatedEdition.objects.bulk_create(OutdatedEdition(circuit_id=pk) for pk in pks)
        transaction.on_commit(partial(_publish, pks[:at_once]), robust=True)


@contextmanager
def deferred() -> Iterator[None]:
    """Note all circuits once, at the end of a block in which much changes."""
    if _waiting.get():
        yield
        return
    token = _waiting.set(True)
    try:
        yield
    finally:
        _waiting.reset(token)
    note(Circuit.objects.values_list("pk", flat=True), at_once=None)


def watch() -> None:
    """Take note of every change from now on."""
    for model in _TOLD:
        uid = f"editions tell of {model.__name__}"
        pre_save.connect(_before, model, dispatch_uid=f"{uid} before")
        post_save.connect(_after, model, dispatch_uid=f"{uid} after")
        pre_delete.connect(_leaving, model, dispatch_uid=f"{uid} leaving")
    for link in _LINKS:
        m2m_changed.connect(_linked, link, dispatch_uid=f"editions tell of {link.__name__}")


def _publish(circuits: Collection[int]) -> None:
    from circuits.editions import publishing  # which few requests need

    publishing.publish_outdated(circuits)


def _before(instance: Model, **signal: Any) -> None:
    """Note the circuits that lead to a record before it changes: it may move to others."""
    if instance.pk is not None and not instance._state.adding:
        _after(instance, **signal)


def _after(instance: Model, raw: bool = False, **_signal: Any) -> None:
    if not raw and not _waiting.get():
        note(_telling_of(type(instance), [instance.pk]))


def _leaving(instance: Model, origin: Any = None, **_signal: Any) -> None:
    """Note the circuits that led to a record, unless it goes with its circuit."""
    if getattr(origin, "model", type(origin)) is not Circuit:
        _after(instance)


def _linked(
    instance: Model, model: type[Model], pk_set: Collection[int] | None, **_signal: Any
) -> None:
    if _waiting.get():
        return
    if type(instance) in _TOLD:
        note(_telling_of(type(instance), [instance.pk]))
    if pk_set and model in _TOLD:
        note(_telling_of(model, pk_set))


def _telling_of(model: type[Model], pks: Collection[int]) -> Iterable[int]:
    """Return the primary keys of the circuits that lead to some records of a model."""
    circuits = Circuit.objects.order_by()
    queries = [circuits.filter(**{f"{path}__in": list(pks)}) for path in _TOLD[model]]
    if model is Artisan:  # also where only an older edition shows them
        queries.append(circuits.filter(editions__people__overlap=list(pks)))
    first, *others = (query.values_list("pk", flat=True) for query in queries)
    return first.union(*others).order_by() if others else first.distinct()
