"""The scripts of Django's desk speak the language of the desk."""

import json
import re
from typing import Any

import pytest
from django.conf import settings

from heritage_map.script_words import WORDS

AHEAD = "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hour ahead.)"
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")


@pytest.fixture
def editor(signed_in: Any) -> Any:
    """Return the browser of somebody at the desk."""
    return signed_in("editor")


def catalogue(client: Any, language: str) -> dict[str, Any]:
    """Return what the scripts say, by what they ask for."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    script = client.get("/manage/jsi18n/").content.decode()
    found = re.search(r"const newcatalog = (\{.*?\n  \});", script, re.DOTALL)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_note_on_the_clocks_is_in_arabic_in_each_form(editor):
    forms = catalogue(editor, "ar")[AHEAD]
    assert len(forms) == 6
    for form in forms:
        assert "توقيتكم يسبقه" in form
        assert not LATIN_WORD.search(re.sub(r"%\(\w+\)s", "", form))


@pytest.mark.parametrize("language", ["ar", "es"])
def test_no_word_is_left_in_the_language_of_the_site(language, editor):
    french = catalogue(editor, "fr")
    told = catalogue(editor, language)
    dates = {"%(month)s %(day)s, %(year)s"}  # alike, but for the names of the months
    alike = {word for word in WORDS if told.get(word) == french.get(word)}
    assert alike <= dates
    assert told[AHEAD] != french[AHEAD]


def test_what_django_has_translated_itself_stays(editor):
    told = catalogue(editor, "ar")
    assert told["Today"] == "اليوم"
    assert told["January"] == "يناير"
