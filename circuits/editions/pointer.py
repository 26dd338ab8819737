"""Tell a phone which edition is current, and how much there is to fetch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from circuits.editions import publishing
from circuits.editions.calendar import calendar
from circuits.editions.document import FORMAT, moment
from circuits.editions.images import WIDTHS_PX
from circuits.models import Edition
from geodata import basemap

type Json = dict[str, Any]


@dataclass(frozen=True)
class Addresses:
    """Where an edition is, and what is asked for again later."""

    edition: str
    calendar: str
    changes: str


def pointer(edition: Edition) -> Json:
    """Return where an edition and what goes with it are to be had, as docs/editions.md has it."""
    addresses = Addresses(
        url(edition),
        reverse("api:edition_calendar", args=[edition.hash]),
        reverse("api:edition_changes", args=[edition.document["circuit"]["slug"]]),
    )
    transfer_bytes = len(publishing.compressed(edition)["gzip"])
    return pointer_to(edition, publishing.as_json(edition), transfer_bytes, addresses)


def pointer_to(edition: Edition, text: bytes, transfer_bytes: int, addresses: Addresses) -> Json:
    """Return the same of an edition that says ``text``, whether or not it is saved."""
    when = calendar(edition)
    images = image_bytes(edition)
    ground = basemap.current()
    return {
        "format": FORMAT,
        "circuit": edition.document["circuit"]["slug"],
        "hash": edition.hash,
        "version": edition.version,
        "published_at": moment(edition.published_at),
        "url": addresses.edition,
        "size_bytes": len(text),
        "transfer_bytes": transfer_bytes,
        "calendar": {
            "hash": when.hash,
            "url": addresses.calendar,
            "size_bytes": len(when.text),
            "first_day": when.first_day.isoformat(),
            "last_day": when.last_day.isoformat(),
        },
        "images": {
            "base": reverse("api:edition_image", args=["-"]).removesuffix("-"),
            "count": len(edition.images),
            "size_bytes": {str(width): size for width, size in images.items()},
        },
        "basemap": {
            "url": ground.url,
            "version": ground.version,
            "size_bytes": ground.size_bytes,
        }
        if ground
        else None,
        "total_bytes": len(text)
        + len(when.text)
        + images[WIDTHS_PX[0]]
        + (ground.size_bytes if ground else 0),
        "changes_url": addresses.changes,
    }


def url(edition: Edition) -> str:
    """Return the address of an edition."""
    return reverse("api:edition", args=[edition.hash])


def image_bytes(edition: Edition) -> dict[int, int]:
    """Return how much the images of an edition weigh together, by the width that is fetched.

    A narrow image, which is not there in a width, is fetched in its own.
    """
    albums = [image["files"] for image in edition.document["images"].values()]
    return {
        width: sum(
            max((file for file in files if file["width"] <= width), key=lambda file: file["width"])[
                "bytes"
            ]
            for files in albums
        )
        for width in WIDTHS_PX
    }
