"""What the page shell needs on every page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info

from geodata import attribution, territory


@dataclass(frozen=True)
class Alternate:
    """The same page in one of the site's languages."""

    code: str
    name_local: str
    url: str
    active: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the territory, whom its streets are owed to, and this page in every language."""
    page = request.get_full_path()
    canonical = request.build_absolute_uri(request.path)
    return {
        "territory": territory.current(),
        "map_credit": attribution.credit(),
        "canonical_url": canonical,
        "alternates": [
            Alternate(
                code=code,
                name_local=get_language_info(code)["name_local"],
                url=request.build_absolute_uri(translate_url(page, code)),
                active=code == get_language(),
            )
            for code, _name in settings.LANGUAGES
        ],
    }
