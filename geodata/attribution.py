"""Say whose data the streets and the basemap are, while they serve.

OpenStreetMap's data is under the Open Database Licence 1.0. It asks that whoever sees a map made of
it can see whose it is, and that whoever gets a database made of it can have that under the same
licence: https://osmfoundation.org/wiki/Licence/Attribution_Guidelines.
"""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geodata import basemap, built

COPYRIGHT_URL = "https://www.openstreetmap.org/copyright"
LICENCE = "Open Database License (ODbL) 1.0"
LICENCE_URL = "https://opendatacommons.org/licenses/odbl/1-0/"


@dataclass(frozen=True)
class Credit:
    """What of the site is made from OpenStreetMap just now.

    Attributes
    ----------
    basemap_url
        Where the basemap can be had whole; "" where there is none.
    """

    streets: bool
    basemap_url: str
    text: str
    copyright_url: str = COPYRIGHT_URL
    licence: str = LICENCE
    licence_url: str = LICENCE_URL


def text() -> str:
    """Return whose data it is in the reader's language, as OpenStreetMap itself writes it."""
    return _("© OpenStreetMap contributors")


def link() -> SafeString:
    """Return the same as HTML, linked to what its owners ask to have it linked to."""
    return format_html('<a href="{}" rel="noopener">{}</a>', COPYRIGHT_URL, text())


def credit() -> Credit | None:
    """Return what is to be credited, `None` while nothing here is made from OpenStreetMap."""
    streets = built.shelf("streets").current() is not None
    ground = basemap.current()
    if not streets and ground is None:
        return None
    return Credit(streets=streets, basemap_url=ground.url if ground else "", text=text())
