"""Keep the index of what can be found: one `SearchEntry` for each public record, always fresh.

An app says in its ``search.py`` which of its records can be found and which of their words count;
geodata needs to know nothing else of them. Fields are named as in a query (``facts__text``), and
whatever such a path leads through is watched: when a fact changes, its place is indexed again.

Signals do not see ``QuerySet.update``, ``bulk_create`` and fixtures: send `records_changed` after
the first, call `refresh` after the second, ``manage.py rebuild_search`` after the last.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import batched
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.models import Field, Model, Prefetch
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.db.transaction import atomic
from django.utils.text import Truncator
from django.utils.translation import override
from modeltranslation.manager import get_translatable_fields_for_model
from modeltranslation.utils import build_localized_fieldname

from geodata.models import Record, SearchEntry
from geodata.signals import records_changed
from geodata.spelling import compounds, fold, name_words, skeletons, whole_skeleton, without_article

LONGEST_WORD = 60  # letters; PostgreSQL refuses lexemes over 2,046 bytes
EXCERPT = 160  # letters of a summary that are shown
LONGEST_TEXT = 100_000  # letters of one text in one language
BATCH = 500

# PostgreSQL's own word forms; Tamazight and words of no known language are taken as they are.
TEXT_CONFIGS = {"ar": "arabic", "fr": "french", "en": "english", "es": "spanish"}

# Marks that tell the spellings of names apart from words of texts in one vector.
AS_SPELT, ALIKE, WHOLE, CODE = "=", "~", "≈", "#"

type Texts = dict[str, list[str]]
"""What a field says, by language code; "" for what is the same in all languages."""


@dataclass(frozen=True)
class Findable:
    """A kind of records that can be found: see `register`."""

    model: type[Record]
    kind: str
    url_name: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    summary: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """All fields that are read."""
        return self.names + self.codes + self.summary + self.texts

    @cached_property
    def relations(self) -> dict[str, type[Model]]:
        """What the paths lead through, by path: ``{"stops": Stop, "stops__place": Place}``."""
        relations: dict[str, type[Model]] = {}
        for path in self.paths:
            model: type[Model] = self.model
            steps = path.split("__")[:-1]
            for depth, step in enumerate(steps, start=1):
                model = cast(type[Model], model._meta.get_field(step).related_model)
                relations["__".join(steps[:depth])] = model
        return relations

    def public(self, pks: Collection[int]) -> list[Record]:
        """Return those of the records that anybody may see, with all that is read of them.

        Of what they are related to, too, only what is public is read.
        """
        prefetches = [
            Prefetch(path, queryset=model.objects.public() if issubclass(model, Record) else None)
            for path, model in self.relations.items()
        ]
        return list(self.model.objects.public().filter(pk__in=pks).prefetch_related(*prefetches))


FINDABLES: dict[str, Findable] = {}
"""All that can be found, by kind, in the order of their registration."""


def register(
    model: type[Record],
    kind: str,
    *,
    url_name: str,
    names: tuple[str, ...],
    codes: tuple[str, ...] = (),
    summary: str = "",
    texts: tuple[str, ...] = (),
) -> None:
    """Let the public records of a model be found.

    Parameters
    ----------
    kind
        What hits are called by, such as ``place``.
    url_name
        The page of one, reversed with its slug: ``places:detail``.
    names
        Fields with names; the first is the title. Several in one field are told apart by
        semicolons, commas, slashes and brackets.
    codes
        Fields that are found only when typed whole.
    summary, texts
        Fields with words about it. A field with choices counts as their labels.
    """
    findable = Findable(model, kind, url_name, names, codes, (summary,) if summary else (), texts)
    FINDABLES[kind] = findable
    _watch(findable)


def refresh(kind: str, pks: Iterable[int]) -> None:
    """Index records again, and take those out that are gone or no longer public."""
    changed = set(pks)
    waiting = _waiting.get()
    if waiting is not None:
        waiting.setdefault(kind, set()).update(changed)
        return
    findable = FINDABLES[kind]
    for some in batched(sorted(changed), BATCH):
        entries = [_entry(findable, record) for record in findable.public(some)]
        shown = {entry["object_id"] for entry in entries}
        with atomic(), connection.cursor() as cursor:
            SearchEntry.objects.filter(kind=kind, object_id__in=set(some) - shown).delete()
            if entries:
                cursor.execute(_written(), {"kind": kind, "entries": json.dumps(entries)})


def forget(kind: str, pks: Collection[int]) -> None:
    """Take records that are gone out of the index, without asking whether they are."""
    SearchEntry.objects.filter(kind=kind, object_id__in=pks).delete()


_waiting: ContextVar[dict[str, set[int]] | None] = ContextVar("waiting", default=None)


@contextmanager
def deferred() -> Iterator[None]:
    """Index what changes inside this block once, at its end: for imports of many records.

    After an error nothing is indexed: open it inside the transaction that is rolled back then.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set({})
    try:
        yield
        changed = _waiting.get() or {}
    finally:
        _waiting.reset(token)
    for kind, pks in changed.items():
        refresh(kind, pks)


