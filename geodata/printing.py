"""Print pages on paper: HTML in, PDF out, with the site's own letters, colours and drawings.

Nothing comes from anywhere else: what a page asks for beyond the site's own files is refused, be it
on the network or on the disk, because names and texts on these pages were typed by people.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from geodata.errors import GeodataError

if TYPE_CHECKING:  # WeasyPrint takes half a second to import, and most processes never print
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

SCHEME = "site:"  # site:fonts/readex-latin.woff2 is that file of the site's static ones
KEPT = 24  # prints, of some 50 to 600 kB
LONGEST_WAIT_S = 20

# A print takes a processor for a second or two: that many visitors print must not stop the others.
_press = Lock()

_TOKENS = Path(__file__).resolve().parents[1] / "frontend" / "css" / "tokens.css"
_FACE = re.compile(
    r'@font-face\{font-family:"?([^";]+)"?;font-weight:([\d ]+);[^}]*?fonts/([\w-]+)\.woff2'
)
_OWN = re.compile(SCHEME + r"((?:[\w-]+/)+[\w-]+\.(woff2|svg))")
_KINDS = {"woff2": "font/woff2", "svg": "image/svg+xml"}


class PressBusy(GeodataError):
    """More is to be printed than can be at once."""


class Refused(GeodataError):
    """A page to be printed asks for a file that is not the site's own."""


@lru_cache(maxsize=KEPT)
def pdf(html: str, style: str) -> bytes:
    """Return a page as PDF; the same page is made once, and one page at a time.

    Parameters
    ----------
    html
        The whole document. It may show the site's own drawings: ``site:ornament/border.svg``.
    style
        Name of its style sheet among the templates, such as ``plaques/plaque.css``.

    Raises
    ------
    PressBusy
    """
    if not _press.acquire(timeout=LONGEST_WAIT_S):
        raise PressBusy(_("Too much is being printed just now: try again in a minute."))
    try:
        return _printed(html, style)
    finally:
        _press.release()


def _printed(html: str, style: str) -> bytes:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    printed: bytes = HTML(string=html, base_url=SCHEME, url_fetcher=_fetcher()).write_pdf(
        stylesheets=[_sheet(css, fonts) for css in (_tokens(), _letters(), _read(style))],
        font_config=fonts,
    )
    return printed


def own_file(address: str) -> tuple[bytes, str]:
    """Return one of the site's own static files, and what kind of file it is.

    Raises
    ------
    Refused
    """
    asked = _OWN.fullmatch(address)
    found = finders.find(asked[1]) if asked else None
    if asked is None or found is None:
        raise Refused(f"Only the site's own drawings and letters are printed, not {address[:80]}.")
    kind, path = _KINDS[asked[2]], Path(str(found))
    return (_unpacked(path) if kind == "font/woff2" else path.read_bytes()), kind


@cache
def _unpacked(path: Path) -> bytes:
    """Return a font as it is before it is packed for browsers; to unpack it takes a while."""
    from fontTools.ttLib import TTFont

    unpacked = BytesIO()
    with TTFont(path) as font:
        font.flavor = None
        font.save(unpacked)
    return unpacked.getvalue()


@cache
def _fetcher() -> URLFetcher:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        """Fetches nothing but what `own_file` returns."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            body, kind = own_file(url)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    return OwnFiles()


def _sheet(css: str, fonts: FontConfiguration) -> CSS:
    from weasyprint import CSS

    return CSS(string=css, base_url=SCHEME, url_fetcher=_fetcher(), font_config=fonts)


@cache
def families() -> tuple[str, str]:
    """Return the names of the site's letters in print, for text and for headings.

    In browsers several files make up a family, each for some characters. In a PDF they would be
    taken for one font, and the letters of one drawn in the place of another's. So here each file
    is a family, and is named like the file.
    """
    files: dict[str, list[str]] = {}
    for family, _weight, file in _faces():
        files.setdefault(family, []).append(file)
    tifinagh = files.get("Noto Sans Tifinagh", [])
    text, display = (
        ", ".join((*files.get(family, ()), *tifinagh, kind))
        for family, kind in (("Readex Pro", "sans-serif"), ("El Messiri", "serif"))
    )
    return text, display


@cache
def _faces() -> tuple[tuple[str, str, str], ...]:
    """Return family, weight and file of the site's letters, as its own style sheet says them."""
    found = finders.find("site.css")
    css = Path(str(found)).read_text(encoding="utf-8") if found else ""
    return tuple(_FACE.findall(css))


@cache
def _letters() -> str:
    text, display = families()
    rules = [
        f'@font-face{{font-family:"{file}";font-weight:{weight};'
        f'src:url("{SCHEME}fonts/{file}.woff2") format("woff2")}}'
        for _name, weight, file in _faces()
    ]
    return "\n".join((*rules, f":root{{--font-text:{text};--font-display:{display}}}"))


@cache
def _tokens() -> str:
    return _TOKENS.read_text(encoding="utf-8")


def _read(style: str) -> str:
    folder = Path(str(settings.BASE_DIR)) / "templates"
    return (folder / style).read_text(encoding="utf-8")
