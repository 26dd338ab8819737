"""Make photographs small enough for a phone, and keep what was made.

An image is named by the hash of its original, so that what is kept under a name never changes. The
files lie in ``VAR_DIR/editions/images``. What a camera writes into a file besides the picture, such
as where it was taken, is left out.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import time

from django.conf import settings
from django.db.models.fields.files import FieldFile
from PIL import Image as Picture
from PIL import ImageOps

WIDTHS_PX = (480, 960)
QUALITY = 75
DAY_S = 86_400
_NAME = re.compile(r"[0-9a-f]{16}-\d{1,4}\.webp", re.ASCII)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class File:
    """An image in one width, in pixels."""

    name: str
    width: int
    height: int
    size_bytes: int


@dataclass(frozen=True)
class Image:
    """A photograph in the sizes of phones, the smallest first."""

    name: str
    files: tuple[File, ...]


def folder() -> Path:
    """Return where the files lie."""
    path: Path = settings.VAR_DIR / "editions" / "images"
    return path


def image(original: FieldFile) -> Image | None:
    """Return a photograph in the sizes of phones, made now if it has not been yet.

    None where its file is gone or is no picture: an edition does without it.
    """
    try:
        name = _named(original)
        return _read(name) or _make(Path(original.path), name)
    except (OSError, ValueError, Picture.DecompressionBombError):
        logger.warning("The photo %s cannot be read; editions do without it.", original.name)
        return None


def name(original: FieldFile) -> str | None:
    """Return what a photograph is called in editions; None where its file is gone."""
    try:
        return _named(original)
    except (OSError, ValueError):
        return None


def file(name: str) -> Path | None:
    """Return a file by its name; None where there is none."""
    path = folder() / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def keep_only(names: Collection[str]) -> None:
    """Remove the images that no edition shows any more.

    What is younger than a day stays: an edition that is being made right now may need it.
    """
    if not folder().is_dir():
        return
    yesterday = time() - DAY_S
    for path in folder().iterdir():
        is_old = path.stat().st_mtime < yesterday
        if is_old and path.name.partition("-")[0] not in names:
            path.unlink(missing_ok=True)


def remove(names: Collection[str]) -> None:
    """Remove images at once, by their names without width."""
    for name in names:
        for path in folder().glob(f"{name}-*.webp"):
            path.unlink(missing_ok=True)


def _named(original: FieldFile) -> str:
    path = Path(original.path)
    status = path.stat()
    return _name(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=4096)
def _name(path: Path, size: int, changed_ns: int) -> str:
    with path.open("rb") as original:
        return hashlib.file_digest(original, "sha256").hexdigest()[:16]


def _read(name: str) -> Image | None:
    """Return what was made of an original already; None unless all of it is there."""
    paths = sorted(folder().glob(f"{name}-*.webp"), key=_width)
    if not paths or _width(paths[0]) > WIDTHS_PX[0]:  # the smallest is made last
        return None
    files = []
    for path in paths:
        with Picture.open(path) as picture:
            files.append(File(path.name, *picture.size, path.stat().st_size))
    return Image(name, tuple(files))


def _width(path: Path) -> int:
    return int(path.stem.partition("-")[2])


def _make(path: Path, name: str) -> Image | None:
    folder().mkdir(parents=True, exist_ok=True)
    with Picture.open(path) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    for width in sorted({min(width, upright.width) for width in WIDTHS_PX}, reverse=True):
        height = max(1, round(upright.height * width / upright.width))
        smaller = upright.resize((width, height), Picture.Resampling.LANCZOS)
        smaller.info.clear()
        draft = folder() / f".{secrets.token_hex(4)}"
        smaller.save(draft, "WEBP", quality=QUALITY, method=4)
        draft.replace(folder() / f"{name}-{width}.webp")
    return _read(name)
