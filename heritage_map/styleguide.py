"""Every component on one page, for those who write pages: /styleguide/, while developing."""

from types import SimpleNamespace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geodata.templatetags.illustrations import FOLDER

BADGES = [
    "open",
    "soon",
    "closed",
    "unknown",
    "sample",
    "approximate",
    "unlocated",
    "disputed",
    "published",
    "surveyed",
]


def style_guide(request: HttpRequest) -> HttpResponse:
    """Show the components and the drawings under the names that pages call them by."""
    return render(
        request,
        "shell/styleguide.html",
        {
            "all_badges": [{"kind": kind, "label": kind} for kind in BADGES],
            "badges": [{"kind": kind, "label": kind} for kind in ("open", "approximate")],
            "crumbs": [{"label": "Places", "url": "#"}, {"label": "A place"}],
            "facts": [
                SimpleNamespace(text="Something that is sure.", is_disputed=False),
                SimpleNamespace(text="Something that two sources tell apart.", is_disputed=True),
            ],
            "sources": [
                SimpleNamespace(
                    name="A newspaper",
                    url="#",
                    get_kind_display="press",
                    published_on="2014-11",
                )
            ],
            "drawings": _names("crafts", "places", "modes"),
            "motifs": _names("motifs"),
            "scenes": _names("scenes"),
            "icons": _names("icons"),
            "page_obj": Paginator(range(50), 10).page(2),
        },
    )


def _names(*folders: str) -> list[str]:
    return sorted(path.stem for folder in folders for path in (FOLDER / folder).glob("*.svg"))
