"""Directions in words: complete, grammatical, and no poorer than Valhalla's own."""

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import valhalla
from django.utils.functional import Promise
from django.utils.translation import gettext as translate
from django.utils.translation import override

from geodata import _phrases, directions, extracts, streets
from geodata.directions import instructions
from geodata.landmarks import PROMINENCE
from geodata.street_graph import build
from geodata.streets import Kind, Landmark, Manoeuvre, RouteLeg, Streets, Way, Waypoint
from tests import tiny_streets
from tests.extracts import monaco

LANGUAGES = ("ar", "fr", "en", "es", "zgh")
FSI, PDI = _phrases.FSI, _phrases.PDI
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]+")
RELATIONS = ("at", "before", "after", "opposite", "left", "right", "through")


def said(*manoeuvres: Manoeuvre, language: str = "en", **names: str) -> tuple[str, ...]:
    """Return the sentences for some manoeuvres, without any graph."""
    with override(language):
        return instructions(manoeuvres, street_names={}, **names)


def go(kind: str, distance_m: float = 60, **more: Any) -> Manoeuvre:
    """Return a manoeuvre of some length."""
    return Manoeuvre(kind, distance_m, distance_m / 1.2, **more)


def near(category: str, relation: str, **names: str) -> Landmark:
    """Return a landmark; ``tagged`` is its name as tagged."""
    return Landmark({"" if key == "tagged" else key: name for key, name in names.items()},
                    category, relation)  # fmt: skip


def every_sentence(language: str) -> Iterator[str]:
    """Yield sentences with everything that can be said, in one language, without any name."""
    for kind in Kind:
        for way in Way:
            yield from said(
                go(kind, way=way, bearing_before=0, bearing_after=80), language=language
            )
        yield from said(go(kind, 5), go(kind), language=language)
    for bearing in (None, *range(0, 360, 45)):
        yield from said(go("depart", bearing_after=bearing), language=language)
    for after in (0, 90, 270):
        for stairs in (Kind.STAIRS, Kind.STAIRS_UP, Kind.STAIRS_DOWN):
            yield from said(go(stairs, bearing_before=0, bearing_after=after), language=language)
    for number in range(1, 12):
        yield from said(go("enter_roundabout", roundabout_exit=number), language=language)
    for side in ("", "left", "right"):
        yield from said(go("arrive", 0, side=side), language=language)
    for category in _phrases.LANDMARKS:
        for relation in RELATIONS:
            landmark = near(category, relation)
            yield from said(go("left", landmark=landmark), language=language)
            yield from said(go("arrive", landmark=landmark), language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said_without_a_gap(language: str):
    for sentence in every_sentence(language):
        assert sentence.endswith("."), sentence
        assert not re.search(r"%|\(\w+\)s|None|  | \.|\.\.|, ,|،\s*،", sentence), sentence


@pytest.mark.parametrize("language", ["ar", "zgh"])
def test_arabic_and_tamazight_fall_back_on_no_other_language(language: str):
    for sentence in every_sentence(language):
        assert not LATIN_WORD.search(sentence), sentence


def test_french_and_spanish_say_nothing_as_english_does():
    english = list(every_sentence("en"))
    for language in ("fr", "es"):
        for sentence, in_english in zip(every_sentence(language), english, strict=True):
            assert sentence != in_english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_manoeuvre_has_words_of_its_own(language: str):
    sentences = [said(go(kind, 0), language=language) for kind in Kind]
    assert len(set(sentences)) == len(Kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_has_words_of_its_own(language: str):
    named_by_the_verb = {Way.UNKNOWN, Way.LIFT, Way.ESCALATOR, Way.FERRY}
    ways = [way for way in Way if way not in named_by_the_verb]
    assert len({said(go("left", way=way), language=language) for way in ways}) == len(ways)
    assert set(_phrases.INTO) == set(_phrases.ALONG) == set(ways)


def test_every_landmark_that_is_chosen_has_a_word():
    assert set(PROMINENCE) == set(_phrases.LANDMARKS) | {"place"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_left_and_right_are_told_apart_everywhere(language: str):
    pairs = [
        (go(f"{how}left"), go(f"{how}right")) for how in ("", "slight_", "sharp_", "keep_", "ramp_")
    ]
    pairs += [(go("arrive", side="left"), go("arrive", side="right"))]
    for left, right in pairs:
        with override(language):
            (to_left,) = instructions([left], street_names={})
            (to_right,) = instructions([right], street_names={})
        words = {"ar": ("يسار", "يمين"), "fr": ("gauche", "droite"), "en": ("left", "right"),
                 "es": ("izquierda", "derecha"), "zgh": ("ⵓⵥⵍⵎⴰⴹ", "ⵓⴼⴰⵙⵉ")}[language]  # fmt: skip
        assert words[0] in to_left and words[1] not in to_left
        assert words[1] in to_right and words[0] not in to_right


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "At the mosque, turn left into the alley and go on for about 60 m."),
        ("fr", "À la mosquée, tournez à gauche dans la ruelle et continuez sur environ 60 m."),
        ("es", "En la mezquita, gire a la izquierda por el callejón y siga unos 60 m."),
        ("ar", "عند المسجد، انعطفوا يسارا إلى الزقاق وسيروا لمسافة 60 م تقريبا."),
        ("zgh", "ⵜⴰⵎⴰ ⵏ ⵜⵎⵣⴳⵉⴷⴰ, ⴱⵔⵔⵎ ⵖⵔ ⵓⵥⵍⵎⴰⴹ ⴳ ⵜⵙⵓⴽⵜ ⵜⴰⵎⵥⵢⴰⵏⵜ, ⴷⴷⵓ ⴰⵣⴰⵍ ⵏ 60 ⵎ."),
    ],
)
def test_a_turn_into_an_alley_without_a_name_is_told_by_its_landmark(language: str, sentence: str):
    turn = go("left", way="alley", landmark=near("mosque", "at"))
    assert said(turn, language=language) == (sentence,)


