"""The language that a program asks the API to answer in."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from geodata.errors import InvalidQuery
from geodata.query import read_choices


def read_language(request: HttpRequest) -> str:
    """Return the language that ``?lang=`` asks for, the site's own where it asks for none."""
    chosen = read_choices(request.GET, "lang", dict(settings.LANGUAGES))
    return chosen[0] if chosen else settings.LANGUAGE_CODE


def reader_language(request: HttpRequest) -> str:
    """Return the same for what is to be mended; the reader's own where ``?lang=`` is a mistake."""
    try:
        return read_language(request)
    except InvalidQuery:
        return get_language() or settings.LANGUAGE_CODE
