"""What a phone keeps of the site itself, so that pages open without a network.

`build.mjs` writes down in ``static/app.json`` which files belong to it. Three parts are told apart:
``core`` is what every visitor's phone keeps, to say honestly that there is no network and to let
reports be written; ``walk`` is what it needs besides to open circuits, and is fetched once somebody
takes one along; ``field`` what an officer needs to survey places. The version is
a digest of all that is kept: another file, template or translation makes another version, and a
phone then fetches what is new before it lets go of the old.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.translation import override

BUILT = "app.json"
WORKER = "sw.js"
VERSION_LENGTH = 12
# A page for each language, by what the service worker calls it. The pages of a circuit are the same
# for all circuits: scripts fill them from the edition on the phone. What is counted is told to
# walkers too.
CORE_PAGES = {"kept": "kept", "offline": "offline", "report": "report"}
WALK_PAGES = {"circuit": "kept_circuit", "follow": "kept_follow", "privacy": "privacy"}
FIELD_PAGES = {"field": "kept_field"}
PAGES = {"core": CORE_PAGES, "walk": WALK_PAGES, "field": FIELD_PAGES}
SOURCES = ("templates", "locale")  # what pages are made of, besides files that the build wrote


@dataclass(frozen=True)
class File:
    """A file or page that is kept: its address, and its size on the phone, where that is known."""

    url: str
    size_bytes: int


@dataclass(frozen=True)
class Shell:
    """What is kept of one version of the site.

    Attributes
    ----------
    version
        Digest of everything below and of what the pages are made of.
    immutable
        Whether the addresses of files change with what is in them.
    core, walk, field
        Files, without the pages.
    pages
        By language, the addresses of pages by their name.
    page_parts
        Which part a page belongs to, by its name.
    """

    version: str
    immutable: bool
    core: list[File]
    walk: list[File]
    field: list[File]
    pages: dict[str, dict[str, str]]
    page_parts: dict[str, str]
    default_language: str

    def as_json(self) -> dict[str, Any]:
        """Return it as the service worker reads it."""
        return asdict(self)


def current() -> Shell:
    """Return what phones are to keep of the site as it is; worked out once in production."""
    release = settings.RELEASE
    return _read(release) if settings.DEBUG else _remembered(release)


def built() -> dict[str, Any]:
    """Return what the build wrote down for the server: files of the shell, and colours."""
    found: dict[str, Any] = json.loads(_file(BUILT).read_text(encoding="utf-8"))
    return found


def worker() -> str:
    """Return the service worker as the build wrote it."""
    return _file(WORKER).read_text(encoding="utf-8")


@cache
def _remembered(release: str) -> Shell:
    return _read(release)


def _read(release: str) -> Shell:
    names = built()["shell"]
    digest = sha256(f"{release}\n{worker()}".encode())
    for path in [_file(name) for part in PAGES for name in names[part]] + _sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return Shell(
        version=digest.hexdigest()[:VERSION_LENGTH],
        immutable=hasattr(staticfiles_storage, "hashed_name"),
        core=[_kept(name) for name in names["core"]],
        walk=[_kept(name) for name in names["walk"]],
        field=[_kept(name) for name in names["field"]],
        pages=_pages(),
        page_parts={name: part for part, pages in PAGES.items() for name in pages},
        default_language=settings.LANGUAGE_CODE,
    )


def _pages() -> dict[str, dict[str, str]]:
    pages: dict[str, dict[str, str]] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            pages[code] = {
                name: reverse(view) for part in PAGES.values() for name, view in part.items()
            }
    return pages


def _kept(name: str) -> File:
    # Scripts name the chunks that they share themselves, by what is in them.
    own_name = name.startswith("chunks/")
    url = settings.STATIC_URL + name if own_name else staticfiles_storage.url(name)
    return File(url=url, size_bytes=_file(name).stat().st_size)


def _sources() -> list[Path]:
    folders = (settings.BASE_DIR / folder for folder in SOURCES)
    return sorted(
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".mo"}
    )


def _file(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise ImproperlyConfigured(
            f"The front end is not built: {name} is missing. Run script/setup."
        )
    return Path(found)