def test_a_place_of_our_own_is_called_by_its_name():
    turn = go("left", 0, landmark=near("place", "at", en="Souk Dlalat", ar="سوق الدلالة"))
    assert said(turn) == ("At Souk Dlalat, turn left.",)
    assert said(turn, language="ar") == ("عند سوق الدلالة، انعطفوا يسارا.",)


def test_what_is_passed_is_told_with_its_side():
    straight = go("continue", way="alley", landmark=near("mosque", "right"))
    assert said(straight) == (
        "Go straight on along the alley for about 60 m. You pass the mosque on your right.",
    )
    through = go(
        "continue", way="alley", landmark=near("city_gate", "through", tagged="Bab Agnaou")
    )
    assert said(through)[0].endswith("You go through Bab Agnaou.")


def test_stairs_are_climbed_up_or_down_and_to_their_side():
    up = go("stairs_up", 20, way="stairs", bearing_before=10, bearing_after=100)
    assert said(up) == ("Turn right and go up the stairs for about 20 m.",)
    down = go("stairs_down", 20, way="stairs", street_names=("Escalier du Port",))
    assert said(down) == ("Go down the stairs (Escalier du Port) for about 20 m.",)


def test_two_turns_close_together_are_told_at_once_and_each_again_in_its_place():
    left, right = go("left", 4, way="alley"), go("right", 80, way="path")
    assert said(left, right) == (
        "Turn left into the alley, then at once turn right onto the footpath.",
        "Turn right onto the footpath and go on for about 80 m.",
    )


def test_one_sets_off_by_the_compass_and_arrives_on_a_side():
    depart = go("depart", 40, bearing_after=61, street_names=("Rue Basse",))
    arrive = go("arrive", 0, side="left")
    assert said(depart, arrive, origin="Souk Dlalat", destination="Bab Khokha") == (
        "From Souk Dlalat, set off northeast along Rue Basse for about 40 m.",
        "You have arrived: Bab Khokha is on your left.",
    )


@pytest.mark.parametrize(
    ("language", "street", "into"),
    [
        ("fr", "Rue Basse", "dans la rue Basse"),
        ("fr", "Avenue du Port", "sur l’avenue du Port"),
        ("fr", "Boulevard Albert 1er", "sur le boulevard Albert 1er"),
        ("fr", "Escaliers du Port", "dans les escaliers du Port"),
        ("fr", "Impasse Verte", "dans l’impasse Verte"),
        ("fr", "Zankat Lbir", "dans la zankat Lbir"),
        ("fr", "Rascasse", "dans Rascasse"),
        ("es", "Avenue du Port", "por la Avenue du Port"),
        ("es", "Quai Antoine 1er", "por el Quai Antoine 1er"),
        ("en", "Rue Basse", "onto Rue Basse"),
        ("ar", "زنقة الصاغة", "إلى زنقة الصاغة"),
    ],
)
def test_a_street_has_the_article_and_preposition_of_its_kind(
    language: str, street: str, into: str
):
    (sentence,) = said(go("left", 0, street_names=(street,)), language=language)
    assert sentence.endswith(f" {into}.")


