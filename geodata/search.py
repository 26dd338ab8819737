"""Search: find anything by any of its names, in any script, or by a word of its texts.

What is looked for, best first: the name as it is spelt; a name of the same skeleton
(`geodata.spelling`), unless it is written in the same script and looks nothing like it; a name
that begins so, while somebody is still typing; a form of a word in a name; a word in the texts.
Only where all of that finds nothing are names taken that look alike: a visitor who spells right
is not shown what is spelt otherwise.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from geodata.findable import ALIKE, AS_SPELT, CODE, FINDABLES, LONGEST_WORD, WHOLE, register
from geodata.languages import fallbacks
from geodata.models import Place
from geodata.spelling import (
    compounds,
    fold,
    name_words,
    skeleton,
    skeleton_start,
    skeletons,
    whole_skeleton,
    without_article,
)

LONGEST_QUERY = 200  # letters
MOST_WORDS = 12
MOST_HITS = 100  # of a page
WEIGHED = 200  # hits whose likeness to the query is measured; those after keep their plain order
TELLING = 4  # consonants of a skeleton that two words of one script hardly share by chance
SHORTEST_START = 2  # letters of a word that names are completed from, while it is typed
SHORTEST_TEXT_START = 4  # the same for words of texts

# Letters that tell a script, in the order in which they are looked for.
SCRIPTS = ("[\u0621-\u06ff]", "[\u2d30-\u2d7f]", "[a-z]", "")

# PostgreSQL knows the small words of French, English and Spanish; these are those of Arabic (in,
# from, on, to, about, with, or, and, this, where) and of Tamazight (of, in, with, and, at, to).
SMALL_WORDS = frozenset(
    [
        *("في", "من", "علي", "الي", "عن", "مع", "او", "و", "هذا", "هذه", "اين"),
        *("ⵏ", "ⴳ", "ⵙ", "ⴷ", "ⵖ", "ⵉ"),
    ]
)

register(
    Place,
    "place",
    url_name="places:detail",
    names=("name", "other_names"),
    codes=("code",),
    summary="summary",
    texts=("story", "address", "category", "facts__text", "events__name"),
)


@dataclass(frozen=True)
class Hit:
    """Something found. Its page is ``reverse(hit.url_name, args=[hit.slug])``."""

    kind: str
    slug: str
    title: str
    summary: str
    url_name: str
    is_sample: bool


@dataclass(frozen=True)
class Results:
    """A page of hits, the number of all, and the number by kind, whatever kinds were asked for."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)


