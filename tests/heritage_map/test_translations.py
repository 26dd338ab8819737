"""The catalogues in locale/: complete, sound, and written as each language is written."""

import gettext
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext as translate
from django.utils.translation import override

COMPLETE = ("ar", "fr", "es")
LANGUAGES = ("ar", "fr", "en", "es", "zgh")
PLACEHOLDER = re.compile(r"%\((\w+)\)[\d.]*([a-z])")  # its name, and how it is written
LATIN_WORD = re.compile(r"[A-Za-z]+")
# Names, keys and codes that are the same in every language.
UNTRANSLATED_WORDS = {
    *("OpenStreetMap", "PMTiles", "GeoNames", "Wikipedia", "CC", "BY", "SA", "MAD", "Ctrl", "RFC"),
    *("FREQ", "WEEKLY", "BYDAY", "Mo", "Th", "Fr", "Sa", "Su", "off", "ar", "fr", "zgh", "T"),
    *(
        "bdi",
        "dir",
        "ltr",
        "souk",
        "bbox",
        "mode",
        "minutes",
        "page",
        "frontend",
        "illustrations",
        "scenes",
    ),
    *("JSON", "UTF", "CSV", "Content", "Length", "errors", "true", "false", "UUID"),
    *("JPEG", "PNG", "WebP", "HEIC"),
    # Files and what is in them.
    *("GeoPackage", "gpkg", "GeoJSON", "geojson", "FeatureCollection", "Shapefile", "shp", "shx"),
    *("dbf", "prj", "zip", "KML", "KMZ", "GPX", "csv", "Excel", "xlsx", "DOCTYPE", "EPSG"),
    *("N", "https", "example", "org", "s"),  # s: of %s
}
# Written in the letters of Django's date format.
DATE_FORMATS = {"l j F", "j F Y", "F Y", "D j"}
PLURAL_EXAMPLES = range(200)


@dataclass(frozen=True)
class Message:
    """An entry of a catalogue: what is asked for, and what is answered, once for each form."""

    context: str
    source: str
    source_plural: str
    answers: tuple[str, ...]
    is_fuzzy: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether an answer is missing."""
        return not all(self.answers)


def catalogue(language: str) -> Path:
    """Return where the strings of a language are."""
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"


def messages(language: str) -> Iterator[Message]:
    """Yield the entries of a catalogue, without its header."""
    for entry in re.split(r"\n{2,}", catalogue(language).read_text(encoding="utf-8")):
        fields: dict[str, str] = {}
        keyword = ""
        for line in entry.splitlines():
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                keyword = match[1]
                fields[keyword] = _unquoted(match[2])
            elif line.startswith('"'):
                fields[keyword] += _unquoted(line)
        if fields.get("msgid"):
            yield Message(
                context=fields.get("msgctxt", ""),
                source=fields["msgid"],
                source_plural=fields.get("msgid_plural", ""),
                answers=tuple(text for key, text in fields.items() if key.startswith("msgstr")),
                is_fuzzy=bool(re.search(r"^#,.*\bfuzzy\b", entry, re.MULTILINE)),
            )


def _unquoted(line: str) -> str:
    escapes = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\\\": "\\"}
    return re.sub(r'\\[nt"\\]', lambda match: escapes[match[0]], line.strip()[1:-1])


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, gettext.GNUTranslations]:
    """Return the catalogues as gettext's own compiler, at its strictest, makes them."""
    folder = tmp_path_factory.mktemp("locale")
    compiled = {}
    for language in LANGUAGES:
        target = folder / f"{language}.mo"
        result = subprocess.run(
            ["msgfmt", "--check", "--output-file", target, catalogue(language)],
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr
        with target.open("rb") as file:
            compiled[language] = gettext.GNUTranslations(file)
    return compiled


@pytest.mark.parametrize("language", COMPLETE)
def test_a_complete_language_leaves_no_string_empty_or_guessed(language: str):
    assert [message.source for message in messages(language) if message.is_empty] == []
    assert [message.source for message in messages(language) if message.is_fuzzy] == []


def test_every_catalogue_holds_the_same_strings():
    strings = {
        language: {(message.context, message.source) for message in messages(language)}
        for language in LANGUAGES
    }
    assert all(strings[language] == strings["en"] for language in LANGUAGES)
    assert strings["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_name_what_the_question_names(language: str):
    for message in messages(language):
        wanted = sorted(PLACEHOLDER.findall(message.source))
        spare = sorted(PLACEHOLDER.findall(message.source_plural)) or wanted
        for form, answer in enumerate(message.answers):
            if not answer:
                continue
            found = sorted(PLACEHOLDER.findall(answer))
            if message.source_plural and language == "ar" and form in {0, 1, 2}:
                # None, one and two: Arabic says them in words, without the number.
                assert set(found) <= set(spare), answer
            else:
                assert found in (wanted, spare), answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_of_a_language_is_written(
    language: str, compiled: dict[str, gettext.GNUTranslations]
):
    forms = {compiled[language].plural(number) for number in PLURAL_EXAMPLES}
    counted = [message for message in messages(language) if message.source_plural]
    assert counted
    assert {len(message.answers) for message in counted} == {len(forms)}


def test_arabic_has_no_latin_words_but_names_and_codes():
    for message in messages("ar"):
        if message.source in DATE_FORMATS:
            continue
        for answer in message.answers:
            words = set(LATIN_WORD.findall(PLACEHOLDER.sub("", answer)))
            assert words <= UNTRANSLATED_WORDS, answer


def test_arabic_is_punctuated_as_arabic():
    for message in messages("ar"):
        for answer in message.answers:
            assert not re.search(r"[\u0621-\u064a)] ?[,;?]", answer), answer


def test_french_keeps_its_punctuation_on_the_line():
    for message in messages("fr"):
        for answer in message.answers:
            assert not re.search(r"[^\S\u00a0\u202f][;:?!»]|«[^\S\u00a0\u202f]", answer), answer
            assert not re.search(r"[^\W\d_]'[^\W\d_]", answer), f"straight apostrophe: {answer}"


def test_tamazight_is_written_in_tifinagh():
    for message in messages("zgh"):
        for answer in message.answers:
            if answer and message.source not in DATE_FORMATS:
                assert not re.search(r"[A-Za-z\u0621-\u064a]", PLACEHOLDER.sub("", answer)), answer


def test_what_tamazight_does_not_say_is_said_in_french(
    compiled: dict[str, gettext.GNUTranslations],
):
    missing = next(message for message in messages("zgh") if not any(message.answers))
    assert compiled["zgh"].gettext(missing.source) == missing.source
    with override("zgh"):
        in_tamazight = translate("tomorrow")
        fallen_back = translate(missing.source)
    with override("fr"):
        assert fallen_back == translate(missing.source)
        assert in_tamazight != translate("tomorrow")


def test_morocco_names_its_months_in_its_own_way(
    compiled: dict[str, gettext.GNUTranslations],
):
    assert compiled["ar"].gettext("August") == "غشت"
    assert compiled["ar"].gettext("November") == "نونبر"
