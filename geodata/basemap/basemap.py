"""The basemap that serves: where it is, what it covers, and its features for static maps."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags

from geodata import built
from geodata.basemap import archive

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FILE = "basemap.pmtiles"
_VERSION = re.compile(r"[0-9][0-9a-z-]{1,39}", re.ASCII)  # not a draft, nor the link to the current

type Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Basemap:
    """One version of a territory's basemap.

    Attributes
    ----------
    bounds
        West, south, east, north in degrees (WGS 84).
    max_zoom
        The last level with tiles of its own; they are drawn larger above.
    built_from
        The moment of OpenStreetMap that it shows, as ISO 8601; empty if the extract did not say.
    attribution
        In HTML, with the link that the licence asks for.
    """

    version: str
    path: Path
    size_bytes: int
    bounds: Box
    min_zoom: int
    max_zoom: int
    attribution: str
    built_from: str

    @property
    def url(self) -> str:
        """Where browsers get it: from the site, or from where BASEMAP_URL says it lies."""
        if settings.BASEMAP_URL:
            return f"{settings.BASEMAP_URL}/{self.version}.pmtiles"
        return reverse("basemap", args=[self.version])

    @property
    def credit(self) -> str:
        """The attribution without its link, for paper."""
        return strip_tags(self.attribution)

    def config(self) -> dict[str, Any]:
        """Return what a map in the browser needs to know."""
        return {
            "url": self.url,
            "attribution": self.attribution,
            "minzoom": self.min_zoom,
            "maxzoom": self.max_zoom,
            "bounds": self.bounds,
        }

    def features(
        self, layers: Iterable[str], bbox: Box, zoom: float
    ) -> "Iterator[tuple[str, BaseGeometry, dict[str, Any]]]":
        """Yield the layer, the geometry (WGS 84 longitude and latitude) and the attributes.

        They come layer by layer, in the order of ``layers``, and whole across the tiles' borders.

        Parameters
        ----------
        bbox
            West, south, east, north in degrees; what touches it comes, not cut to it.
        zoom
            The zoom level that the map is drawn for; the nearest one with tiles is read.
        """
        from geodata.basemap.tiles import features  # GDAL, which most requests do without

        level = min(max(round(zoom), self.min_zoom), self.max_zoom)
        return features(self.path, tuple(layers), bbox, level)


def shelf() -> built.Shelf:
    """Return where the versions for the territory that the site serves lie."""
    return built.shelf("basemap")


def current() -> Basemap | None:
    """Return the basemap that serves; None if there is none, or if its file cannot be read.

    The file is looked into once for each version; a system check tells why one cannot be read.
    """
    folder = shelf().current()
    if folder is None:
        return None
    try:
        return read(folder)
    except archive.InvalidArchive:
        return None


def version(name: str) -> Path | None:
    """Return the file of a version, the one that serves or an older one; None if it is gone."""
    if not _VERSION.fullmatch(name):
        return None
    path = shelf().folder / name / FILE
    return path if path.is_file() else None


@lru_cache(maxsize=4)
def read(folder: Path) -> Basemap:
    """Return the basemap in the folder of a version; raise `InvalidArchive` if it is damaged."""
    path = folder / FILE
    header, metadata = archive.read(path)
    return Basemap(
        version=folder.name,
        path=path,
        size_bytes=path.stat().st_size,
        bounds=header.bounds,
        min_zoom=header.min_zoom,
        max_zoom=header.max_zoom,
        attribution=str(metadata.get("attribution", "")),
        built_from=str(metadata.get("built_from", "")),
    )