def search(
    query: str,
    language: str,
    kinds: Collection[str] | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Return the public things that a query finds, best first, told in a language.

    The query may be in any language and script. Every word must be found, apart from words such
    as "the". Where nothing has them all, what looks alike and what has most of the words is
    returned. ``kinds`` narrows the hits, not ``by_kind``. An empty query finds nothing; one of
    over 200 letters is cut there, and a page has at most 100 hits.
    """
    folded = fold(query[:LONGEST_QUERY])
    words = _words(folded)
    if not words:
        return Results()
    parameters: dict[str, Any] = {
        "folded": folded,
        "words": json.dumps([word.tsqueries() for word in words]),
        "whole": f"'{WHOLE}{whole_skeleton([word.text for word in words])[:LONGEST_WORD]}'",
        "is_short": all(len(skeleton(word.text)) < TELLING for word in words),
        "script": next(script for script in SCRIPTS if re.search(script, folded)),
        "kinds": None if kinds is None else list(kinds),
        "limit": min(max(limit, 0), MOST_HITS),
        "offset": max(offset, 0),
        "weighed": WEIGHED,
    }
    for statement in (_EXACTLY, _NEARLY):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            numbers, rows = cursor.fetchone()
        if numbers:
            return Results(
                hits=tuple(_hit(row, language) for row in rows or ()),
                total=sum(n for kind, n in numbers.items() if kinds is None or kind in kinds),
                by_kind={kind: numbers[kind] for kind in FINDABLES if kind in numbers},
            )
    return Results()


def _hit(row: dict[str, Any], language: str) -> Hit:
    return Hit(
        kind=row["kind"],
        slug=row["slug"],
        title=_in_language(row["title"], language),
        summary=_in_language(row["summary"], language),
        url_name=FINDABLES[row["kind"]].url_name,
        is_sample=row["is_sample"],
    )


def _in_language(texts: dict[str, str], language: str) -> str:
    codes = (*fallbacks(language), *texts)
    return next((texts[code] for code in codes if code in texts), "")


@dataclass(frozen=True)
class _Word:
    """A word of a query, and the ways to read it: alone, or joined to one of its neighbours.

    The readings at the end of the query may not have been typed to their end.
    """

    text: str
    readings: tuple[str, ...]
    unfinished: tuple[str, ...]

    def tsqueries(self) -> dict[str, str]:
        """Return the tsqueries that names are found by, each wider than the one before."""
        spelt = [f"'{AS_SPELT}{self.text}'", f"'{CODE}{self.text}'"]
        alike = [f"'{ALIKE}{form}'" for reading in self.readings for form in skeletons(reading)]
        begun = [f"'{ALIKE}{form}':*" for form in map(skeleton_start, self.unfinished) if form]
        words = []
        if self.text in self.unfinished and len(self.text) >= SHORTEST_START:
            begun.append(f"'{AS_SPELT}{self.text}':*")
        if self.text in self.unfinished and len(self.text) >= SHORTEST_TEXT_START:
            words.append(f"'{self.text}':*")
        return {
            "folded": self.text,
            "bare": without_article(self.text),
            "spelt": " | ".join(spelt),
            "alike": " | ".join(spelt + alike),
            "begun": " | ".join(spelt + alike + begun),
            "known": " | ".join(spelt + alike + begun + words),
        }


def _words(folded: str) -> list[_Word]:
    texts = [word[:LONGEST_WORD] for word in name_words(folded)[:MOST_WORDS]]
    texts = [text for text in texts if text not in SMALL_WORDS] or texts
    joined = ["", *compounds(texts), ""]
    ends = {*texts[-1:], joined[-2]}
    words = []
    for text, before, after in zip(texts, joined, joined[1:], strict=False):
        readings = tuple(reading for reading in (text, before, after) if reading)
        words.append(_Word(text, readings, tuple(word for word in readings if word in ends)))
    return words


# The words of a query, and those that must be found: all but those that a language makes nothing
# of. PostgreSQL's stemmers are asked one by one, since a query does not say its language.
_WORDS = """
WITH word AS (
    SELECT folded, spelt, alike, begun, known || ' | ' || forms AS found,
        '{}' IN (ts_lexize('french_stem', folded), ts_lexize('english_stem', folded),
            ts_lexize('spanish_stem', folded)) AS is_small
    FROM jsonb_to_recordset(%(words)s::jsonb)
        AS typed (folded text, bare text, spelt text, alike text, begun text, known text),
    LATERAL (
        SELECT string_agg(DISTINCT quote_literal(form), ' | ') AS forms
        FROM unnest(bare || ts_lexize('arabic_stem', bare) || ts_lexize('french_stem', bare)
            || ts_lexize('english_stem', bare) || ts_lexize('spanish_stem', bare)) AS form
    ) AS stems
),
content AS (
    SELECT * FROM word WHERE NOT is_small OR (SELECT bool_and(is_small) FROM word)
),
asked AS MATERIALIZED (
    SELECT
        string_agg(format('(%%s)', spelt), ' & ')::tsquery AS spelt,
        string_agg(format('(%%s)', alike), ' & ')::tsquery AS alike,
        string_agg(format('(%%s)', begun), ' & ')::tsquery AS begun,
        string_agg(format('(%%s)', found), ' & ')::tsquery AS found,
        (SELECT string_agg(found, ' | ')::tsquery FROM word) AS any_word
    FROM content
),
"""

_EXACT_MATCHES = """
matched AS MATERIALIZED (
    SELECT id, kind, is_core,
        CASE
            WHEN NOT keys @@ found THEN 1
            WHEN keys @@ spelt THEN 6
            WHEN keys @@ %(whole)s::tsquery THEN 5
            WHEN keys @@ alike THEN 4
            WHEN keys @@ begun THEN 3
            ELSE 2
        END::real AS tier
    FROM asked JOIN geodata_searchentry ON vector @@ found
),
"""

# What has the most words of the query, and half of them at least. All tiers are below one.
# PostgreSQL's own threshold, 0.6, is above a single wrong letter in a word of seven.
_LENIENT = "SET LOCAL pg_trgm.word_similarity_threshold = 0.4;"
_NEAR_MATCHES = """
matched AS MATERIALIZED (
    SELECT id, kind, is_core, (closeness / (SELECT count(*) FROM content))::real AS tier
    FROM (
        SELECT id, kind, is_core, count(*) AS words, max(count(*)) OVER () AS most_words,
            sum(CASE WHEN vector @@ found::tsquery THEN 1
                ELSE word_similarity(folded, names) END) AS closeness
        FROM content JOIN geodata_searchentry
            ON vector @@ found::tsquery OR folded <%% names
        GROUP BY id
    ) AS near
    WHERE words = most_words AND words * 2 >= (SELECT count(*) FROM content)
),
"""

_PAGE = """
nearest AS (
    SELECT id, tier, row_number() OVER () AS place
    FROM (
        SELECT id, tier FROM matched
        WHERE %(kinds)s::text[] IS NULL OR kind = ANY (%(kinds)s::text[])
        ORDER BY tier DESC, is_core DESC, id
        LIMIT greatest(%(weighed)s, %(offset)s + %(limit)s)
    ) AS best
),
page AS (
    SELECT kind, slug, title, summary, is_sample, place,
        CASE WHEN place <= %(weighed)s THEN
            CASE
                WHEN tier IN (4, 5) AND %(is_short)s AND names ~ %(script)s
                    AND word_similarity(%(folded)s, names) < 0.25 THEN 0
                ELSE tier
            END
            + 0.15 * is_core::int
            + 0.5 * (SELECT max(similarity(name, %(folded)s))
                FROM unnest(string_to_array(names, E'\\n')) AS name)
            + 0.3 * ts_rank(vector, any_word, 32)
        END AS weight
    FROM nearest JOIN geodata_searchentry USING (id), asked
    ORDER BY weight DESC NULLS LAST, is_sample, place
    LIMIT %(limit)s OFFSET %(offset)s
)
SELECT
    (SELECT json_object_agg(kind, n)
        FROM (SELECT kind, count(*) AS n FROM matched GROUP BY kind) AS numbers),
    (SELECT json_agg(page ORDER BY weight DESC NULLS LAST, is_sample, place) FROM page)
"""

_EXACTLY = _WORDS + _EXACT_MATCHES + _PAGE
_NEARLY = _LENIENT + _WORDS + _NEAR_MATCHES + _PAGE
