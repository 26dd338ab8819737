"""Answer a request for a static map: which sheet, whether it has changed, and what it may do."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from geodata import basemap
from geodata.query import read_choices
from geodata.static_maps import style
from geodata.static_maps.content import Content
from geodata.static_maps.sheets import Size, draw

FRESH_S = 300
KEPT = 128  # drawings, of some 20 to 300 kB

# The file is a picture: it fetches nothing, runs nothing, and is framed by nobody.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def respond(request: HttpRequest, content: Content, name: str) -> HttpResponse:
    """Return the drawing on the sheet that ``?size=`` asks for, A5 where it asks for none.

    Parameters
    ----------
    name
        Of the file, without extension, for who keeps it.
    """
    chosen = read_choices(request.GET, "size", [size.value for size in Size])
    size = Size(chosen[0]) if chosen else Size.PAGE
    base = basemap.current()
    version = base.version if base else ""
    parts = (content.fingerprint, size, version, str(style.LOOK))
    etag = f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_drawn(content, size, version), content_type="image/svg+xml")
        response["Content-Disposition"] = f'inline; filename="{name}-{size}.svg"'
    response["ETag"] = etag
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=FRESH_S)
    return response


@lru_cache(maxsize=KEPT)
def _drawn(content: Content, size: Size, version: str) -> str:
    base = basemap.current()
    return draw(content, size, base if base and base.version == version else None)
