"""Which records have a history, and which other things are parts of them.

An app says so in its ``tracked.py``: ``track(Circuit, "stops")``. A part has no history of its
own; to change it changes its record.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Field, ManyToManyField, Model
from modeltranslation.manager import get_translatable_fields_for_model


@dataclass(frozen=True)
class Said:
    """What a model says: the fields and the links to many others that a document holds.

    Left out are the primary key, the dates that Django sets itself, and the columns behind
    translated fields, which repeat one of the languages.
    """

    model: type[Model]
    without: tuple[str, ...] = ()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The columns, in the order of the model."""
        repeated = set(get_translatable_fields_for_model(self.model) or ())
        return tuple(
            one
            for one in self.model._meta.concrete_fields
            if not one.primary_key
            and one.name not in repeated
            and one.name not in self.without
            and not getattr(one, "auto_now", False)
            and not getattr(one, "auto_now_add", False)
        )

    @cached_property
    def links(self) -> tuple[ManyToManyField, ...]:
        """The links to many others that are its own."""
        return tuple(self.model._meta.many_to_many)


@dataclass(frozen=True)
class Part:
    """Something that belongs to a record: ``key`` is its foreign key, ``accessor`` the way back."""

    accessor: str
    key: str
    said: Said

    @property
    def model(self) -> type[Model]:
        """What it is an instance of."""
        return self.said.model


@dataclass(frozen=True)
class Tracked:
    """A kind of records with a history, and their parts by accessor."""

    said: Said
    parts: dict[str, Part]

    @property
    def model(self) -> type[Model]:
        """What they are instances of."""
        return self.said.model

    @property
    def prefetched(self) -> tuple[str, ...]:
        """What to read along with many of them."""
        return (
            *(link.name for link in self.said.links),
            *self.parts,
            *(
                f"{part.accessor}__{link.name}"
                for part in self.parts.values()
                for link in part.said.links
            ),
        )


TRACKED: dict[str, Tracked] = {}
"""All records with a history, by label: ``geodata.place``."""

PARTS: dict[type[Model], tuple[type[Model], Part]] = {}
"""What is a part, with the model of its record."""


def track(model: type[Model], *accessors: str) -> None:
    """Keep a history of all records of a model, and of the parts that these accessors lead to.

    To be called when all translated columns are there, from an app's ``ready``.
    """
    parts = {}
    for accessor in accessors:
        relation: Any = model._meta.get_field(accessor)
        key = relation.remote_field.name
        part = Part(accessor, key, Said(relation.related_model, without=(key,)))
        parts[accessor] = part
        PARTS[part.model] = (model, part)
    TRACKED[model._meta.label_lower] = Tracked(Said(model), parts)
