"""Forget a person who asks for it: all that is kept of an artisan, for good.

What they said, what they are called, their telephone and their photos go from the records, from the
history, from drafts, from what imports and loads remember, and from what the apps above keep, which
say so by registering (`KEEPERS`). That something was changed, when and by whom stays.

Names that somebody wrote into another text are text like any other: they are found as they are
spelt here, named, and left to be mended by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import CharField, Model, Q, SlugField, TextField
from modeltranslation.utils import get_translation_fields

from crafts.errors import NobodyToForget
from crafts.models import Artisan
from geodata.forgetting import Memories
from geodata.history.documents import Document
from geodata.history.models import Revision, Version
from geodata.history.recording import recording
from geodata.history.tracking import TRACKED
from geodata.interchange import waiting
from geodata.interchange.batches import wait_for_imports
from geodata.interchange.models import ImportedRecord
from geodata.interchange.subjects import names_of
from geodata.interchange.waiting import Waiting
from geodata.models import Observation, Photo, Record, Report

ARTISAN, PHOTO = Artisan._meta.label_lower, Photo._meta.label_lower
SHORTEST_NAME = 4  # letters; a shorter one is found in half of all words
MOST_MENTIONS = 30
# Where people write what they like, besides records and their parts.
LETTERS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Report, ("text", "answer")),
    (Observation, ("note",)),
)


@dataclass(frozen=True)
class Keeper:
    """Something above that keeps something of people.

    Attributes
    ----------
    told
        Takes the primary key of an artisan, and says what it keeps of them; "" for nothing.
    forget
        Takes the primary key, and the names of the files of photos that are about to be removed.
        Called in the transaction, when the record has gone and the files are still there.
    """

    told: Callable[[int], str]
    forget: Callable[[int, Collection[str]], None]


KEEPERS: list[Keeper] = []


@dataclass(frozen=True)
class Portrait:
    """A photo that the person had, and the other records that show it now."""

    pk: int
    photo: Photo | None
    shown_by: tuple[Record, ...]


@dataclass(frozen=True)
class Person:
    """Somebody of whom something is kept, be their record deleted."""

    pk: int

    @classmethod
    def find(cls, pk: int) -> Person:
        """Return the person with a primary key; raise `NobodyToForget` if nothing is kept."""
        person = cls(pk)
        if person.record is None and not person.memories.exist():
            raise NobodyToForget
        return person

    @cached_property
    def record(self) -> Artisan | None:
        """Their record, None where it has been deleted."""
        return Artisan.objects.filter(pk=self.pk).first()

    @property
    def memories(self) -> Memories:
        """What is kept beside their record."""
        return Memories(ARTISAN, self.pk)

    @cached_property
    def documents(self) -> list[Document]:
        """All that was ever said of them, the latest first."""
        return self.memories.documents()

    @cached_property
    def _said(self) -> list[dict[str, Any]]:
        """The fields that were ever said of them, in records, documents and imports."""
        record = self.record
        now = [{name: getattr(record, name) for name in _NAMED}] if record else []
        documents = [document["fields"] for document in self.documents]
        pairs = self.memories.imports.values_list("after", "before")
        return [*now, *documents, *(said for pair in pairs for said in pair if said)]

    @property
    def code(self) -> str:
        """The code of their plaque; their number where none is known."""
        return next((said["code"] for said in self._said if said.get("code")), str(self.pk))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What they are or were called, in all languages."""
        columns = get_translation_fields("name")
        found = (said.get(column) for said in self._said for column in columns)
        return tuple(dict.fromkeys(name for name in found if name))

    @cached_property
    def portraits(self) -> list[Portrait]:
        """The photos that they have or had."""
        pks = {pk for document in self.documents for pk in document["links"].get("photos", ())}
        if self.record is not None:
            pks |= set(self.record.photos.values_list("pk", flat=True))
        photos = Photo.objects.in_bulk(pks)
        return [Portrait(pk, photos.get(pk), tuple(self._showing(pk))) for pk in sorted(pks)]

    @property
    def files(self) -> list[Waiting]:
        """The registers that somebody has sent and not imported yet: they may name the person."""
        return [one for name in names_of(Artisan) for one in waiting.of_subject(name)]

    @property
    def mentions(self) -> list[Model]:
        """What names them, as they are spelt here, in a text of its own."""
        phones = {said["phone"] for said in self._said if said.get("phone")}
        words = [word for word in (*self.names, *phones) if len(word) >= SHORTEST_NAME]
        going = [one.photo for one in self.portraits if not one.shown_by]
        found = (thing for thing in _mentions(words) if thing not in going) if words else ()
        return list(islice(found, MOST_MENTIONS))

    def _showing(self, photo: int) -> Iterator[Record]:
        for model in _showing_models():
            others = model._default_manager.filter(photos=photo)
            yield from others.exclude(pk=self.pk) if model is Artisan else others


