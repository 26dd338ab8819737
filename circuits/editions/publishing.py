"""Make editions of published circuits, and tell which one is to be had.

An edition shows people who have agreed to it. When one of them takes that back, or is not published
any more for whatever reason, no edition that shows them is given out from that moment on, nor an
image of it: whether it may be is asked of the database each time. The current one is made anew
without them; the old ones are kept for comparison only, and lose those whose record is deleted, or
who are forgotten with their photos.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterable
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from circuits.editions import images
from circuits.editions.document import Json, document, moment
from circuits.editions.texts import HASH_LENGTH, serialised
from circuits.errors import EditionWithdrawn, NoEdition
from circuits.models import Circuit, Edition, OutdatedEdition
from crafts.models import Artisan, Motif, Product
from geodata.models import Photo, Place

KEPT = 64  # editions in the memory of a process, of some 100 kB each


def publish(circuit: Circuit) -> Edition | None:
    """Make what a circuit says now its current edition; None if it is not published.

    A circuit that says what its current edition says keeps it. One that says again what it said
    once returns to that edition.
    """
    with transaction.atomic():
        locked = Circuit.objects.select_for_update(no_key=True, of=("self",)).get(pk=circuit.pk)
        # Before anything is read: what is noted from now on may not be in what is read.
        OutdatedEdition.objects.filter(circuit=locked).delete()
        if not locked.is_public:
            _current(locked, None)
            return None
        said = document(locked)
        name = sha256(serialised(said.content)).hexdigest()[:HASH_LENGTH]
        edition = locked.editions.filter(hash=name).first()
        if edition is None:
            newest = locked.editions.aggregate(newest=Max("version"))["newest"] or 0
            edition = Edition(
                circuit=locked,
                version=newest + 1,
                hash=name,
                document=said.content,
                people=said.people,
                images=said.images,
                published_at=timezone.now(),
            )
            edition.size_bytes = len(serialised(whole(edition)))
        if not edition.is_current:
            _current(locked, edition)
    return edition


def publish_all(circuits: Iterable[Circuit] | None = None) -> list[Edition]:
    """Bring the editions of some circuits up to date, of all if none are named.

    Returns those that are new, in the order of their circuits.
    """
    if circuits is None:
        circuits = Circuit.objects.order_by("pk")
    newest = Edition.objects.aggregate(newest=Max("pk"))["newest"] or 0
    made = [publish(circuit) for circuit in circuits]
    _forget_the_deleted()
    return [edition for edition in made if edition is not None and edition.pk > newest]


def publish_outdated(among: Collection[int]) -> list[Edition]:
    """Bring those editions up to date whose circuits, by primary key, may have changed."""
    circuits = Circuit.objects.filter(pk__in=among, outdated_editions__isnull=False)
    noted = list(circuits.order_by("pk").distinct())
    return publish_all(noted) if noted else []


def current(slug: str) -> Edition:
    """Return the current edition of a published circuit, made now if it is missing or outdated.

    Raises `EditionWithdrawn` if the circuit is not published any more, `NoEdition` if it never was.
    """
    circuit = Circuit.objects.filter(slug=slug).first()
    if circuit is None:
        raise NoEdition
    if not circuit.is_public:
        raise EditionWithdrawn if circuit.editions.exists() else NoEdition
    is_outdated = OutdatedEdition.objects.filter(circuit=circuit).exists()
    edition = None if is_outdated else circuit.editions.filter(is_current=True).first()
    if edition is None or not may_be_shown(edition):
        edition = publish(circuit)
    if edition is None:  # taken back in the meantime
        raise EditionWithdrawn
    return edition


def published(name: str) -> Edition:
    """Return an edition by its hash, current or not, if it may still be given out.

    Raises `NoEdition` if there never was one, `EditionWithdrawn` if it may not.
    """
    edition = known(name)
    if not edition.circuit.is_public:
        raise EditionWithdrawn
    if not may_be_shown(edition):
        raise EditionWithdrawn(current(edition.circuit.slug))
    return edition


def known(name: str, slug: str | None = None) -> Edition:
    """Return an edition by its hash, be it withdrawn; raise `NoEdition` if there never was one."""
    editions = Edition.objects.filter(hash=name).select_related("circuit")
    if slug is not None:
        editions = editions.filter(circuit__slug=slug)
    edition = editions.first()
    if edition is None:
        raise NoEdition
    return edition


def forget(person: int, pictures: Collection[str]) -> None:
    """Take a person whose record has gone, and some images, out of all that is kept of editions.

    An edition that showed one of the images without showing the person is given out no more.

    Parameters
    ----------
    pictures
        Names of the images, without width; their files are removed when the transaction ends.
    """
    _forget_the_deleted()
    for edition in Edition.objects.filter(images__overlap=list(pictures)):
        _changed(
            Edition.objects.filter(pk=edition.pk),
            document=_without_images(edition.document, pictures),
            people=sorted({*edition.people, person}),
        )
    _serialised.cache_clear()
    transaction.on_commit(partial(images.remove, pictures))


def telling_of(person: int) -> int:
    """Return the number of editions, current and old, that still say something of an artisan."""
    code = Artisan.objects.filter(pk=person).values_list("code", flat=True).first()
    return sum(
        any(artisan["code"] == code for artisan in document["artisans"].values())
        for document in Edition.objects.filter(people__contains=[person]).values_list(
            "document", flat=True
        )
    )


def may_be_shown(edition: Edition) -> bool:
    """Tell whether everybody in an edition may be shown at this moment."""
    return Artisan.objects.public().filter(pk__in=edition.people).count() == len(edition.people)


def image(name: str) -> Path | None:
    """Return the file of an image by its name, if an edition that may be given out shows it.

    So may one of a plan, which is saved nowhere: it shows what is public.
    """
    path = images.file(name)
    if path is None:
        return None
    photo = name.partition("-")[0]
    shown = _showable(Edition.objects.filter(images__contains=[photo]))
    return path if shown or photo in _public_photos() else None


def _public_photos() -> set[str]:
    """Return the names of the images of what anybody may see."""
    photos = Photo.objects.filter(
        Q(place__in=Place.objects.public())
        | Q(artisan__in=Artisan.objects.public())
        | Q(product__in=Product.objects.public())
        | Q(motif__in=Motif.objects.public())
    )
    names = (images.name(photo.image) for photo in photos.distinct())
    return {name for name in names if name is not None}


def tidy_images() -> None:
    """Remove the images that no edition shows that may be given out."""
    shown = _showable(Edition.objects.exclude(images=[]))
    images.keep_only({name for edition in shown for name in edition.images})


def as_json(edition: Edition) -> bytes:
    """Return an edition as phones get it."""
    return _serialised(edition.pk, edition.hash)[0]


def compressed(edition: Edition) -> dict[str, bytes]:
    """Return the same by what HTTP calls its compression, the shortest first."""
    return _serialised(edition.pk, edition.hash)[1]


@lru_cache(maxsize=KEPT)
def _serialised(pk: int, name: str) -> tuple[bytes, dict[str, bytes]]:
    """Return an edition as JSON and compressed; the name keeps apart what had one number once."""
    text = serialised(whole(Edition.objects.get(pk=pk)))
    return text, {
        "br": brotli.compress(text, mode=brotli.MODE_TEXT),
        "gzip": gzip.compress(text, compresslevel=9, mtime=0),
    }


def whole(edition: Edition) -> Json:
    """Return what phones get of an edition, as data."""
    return edition.document | {
        "hash": edition.hash,
        "version": edition.version,
        "published_at": moment(edition.published_at),
    }


def _changed(editions: QuerySet[Edition], **fields: object) -> None:
    """Write what may change in editions, past their own refusal; the database keeps watch."""
    QuerySet.update(editions, **fields)


def _current(circuit: Circuit, edition: Edition | None) -> None:
    """Let an edition, or none, be the current one of its circuit."""
    _changed(circuit.editions.filter(is_current=True), is_current=False)
    if edition is None:
        return
    edition.is_current = True
    if edition._state.adding:
        edition.save()
    else:
        _changed(circuit.editions.filter(pk=edition.pk), is_current=True)


def _forget_the_deleted() -> None:
    """Take people whose records are gone out of what is kept of editions."""
    mentioned = {pk for people in Edition.objects.values_list("people", flat=True) for pk in people}
    gone = mentioned.difference(
        Artisan.objects.filter(pk__in=mentioned).values_list("pk", flat=True)
    )
    if not gone:
        return
    codes = set(Artisan.objects.values_list("code", flat=True))
    for edition in Edition.objects.filter(people__overlap=list(gone)):
        shown = edition.document["artisans"]
        left = {slug: artisan for slug, artisan in shown.items() if artisan["code"] in codes}
        if left != shown:
            _changed(
                Edition.objects.filter(pk=edition.pk),
                document=_without(edition.document, shown.keys() - left.keys()),
            )


def _without(content: Json, people: Collection[str]) -> Json:
    """Return a document without some people, by their slugs."""

    def others(slugs: Iterable[str]) -> list[str]:
        return [slug for slug in slugs if slug not in people]

    return content | {
        "artisans": {
            slug: artisan for slug, artisan in content["artisans"].items() if slug not in people
        },
        "stops": [stop | {"people": others(stop["people"])} for stop in content["stops"]],
        "products": {
            slug: product | {"artisans": others(product["artisans"])}
            for slug, product in content["products"].items()
        },
    }


def _without_images(content: Any, names: Collection[str]) -> Any:
    """Return a document without some images, whatever shows them."""
    if isinstance(content, list):
        left = (one for one in content if not (isinstance(one, str) and one in names))
        return [_without_images(one, names) for one in left]
    if isinstance(content, dict):
        return {
            key: _without_images(value, names) for key, value in content.items() if key not in names
        }
    return content


def _showable(editions: QuerySet[Edition]) -> list[Edition]:
    """Return those of some editions that may be given out, without their documents."""
    found = list(editions.filter(circuit__in=Circuit.objects.public()).defer("document"))
    mentioned = {pk for edition in found for pk in edition.people}
    shown = set(Artisan.objects.public().filter(pk__in=mentioned).values_list("pk", flat=True))
    return [edition for edition in found if shown.issuperset(edition.people)]