@pytest.mark.parametrize(
    ("language", "category", "name", "relation", "start"),
    [
        ("fr", "market", "", "at", "Au marché, "),
        ("fr", "cafe", "Café de Paris", "at", "Au café de Paris, "),
        ("fr", "hotel", "Hôtel Salam", "opposite", "En face de l’hôtel Salam, "),
        ("fr", "market", "", "opposite", "En face du marché, "),
        ("fr", "restaurant", "Chez Ali", "at", "Au restaurant Chez Ali, "),
        ("fr", "place", "Halles centrales", "at", "Aux halles centrales, "),
        ("es", "market", "", "opposite", "Frente al mercado, "),
        ("es", "market", "", "after", "Justo después del mercado, "),
        ("en", "mosque", "Al Fath", "at", "At the Al Fath mosque, "),
        ("en", "mosque", "Mosquée Al Fath", "at", "At Mosquée Al Fath, "),
        ("ar", "mosque", "الفتح", "at", "عند مسجد الفتح، "),
        ("ar", "mosque", "مسجد الفتح", "at", "عند مسجد الفتح، "),
    ],
)
def test_a_landmark_is_called_what_people_call_it(
    language: str, category: str, name: str, relation: str, start: str
):
    landmark = Landmark({"": name} if name else {}, category, relation)
    (sentence,) = said(go("left", 0, landmark=landmark), language=language)
    assert sentence.startswith(start)


def test_names_that_run_the_other_way_are_isolated():
    latin = go("left", 0, street_names=("Rue Basse",))
    assert f"إلى {FSI}Rue Basse{PDI}" in said(latin, language="ar")[0]
    arabic = go("left", 0, street_names=("زنقة الصاغة",))
    for language in ("fr", "en", "es", "zgh"):
        assert f"{FSI}زنقة الصاغة{PDI}" in said(arabic, language=language)[0]
    assert FSI not in said(latin)[0] + said(arabic, language="ar")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_outside_isolates_nothing_runs_against_the_sentence(language: str):
    names = {"origin": "Place du Marché 12", "destination": "سوق الدلالة"}
    way = (
        go("depart", 40, bearing_after=0, street_names=("Rue Basse", "زنقة")),
        go("left", 40, way="alley", landmark=near("mosque", "at", tagged="Mosquée Al Fath")),
        go("right", 40, way="alley", landmark=near("cafe", "left", tagged="مقهى الريف")),
        go("arrive", 0, side="right"),
    )
    against = {"L"} if language == "ar" else {"R", "AL"}
    for sentence in said(*way, language=language, **names):
        assert sentence.count(FSI) == sentence.count(PDI)
        outside = re.sub(f"{FSI}[^{PDI}]*{PDI}", "", sentence)
        assert not [c for c in outside if unicodedata.bidirectional(c) in against], sentence


def test_a_name_is_in_the_readers_language_else_in_letters_they_read():
    names = {"": "Rue des Orfèvres", "ar": "زنقة الصاغة", "fr": "Rue des Orfèvres"}
    assert _phrases.name_in(names, "ar") == "زنقة الصاغة"
    assert _phrases.name_in(names, "es") == "Rue des Orfèvres"
    arabic_sign = {"": "زنقة الصاغة", "fr": "Rue des Orfèvres"}
    assert _phrases.name_in(arabic_sign, "en") == "Rue des Orfèvres"
    assert _phrases.name_in(arabic_sign, "zgh") == "زنقة الصاغة"
    assert _phrases.name_in({"": "زنقة الصاغة"}, "en") == "زنقة الصاغة"
    assert _phrases.name_in({}, "en") == ""


def test_street_names_come_from_the_graph_in_the_readers_language():
    turn = go("left", 0, street_names=(tiny_streets.STREET_NAME,))
    with override("ar"):
        (sentence,) = instructions([turn], street_names=tiny_streets.streets().names)
    assert sentence == "انعطفوا يسارا إلى زنقة الصاغة."


def test_without_a_graph_there_are_words_all_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streets, "current", lambda: None)
    with override("en"):
        assert instructions([go("left", 0, street_names=("Rue Basse",))]) == (
            "Turn left onto Rue Basse.",
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_way_through_the_small_town_is_told(language: str):
    way = tiny_streets.streets().route(
        [tiny_streets.stop(tiny_streets.SOUTH_OF_GATE), tiny_streets.stop(tiny_streets.NORTH_EAST)]
    )
    with override(language):
        sentences = instructions(way.legs[0], street_names=tiny_streets.streets().names)
    assert len(sentences) == len(way.legs[0].manoeuvres)
    assert all(sentences)


# Monaco: 40 ways between random points, and what Valhalla itself says of them.
WAYS = 40
BOX = (7.4105, 43.7265, 7.4345, 43.7440)
SIDES = {
    "en-US": ("left", "right"),
    "fr-FR": ("gauche", "droite"),
    "es-ES": ("izquierda", "derecha"),
}
ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth".split(),
    "fr": "première deuxième troisième quatrième cinquième sixième septième huitième".split(),
    "es": "primera segunda tercera cuarta quinta sexta séptima octava".split(),
}
COMPASS = {
    "en": "north northeast east southeast south southwest west northwest".split(),
    "fr": "nord nord-est est sud-est sud sud-ouest ouest nord-ouest".split(),
    "es": "norte noreste este sureste sur suroeste oeste noroeste".split(),
}


