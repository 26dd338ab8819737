"""Choose among the translations of a text, in Python and in SQL, always in the same order."""

from collections.abc import Mapping

from django.conf import settings


def fallbacks(language: str) -> tuple[str, ...]:
    """Return the languages to try for a reader, the reader's own first."""
    order: Mapping[str, tuple[str, ...]] = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    codes = (language, *order.get(language, order["default"]))
    return tuple(dict.fromkeys(code for code in codes if code in dict(settings.LANGUAGES)))


def translated_column(table: str, field: str, language: str) -> str:
    """Return SQL for a translated column: the first of its languages that is not empty."""
    columns = ", ".join(f"nullif({table}.{field}_{code}, '')" for code in fallbacks(language))
    return f"coalesce({columns})"
