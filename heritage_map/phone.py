"""What makes the site an app on a phone: its manifest, its service worker, and its own pages.

The pages are the same for everybody, since phones keep them: scripts fill them with what is kept on
the phone that shows them. docs/offline.md tells how it all works together.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, get_language_from_request, override, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from circuits import following
from circuits.models import Circuit
from geodata import attribution, maps, territory
from geodata.query import read_choices
from heritage_map import app_shell

ASK_AGAIN = "no-cache"
ICONS = ((192, "icon-192.png", "any"), (512, "icon-512.png", "any"))
MASKABLE = ((192, "icon-maskable-192.png", "maskable"), (512, "icon-maskable-512.png", "maskable"))

PLACEHOLDER = "kept-circuit"  # frontend/sw/worker.js knows it

MARKER = "kept"  # the name of the cookie; frontend/js/offline/marker.js reads it
MARKER_AGE_S = 400 * 86_400  # browsers allow no more
MARKER_LIMIT = 3_000  # characters; a browser drops cookies of 4 kB
_SLUG = re.compile(r"[-a-z0-9_]{1,80}", re.ASCII)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker, told what to keep of this version of the site."""
    shell = json.dumps(app_shell.current().as_json(), separators=(",", ":"))
    text = f"self.SHELL={shell};\n{app_shell.worker()}"
    etag = f'"{sha256(text.encode()).hexdigest()[:16]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        text, content_type="text/javascript; charset=utf-8"
    )
    response["ETag"] = etag
    response["Cache-Control"] = ASK_AGAIN
    response["Service-Worker-Allowed"] = "/"
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the site as an app, in the language asked for, else in the reader's own."""
    chosen = read_choices(request.GET, "lang", dict(settings.LANGUAGES))
    language = chosen[0] if chosen else get_language_from_request(request)
    with override(language):
        response = JsonResponse(
            _manifest(language),
            content_type="application/manifest+json",
            json_dumps_params={"ensure_ascii": False},
        )
    response["Cache-Control"] = ASK_AGAIN
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _manifest(language: str) -> dict[str, object]:
    here = territory.current()
    colours = app_shell.built()["colours"]
    shortcuts = (
        (_("Map"), "map"),
        (_("Circuits"), "circuits:list"),
        (_("My circuit"), "plans:plan"),
        (_("On this phone"), "kept"),
    )
    return {
        "id": "/",
        "name": here.title,
        "short_name": here.name,
        "description": pgettext("site", "Markets & makers"),
        "lang": language,
        "dir": "rtl" if LANG_INFO[language]["bidi"] else "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": colours["theme"],
        "background_color": colours["background"],
        "icons": [
            {"src": static(name), "sizes": f"{px}x{px}", "type": "image/png", "purpose": purpose}
            for px, name, purpose in (*ICONS, *MASKABLE)
        ],
        "shortcuts": [{"name": name, "url": reverse(view)} for name, view in shortcuts],
        "categories": ["travel", "navigation"],
    }


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Show the page that lists what is kept on this phone."""
    return _page(
        request,
        "kept/list.html",
        page_title=_("On this phone"),
        page_description=_(
            "The circuits that this phone has with it. They open without a connection."
        ),
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page that stands in for one that cannot be had without a network."""
    return _page(
        request,
        "kept/list.html",
        page_title=_("No connection"),
        page_description=_(
            "This page is not on this phone, and there is no network to fetch it. What is on this "
            "phone opens all the same."
        ),
        instead=True,
    )


@require_safe
def kept_circuit(request: HttpRequest) -> HttpResponse:
    """Show the page that any circuit on this phone is read on."""
    return _page(
        request,
        "kept/circuit.html",
        page_title=_("A circuit on this phone"),
        page_description="",
        map_config=maps.config(features=[], page=None),
        attribution=attribution.link(),
    )


@require_safe
def kept_follow(request: HttpRequest) -> HttpResponse:
    """Show the page that any circuit on this phone is followed on.

    The service worker puts the slug of the circuit where the placeholder stands.
    """
    circuit = Circuit(slug=PLACEHOLDER)
    return _page(
        request,
        "circuits/follow.html",
        page_title=_("Follow it with this phone"),
        page_description="",
        circuit=circuit,
        config=following.config(circuit),
        texts=following.follow_texts(),
        icons=following.ICONS,
    )


def _page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    response = render(request, template, {"language": get_language()} | context)
    response["Cache-Control"] = ASK_AGAIN
    response["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt  # it changes nothing but a cookie, and other sites may not send JSON here
@require_POST
def remember(request: HttpRequest) -> HttpResponse:
    """Remember in a cookie which circuits should be on this phone.

    Browsers that clear what a site has stored take all that its scripts have written, cookies too,
    but leave cookies that came from the server. So the loss can be noticed before the walk. The
    cookie names circuits, and nobody; it is made only when somebody takes one along.
    """
    if request.content_type != "application/json":
        return HttpResponse(status=415)
    try:
        slugs = json.loads(request.body)["circuits"]
        valid = isinstance(slugs, list) and all(_SLUG.fullmatch(slug) for slug in slugs)
    except (ValueError, KeyError, TypeError):
        valid = False
    value = ".".join(slugs) if valid else ""
    if not valid or len(value) > MARKER_LIMIT:
        return HttpResponse(status=400)
    response = HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    if value:
        response.set_cookie(
            MARKER, value, max_age=MARKER_AGE_S, samesite="Lax", secure=settings.BEHIND_HTTPS
        )
    else:
        response.delete_cookie(MARKER, samesite="Lax")
    return response
