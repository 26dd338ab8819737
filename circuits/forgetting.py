"""What circuits keep of people who are forgotten: their editions, current and old."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models.fields.files import FieldFile
from django.utils.translation import ngettext

from crafts.forgetting import KEEPERS, Keeper
from geodata.models import Photo


def register() -> None:
    """Say that editions keep something of people."""
    KEEPERS.append(Keeper(_told, _forget))


def _told(person: int) -> str:
    from circuits.editions import publishing  # which few requests need

    count = publishing.telling_of(person)
    if not count:
        return ""
    return ngettext(
        "%(count)d edition of a circuit, as phones took it along",
        "%(count)d editions of circuits, as phones took them along",
        count,
    ) % {"count": count}


def _forget(person: int, files: Collection[str]) -> None:
    from circuits.editions import images, publishing

    field = Photo._meta.get_field("image")
    names = (images.name(FieldFile(Photo(), field, name)) for name in files)
    publishing.forget(person, {name for name in names if name is not None})
