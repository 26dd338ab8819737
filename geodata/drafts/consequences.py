"""What a draft touches besides its record: said by the apps that know.

An app registers when it starts; see ``circuits/consequences.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geodata.drafts import drafts
from geodata.drafts.models import Draft
from geodata.errors import GeodataError


@dataclass(frozen=True)
class Consequence:
    """Something that a draft would change: what it is, where it is seen, and how it changes."""

    label: str
    url: str
    text: str


type Look = Callable[[str, int], Any]
"""Looks at what depends on a record, by the label of its model and its primary key."""
type Tell = Callable[[Any, Any], list[Consequence]]
"""Says what differs between two looks, without and with a draft."""

watchers: list[tuple[Look, Tell]] = []


def consequences(draft: Draft) -> list[Consequence]:
    """Return what publishing a draft would change besides its record.

    The draft is tried, looked at and taken back, so what is said is computed and not guessed.
    """
    before = [look(draft.model, draft.object_id) for look, _tell in watchers]
    try:
        with drafts.tried(draft):
            after = [look(draft.model, draft.object_id) for look, _tell in watchers]
    except GeodataError:
        return []  # the draft no longer fits, which is said when it is published
    return [
        found
        for (_look, tell), one, other in zip(watchers, before, after, strict=True)
        for found in tell(one, other)
    ]