@pytest.fixture(scope="module")
def monaco_streets(tmp_path_factory: pytest.TempPathFactory) -> Streets:
    """Return the graph of Monaco."""
    folder: Path = tmp_path_factory.mktemp("monaco")
    with extracts.opened(monaco(), force=True) as extract:
        build(extract, folder)
    return Streets(folder)


@pytest.fixture(scope="module")
def narrated(monaco_streets: Streets) -> dict[str, list[tuple[RouteLeg, list[dict[str, Any]]]]]:
    """Return legs, and what Valhalla tells of each, by its name of the language."""
    chance = random.Random(20261124)
    west, south, east, north = BOX
    told: dict[str, list[tuple[RouteLeg, list[dict[str, Any]]]]] = {code: [] for code in SIDES}
    while len(told["en-US"]) < WAYS:
        ends = [Waypoint(chance.uniform(west, east), chance.uniform(south, north)) for _ in "ab"]
        mode = "car" if len(told["en-US"]) % 4 == 0 else "foot"
        request = {
            "locations": [{"lon": end.longitude, "lat": end.latitude} for end in ends],
            **streets._costing(mode, "normal"),
            "units": "kilometers",
        }
        try:
            leg = monaco_streets.route(ends, mode).legs[0]
            records = {
                code: monaco_streets._ask("route", {**request, "language": code})["trip"]["legs"][0]
                for code in SIDES
            }
        except (streets.NoRoute, valhalla.ValhallaError):
            continue
        for code, record in records.items():
            told[code].append((leg, record["maneuvers"]))
    return told


@pytest.mark.parametrize("code", list(SIDES))
def test_directions_tell_all_that_valhalla_tells(
    code: str, narrated: dict[str, list[tuple[RouteLeg, list[dict[str, Any]]]]]
):
    """Street names, turns, stairs, roundabout exits, the compass, the side one arrives on."""
    language = code[:2]
    compared = 0
    for leg, records in narrated[code]:
        with override(language):
            sentences = instructions(leg, street_names={})
        assert len(sentences) == len(records)
        for ours, record in zip(sentences, records, strict=True):
            theirs = record["instruction"]
            text, own = ours.casefold(), json.dumps([theirs, ours], ensure_ascii=False)
            for name in record.get("street_names", ())[:2]:
                if name in theirs:
                    assert name.casefold() in text, own
            # What one passes on the way has a side too: it is not the turn's.
            turn = ours if record["type"] in (4, 5, 6) else ours.split(". ")[0]
            # Over which shoulder one turns round is left to the walker.
            for side in SIDES[code] if record["type"] not in (12, 13) else ():
                if re.search(rf"\b{side}\b", _without_names(theirs, record), re.IGNORECASE):
                    assert side in turn.casefold(), own
            if record["type"] == 40:
                assert re.search(r"stairs|escalier|escaleras", text), own
            if count := record.get("roundabout_exit_count"):
                assert ORDINALS[language][count - 1] in text, own
            if record["type"] in (1, 2, 3):
                heading = COMPASS[language][round(record["bearing_after"] / 45) % 8]
                assert re.search(rf"\b{heading}\b", text), own
            if record["length"] * 1000 >= 15 and record["type"] not in (28, 39, 41):
                with override(language):
                    assert translate("%(metres)d m") % {"metres": 1} != ""
                assert re.search(r"\d", ours), own
            compared += 1
    assert compared > 8 * WAYS


def _without_names(text: str, record: dict[str, Any]) -> str:
    for name in (*record.get("street_names", ()), *record.get("begin_street_names", ())):
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize("language", LANGUAGES)
def test_real_ways_are_told_without_a_gap(
    language: str, narrated: dict[str, list[tuple[RouteLeg, list[dict[str, Any]]]]]
):
    for leg, _records in narrated["en-US"]:
        with override(language):
            sentences = instructions(leg, origin="A", destination="B", street_names={})
        for sentence in sentences:
            assert sentence[-1] == "."
            assert not re.search(r"%|None|  |\bà les?\b|\bde les?\b(?= [a-z])", sentence), sentence


def test_phrases_are_looked_up_in_the_language_that_is_active():
    tables: list[Any] = [directions._ACTIONS, directions._WHERE, directions._PASSING]
    assert all(isinstance(text, Promise) for table in tables for text in table.values())