_NAMED = ("code", "phone", *get_translation_fields("name"))


def known_as(text: str) -> dict[int, str]:
    """Return the people whom a text names, by primary key, with what they are called.

    A primary key, as "#12", a code or an address comes before a name; names may be those of people
    whose record was deleted, or whose import was undone.
    """
    if text.startswith("#") and text[1:].isdecimal():
        return {int(text[1:]): text}
    exact = Artisan.objects.filter(Q(code=text.upper()) | Q(slug=text)).first()
    if exact is not None:
        return {exact.pk: str(exact)}
    found: dict[int, str] = {}
    named = Q()
    for column in get_translation_fields("name"):
        named |= Q(**{column: text})
    found |= {one.pk: str(one) for one in Artisan.objects.filter(named).order_by("pk")}
    versions = Version.objects.filter(
        Q(label=text) | Q(document__fields__code=text.upper()) | Q(document__fields__slug=text),
        model=ARTISAN,
    )
    found |= dict(versions.values_list("object_id", "label"))
    imported = ImportedRecord.objects.filter(batch__subject__in=names_of(Artisan), label=text)
    return found | dict(imported.values_list("object_id", "label"))


def forget(pk: int, *, by: Any = None, shared_photos: Collection[int] = ()) -> Revision:
    """Forget a person for good, and return the note of that in the history.

    Parameters
    ----------
    pk
        The primary key of the artisan, whose record may have been deleted before.
    by
        The account of who does it, None for the command line.
    shared_photos
        Primary keys of those of their photos that go although other records show them.

    Raises
    ------
    NobodyToForget
        Nothing is kept of such a person; nothing has been done.
    """
    with transaction.atomic():
        wait_for_imports()
        person = Person.find(pk)
        photos = [
            portrait.pk
            for portrait in person.portraits
            if not portrait.shown_by or portrait.pk in shared_photos
        ]
        files = _files(photos)
        registers = person.files
        with recording(by, kind=Revision.Kind.FORGET) as made:
            Photo.objects.filter(pk__in=photos).delete()
            if person.record is not None:
                person.record.delete()
        revision = made.revision or Revision.objects.create(kind=Revision.Kind.FORGET, made_by=by)
        Version.objects.get_or_create(
            revision=revision, model=ARTISAN, object_id=pk, defaults={"document": {}}
        )
        for memories in (person.memories, *(Memories(PHOTO, photo) for photo in photos)):
            memories.forget()
        for keeper in KEEPERS:
            keeper.forget(pk, files)
        transaction.on_commit(partial(_remove, files, registers))
    return revision


def _files(photos: Collection[int]) -> list[str]:
    """Return the names of all files that photos have or had, but those that other photos have."""
    names = {
        document["fields"].get("image")
        for pk in photos
        for document in Memories(PHOTO, pk).documents()
    } | set(Photo.objects.filter(pk__in=photos).values_list("image", flat=True))
    others = Photo.objects.filter(image__in=[name for name in names if name])
    names -= set(others.exclude(pk__in=photos).values_list("image", flat=True))
    return sorted(filter(None, names))


def _remove(files: Iterable[str], registers: Iterable[Waiting]) -> None:
    """Remove what lies on the disk: only now nothing brings the transaction back."""
    storage = Photo._meta.get_field("image").storage
    for name in files:
        storage.delete(name)
    for register in registers:
        register.discard()


def _showing_models() -> list[type[Record]]:
    return [kind.model for kind in TRACKED.values() if issubclass(kind.model, Record)]


def _mentions(words: list[str]) -> Iterator[Model]:
    """Yield what has one of some words in a text, other than people."""
    for kind in TRACKED.values():
        if kind.model is Artisan:
            continue
        found = Q()
        for said, path in [
            (kind.said, ""),
            *((part.said, f"{part.accessor}__") for part in kind.parts.values()),
        ]:
            for column in said.fields:
                if isinstance(column, CharField | TextField) and not isinstance(column, SlugField):
                    found |= _any_of(f"{path}{column.name}", words)
        yield from kind.model._default_manager.filter(found).distinct()
    for model, columns in LETTERS:
        found = Q()
        for name in columns:
            found |= _any_of(name, words)
        yield from model._default_manager.filter(found).defer("photo")


def _any_of(column: str, words: list[str]) -> Q:
    found = Q()
    for word in words:
        found |= Q(**{f"{column}__icontains": word})
    return found
