"""Say what is on the plaque of a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from geodata import territory

# The order on a plaque. Whoever reads none of these reads the QR code.
LANGUAGES = ("ar", "fr", "zgh", "en")


@dataclass(frozen=True)
class Name:
    """A name in a language."""

    language: str
    text: str

    @property
    def is_right_to_left(self) -> bool:
        return self.language == "ar"


@dataclass(frozen=True)
class Plaque:
    """What is on a plaque.

    Attributes
    ----------
    names, town
        In the languages that they are known in; a name that two languages share is there once.
    address
        The absolute address that the QR code opens.
    site
        Where to type the code, as people read addresses: without the protocol.
    is_sample
        Whether the record is made up: such a plaque is for trying out, and says so.
    """

    names: tuple[Name, ...]
    town: tuple[Name, ...]
    code: str
    address: str
    site: str
    is_sample: bool = False


def plaque(record: Any, root: str) -> Plaque:
    """Return the plaque of a place or of an artisan.

    Parameters
    ----------
    root
        The absolute address of the site, without a slash at its end.
    """
    typed_at = reverse("plaques:choose")
    return Plaque(
        names=_names((code, getattr(record, f"name_{code}", "") or "") for code in LANGUAGES),
        town=_names((code, territory.current().names.get(code, "")) for code in LANGUAGES),
        code=record.code,
        address=f"{root}{reverse('plaques:open', args=[record.code])}",
        site=f"{root.partition('://')[2]}{typed_at}".rstrip("/"),
        is_sample=record.is_sample,
    )


def _names(texts: Iterable[tuple[str, str]]) -> tuple[Name, ...]:
    found: dict[str, Name] = {}
    for language, text in texts:
        if text:
            found.setdefault(text, Name(language, text))
    return tuple(found.values())
