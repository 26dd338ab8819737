"""Say one thing in every language of the site at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import override

from geodata.languages import fallbacks

PARTLY_TRANSLATED = "zgh"
HASH_LENGTH = 16  # hexadecimal digits of a SHA-256: 64 bits

type Text = dict[str, Any] | None
"""Words by language code; ``fallback`` says whose words stand in where a language has none."""


def languages() -> tuple[str, ...]:
    """Return the codes of the site's languages."""
    return tuple(code for code, _name in settings.LANGUAGES)


def written(record: Model, field: str) -> Text:
    """Return what is written in a translated field; None where it is in no language."""
    own = {code: getattr(record, f"{field}_{code}") or "" for code in languages()}
    text: dict[str, Any] = {}
    fallback = {}
    for code in own:
        found = next((near for near in fallbacks(code) if own[near]), None)
        # What is written in a language that nobody falls back on is better than nothing.
        found = found or next((near for near in own if own[near]), None)
        if found is None:
            return None
        text[code] = own[found]
        if found != code:
            fallback[code] = found
    return text | ({"fallback": fallback} if fallback else {})


def in_each[T](say: Callable[[], T]) -> dict[str, T]:
    """Return what is said while each of the languages is the active one, by its code."""
    found = {}
    for code in languages():
        with override(code):
            found[code] = say()
    return found


def said(say: Callable[[], str]) -> Text:
    """Return what is said in each language; None where it is nothing."""
    return text_of(in_each(say))


def text_of(words: Mapping[str, str]) -> Text:
    """Return words out of the catalogues, by language code, as a text; None where there are none.

    Only Tamazight's catalogue has gaps, where Django says what it says in French: the words are the
    same then, letter by letter.
    """
    if not any(words.values()):
        return None
    text: dict[str, Any] = dict(words)
    if words.get(PARTLY_TRANSLATED) == words[settings.LANGUAGE_CODE]:
        text["fallback"] = {PARTLY_TRANSLATED: settings.LANGUAGE_CODE}
    return text


def in_language(text: Text, language: str) -> str:
    """Return the words of a text in a language, "" where there is none."""
    return str(text.get(language, "")) if text else ""


def serialised(content: Any) -> bytes:
    """Return JSON that is the same whenever the content is: keys sorted, no spaces, UTF-8."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()