@atomic
def rebuild() -> dict[str, int]:
    """Index everything anew; return how many records of each kind can be found."""
    SearchEntry.objects.all().delete()
    numbers = {}
    for kind, findable in FINDABLES.items():
        pks = findable.model.objects.public().order_by().values_list("pk", flat=True)
        refresh(kind, pks)
        numbers[kind] = SearchEntry.objects.filter(kind=kind).count()
    return numbers


def _texts(record: Model, path: str) -> Texts:
    """Return what a path says, in every language it is written in."""
    step, _dots, rest = path.partition("__")
    texts: Texts = {}
    if rest:
        related: Any = getattr(record, step, None)  # none where it is not public
        for other in related.all() if hasattr(related, "all") else [related] if related else []:
            for language, found in _texts(other, rest).items():
                texts.setdefault(language, []).extend(found)
        return texts
    if getattr(record._meta.get_field(step), "choices", None):
        texts.update(_labels(type(record), step, getattr(record, step)))
    elif step in (get_translatable_fields_for_model(type(record)) or ()):
        for language, _name in settings.LANGUAGES:
            texts[language] = [getattr(record, build_localized_fieldname(step, language)) or ""]
    else:
        texts[""] = [str(getattr(record, step) or "")]
    return {language: [text for text in found if text] for language, found in texts.items()}


@cache
def _labels(model: type[Model], name: str, value: str) -> Texts:
    """Return what a choice is called, by language."""
    labels = dict(cast(Field, model._meta.get_field(name)).flatchoices)
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = [str(labels.get(value, ""))]
    return texts


def _joined(record: Model, paths: Iterable[str]) -> dict[str, str]:
    """Return what several paths say together, one text for each language."""
    joined: Texts = {}
    for path in paths:
        for language, found in _texts(record, path).items():
            joined.setdefault(language, []).extend(found)
    return {language: "\n".join(found) for language, found in joined.items() if found}


def _entry(findable: Findable, record: Record) -> dict[str, Any]:
    """Return what is written of a record: see `_written`."""
    names = _joined(record, findable.names)
    summary = _joined(record, findable.summary)
    title = _joined(record, findable.names[:1])
    spellings = _spellings(names.values())
    lexemes = {f"{mark}{word}" for mark, words in _marked(spellings).items() for word in words}
    lexemes |= {f"{CODE}{fold(code)}" for code in _joined(record, findable.codes).values()}
    return {
        "object_id": record.pk,
        "slug": record.slug,
        "title": title or {"": str(record)},
        "summary": {code: Truncator(text).chars(EXCERPT, "…") for code, text in summary.items()},
        "is_sample": record.is_sample,
        "is_core": getattr(record, "is_core", False),
        "names": "\n".join(spellings),
        # Words put into a vector as they are; made of letters, digits and marks alone.
        "lexemes": " ".join(f"'{word}'" for word in sorted(lexemes)),
        "a": _plain_words(names),
        "b": _plain_words(summary),
        "c": _plain_words(_joined(record, findable.texts)),
    }


def _plain_words(texts: dict[str, str]) -> dict[str, str]:
    """Return texts as the forms of their words are found, by the language whose forms they have."""
    return {
        language: " ".join(without_article(word) for word in fold(text[:LONGEST_TEXT]).split())
        for language, text in texts.items()
    }


@cache
def _written() -> str:
    """Return the statement that writes many entries: ``a``, ``b`` and ``c`` are their weights."""
    codes = (*(code for code, _name in settings.LANGUAGES), "")
    forms = {
        weight: " || ".join(
            f"setweight(to_tsvector('{TEXT_CONFIGS.get(code, 'simple')}',"
            f" coalesce({weight} ->> '{code}', '')), '{weight.upper()}')"
            for code in codes
        )
        for weight in "abc"
    }
    columns = [
        field.name
        for field in SearchEntry._meta.concrete_fields
        if field.name not in {"id", "kind"}
    ]
    assigned = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "object_id")
    return f"""
    INSERT INTO geodata_searchentry (kind, {", ".join(columns)})
    SELECT %(kind)s, {", ".join(columns)}
    FROM jsonb_to_recordset(%(entries)s) AS entry (
        object_id bigint, slug text, title jsonb, summary jsonb, is_sample bool, is_core bool,
        names text, lexemes text, a jsonb, b jsonb, c jsonb
    ),
    LATERAL (SELECT lexemes::tsvector || {forms["a"]} AS keys) AS found,
    LATERAL (SELECT keys || {forms["b"]} || {forms["c"]} AS vector) AS read
    ON CONFLICT (kind, object_id) DO UPDATE SET {assigned}
    """  # noqa: S608


def _spellings(names: Iterable[str]) -> list[str]:
    """Return the folded names, one by one; those with brackets also without, and what is inside."""
    listed = [name for text in names for name in re.split(r"[;,/،؛\n]+", text)]
    parts = [part for name in listed for part in (name, *re.split(r"[()]+", name))]
    return [name for name in dict.fromkeys(fold(part) for part in parts) if name]


def _marked(spellings: Iterable[str]) -> dict[str, set[str]]:
    """Return the words that names are found by, by mark."""
    marked: dict[str, set[str]] = {AS_SPELT: set(), ALIKE: set(), WHOLE: set()}
    for name in spellings:
        words = [word[:LONGEST_WORD] for word in name_words(name)]
        marked[AS_SPELT].update(word[:LONGEST_WORD] for word in name.split())
        for word in (*words, *compounds(words)):
            marked[ALIKE].update(skeletons(word))
        if whole := whole_skeleton(words):
            marked[WHOLE].add(whole[:LONGEST_WORD])
    return marked


def _watch(findable: Findable) -> None:
    """Index a record again whenever it, or something that is read through it, changes."""
    _watch_model(findable, findable.model, "pk")
    for path, model in findable.relations.items():
        _watch_model(findable, model, path)


def _watch_model(findable: Findable, model: type[Model], lookup: str) -> None:
    """Watch a model whose records the findable ones are looked up by.

    They are looked up before a change and after it: a fact may move from one place to another.
    """
    kind, manager = findable.kind, findable.model._default_manager
    key = f"_found_through_{kind}_{lookup}"

    def affected(instance: Model) -> set[int]:
        return set(manager.filter(**{lookup: instance.pk}).values_list("pk", flat=True))

    def before(instance: Model, **_signal: Any) -> None:
        known = instance.pk is not None and not instance._state.adding
        instance.__dict__[key] = affected(instance) if known else set()

    def after(instance: Model, raw: bool = False, **_signal: Any) -> None:
        if not raw:
            refresh(kind, instance.__dict__.pop(key, set()) | affected(instance))

    def changed(pks: Collection[int], **_signal: Any) -> None:
        found = manager.filter(**{f"{lookup}__in": pks}).order_by()
        refresh(kind, found.values_list("pk", flat=True))

    def linked(instance: Model, action: str, reverse: bool, **_signal: Any) -> None:
        if reverse:
            (before if action.startswith("pre_") else after)(instance)
        elif action.startswith("post_"):
            refresh(kind, [instance.pk])

    uid = f"search {kind} {lookup}"
    for signal in (pre_save, pre_delete):
        signal.connect(before, model, weak=False, dispatch_uid=f"{uid} before")
    for signal in (post_save, post_delete):
        signal.connect(after, model, weak=False, dispatch_uid=f"{uid} after")
    records_changed.connect(changed, model, weak=False, dispatch_uid=f"{uid} many")
    if lookup in {field.name for field in findable.model._meta.many_to_many}:
        through = getattr(findable.model, lookup).through
        m2m_changed.connect(linked, through, weak=False, dispatch_uid=f"{uid} links")
